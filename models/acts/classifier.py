"""The act classifier at run time: redacted turns in, detected acts out."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from models.acts.reading import batches, read_call
from models.encoder import Encode, encoder_files, fast_numbers, load_encode
from models.weights import find_weights, weights_named
from pipeline.domain.acts import AGENT_ACTS, CALLER_ACTS, Act, ActDetection
from pipeline.domain.call import Speaker
from pipeline.domain.labelled import LabelledCall
from pipeline.domain.phi import RedactedTranscript
from pipeline.settings import Settings

if TYPE_CHECKING:
    from models.acts.artefact import ClassifierSpec
    from models.acts.network import ActNetwork

WEIGHTS = "acts"
TOKENS_AT_ONCE = 2048
POSSIBLE: dict[Speaker, frozenset[Act]] = {
    Speaker.AGENT: AGENT_ACTS,
    Speaker.CALLER: CALLER_ACTS,
    Speaker.OTHER: frozenset({Act.RECORDING_NOTICE}),
    Speaker.UNKNOWN: frozenset(Act),
}
"""What each speaker can do. Where roles could not be told, both sides' acts are looked for."""


class TransformerActs:
    """Detects acts with the fine-tuned encoder.

    Each call is judged by itself, never in one batch with others: the same call gives the same numbers whatever else
    is in the run. Keeps to the caller's number of torch threads.
    """

    def __init__(self, network: "ActNetwork", spec: "ClassifierSpec", encode: Encode, identity: str) -> None:
        self._network = network
        self._spec = spec
        self._encode = encode
        self._identity = identity
        self._bfloat16 = fast_numbers()

    @property
    def identity(self) -> str:
        """`acts`, sha256 of the weights, first 12 digits of the sha256 of thresholds and act order."""
        return self._identity

    @property
    def thresholds(self) -> tuple[float, ...]:
        """One per act, in the order of `Act`: an act is detected at or above its own."""
        return self._spec.thresholds

    def detect(self, transcript: RedactedTranscript) -> tuple[ActDetection, ...]:
        """Every act at or above its own threshold, by turn, then in the order of `Act`."""
        turns = transcript.turns
        found = self.detect_turns([turn.speaker for turn in turns], [turn.text for turn in turns])
        return tuple(one.model_copy(update={"turn": turns[one.turn].index}) for one in found)

    def detect_calls(self, transcripts: Sequence[RedactedTranscript]) -> list[tuple[ActDetection, ...]]:
        """`detect` for several calls, in order."""
        return [self.detect(transcript) for transcript in transcripts]

    def detect_labelled(self, call: LabelledCall) -> tuple[ActDetection, ...]:
        """The same for a line of the labelled-calls format; what it marks as PHI is read as its placeholder."""
        return self.detect_turns([turn.speaker for turn in call.turns], [turn.redacted_text for turn in call.turns])

    def detect_turns(self, speakers: Sequence[Speaker], texts: Sequence[str]) -> tuple[ActDetection, ...]:
        """The same for bare turns: `turn` counts from 0. `speakers` and `texts` have equal length."""
        probabilities = self.probabilities(speakers, texts)
        return tuple(
            ActDetection(turn=turn, act=act, probability=float(probabilities[turn, column]))
            for turn in range(len(texts))
            for column, act in enumerate(self._spec.acts)
            if probabilities[turn, column] >= self._spec.thresholds[column]
        )

    def probabilities(self, speakers: Sequence[Speaker], texts: Sequence[str]) -> NDArray[np.float64]:
        """[turns, acts of the spec] in 0..1, to 4 decimals; 0 for what the speaker cannot do."""
        import torch

        from models.acts.network import pad

        windows = read_call(speakers, texts, self._spec.layout, self._encode)
        found = np.zeros((len(texts), len(self._spec.acts)))
        for group in batches(windows, TOKENS_AT_ONCE):
            batch = pad([windows[position] for position in group], self._spec.layout.judged)
            with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16, enabled=self._bfloat16):
                judged = torch.sigmoid(self._network(batch)).double().numpy()
            for row, position in enumerate(group):
                turns = windows[position].turns
                found[turns.start : turns.stop] = judged[row, : len(turns)]
        return np.asarray(np.round(found, 4) * possible_acts(speakers, self._spec.acts))


def possible_acts(speakers: Sequence[Speaker], acts: Sequence[Act]) -> NDArray[np.bool_]:
    """[turns, acts]: whether the turn's speaker can do the act."""
    return np.array([[act in POSSIBLE[speaker] for act in acts] for speaker in speakers], dtype=np.bool_).reshape(
        len(speakers), len(acts)
    )


def load_classifier(settings: Settings) -> TransformerActs:
    """The shipped classifier. Raises MissingWeightsError where its files, or the encoder's, are absent or altered."""
    from models.acts.artefact import load_network, load_spec

    weights, thresholds = find_weights(WEIGHTS, settings.weights_cache)
    encoder = encoder_files(settings.weights_cache)
    spec = load_spec(thresholds)
    network = load_network(weights, encoder["model.safetensors"], encoder["config.json"], len(spec.acts))
    pinned = weights_named(WEIGHTS).files
    identity = f"{WEIGHTS} {pinned[0].sha256} {pinned[1].sha256[:12]}"
    return TransformerActs(network, spec, load_encode(encoder["tokenizer.json"]), identity)
