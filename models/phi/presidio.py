"""The detector: read every turn, let Presidio's analyzer run our recognisers, then look across the call."""

from collections.abc import Iterable, Iterator, Sequence

from presidio_analyzer import AnalyzerEngine, EntityRecognizer, RecognizerResult
from presidio_analyzer.context_aware_enhancers import ContextAwareEnhancer
from presidio_analyzer.nlp_engine import NlpArtifacts, NlpEngine
from spacy.language import Language

from models.phi.found import Found, Strength
from models.phi.language import entities_in
from models.phi.layers import ALL_LAYERS, Layer
from models.phi.lexicon import Lexicon
from models.phi.propagate import across_call
from models.phi.reading import Reading
from models.phi.recognisers.base import TurnArtifacts, TurnRecogniser
from models.phi.resolve import settle
from models.phi.second_look import HARDER, look_again
from models.phi.slots import open_slots
from models.phi.spoken import to_written
from models.phi.support import supported
from models.phi.tagger.tagger import Tagger
from pipeline.domain.call import Speaker
from pipeline.domain.phi import PhiLabel, PhiSpan


class PresidioDetector:
    """A PhiDetector over Presidio. Not thread-safe; one per process."""

    def __init__(
        self,
        analyzer: AnalyzerEngine,
        language: Language | None,
        lexicon: Lexicon,
        tagger: Tagger | None,
        layers: frozenset[Layer] = ALL_LAYERS,
    ) -> None:
        self._analyzer = analyzer
        self._language = language
        self._lexicon = lexicon
        self._tagger = tagger
        self._layers = layers

    @property
    def recognisers(self) -> tuple[TurnRecogniser, ...]:
        """What the analyzer runs over each turn."""
        return tuple(one for one in self._analyzer.registry.recognizers if isinstance(one, TurnRecogniser))

    def detect(self, texts: Sequence[str], speakers: Sequence[str]) -> list[list[PhiSpan]]:
        """For each turn its spans: sorted, not overlapping, within the turn's text. Speakers as in `Speaker`."""
        readings = self.read(texts, speakers)
        findings = [supported(reading, self._analyse(reading)) for reading in readings]
        if Layer.PROPAGATION in self._layers:
            findings = [
                supported(reading, found, trusted=Strength.STRONG)
                for reading, found in zip(readings, across_call(readings, findings), strict=True)
            ]
        return [settle(reading.text, found) for reading, found in zip(readings, findings, strict=True)]

    def rescan(
        self, texts: Sequence[str], speakers: Sequence[str], hidden: Sequence[Sequence[PhiSpan]], look: int = 0
    ) -> list[list[PhiSpan]]:
        """What a harder look finds in the texts outside `hidden`; none where the gate is left out."""
        if Layer.GATE not in self._layers:
            return [[] for _ in texts]
        who = [Speaker(speaker) for speaker in speakers]
        found = look_again(self._tagger, self._lexicon, texts, who, hidden, HARDER[min(look, len(HARDER) - 1)])
        return [settle(text, one) for text, one in zip(texts, found, strict=True)]

    def read(self, texts: Sequence[str], speakers: Sequence[str]) -> list[Reading]:
        """Each turn with its written form, its entities and the slots that the turns before it opened."""
        spoken = [to_written(text) for text in texts]
        slots = open_slots([one.written for one in spoken], speakers)
        who = [Speaker(speaker) for speaker in speakers]
        entities = entities_in(self._language, self._lexicon, texts) if self._language else [()] * len(texts)
        tagged = self._tagger.tag(texts, who) if self._tagger else [()] * len(texts)
        return [
            Reading(index, text, who[index], spoken[index], slots[index], entities[index], self._lexicon, tagged[index])
            for index, text in enumerate(texts)
        ]

    def _analyse(self, reading: Reading) -> list[Found]:
        if not reading.text.strip():
            return []
        results = self._analyzer.analyze(reading.text, language="en", nlp_artifacts=TurnArtifacts(reading))
        return [
            Found(result.start, result.end, PhiLabel(result.entity_type), Strength(round(result.score * 100)))
            for result in results
        ]


class NoNlpEngine(NlpEngine):
    """Presidio wants an engine of its own; ours reads a whole call at once, before the analyzer starts."""

    engine_name = "call"

    def load(self) -> None:
        """Nothing to load."""

    def is_loaded(self) -> bool:
        """Always."""
        return True

    def process_text(self, text: str, language: str) -> NlpArtifacts:
        """Never called: every analysis brings its artifacts."""
        raise NotImplementedError

    def process_batch(
        self, texts: Iterable[str], language: str, batch_size: int = 1, n_process: int = 1, **kwargs: object
    ) -> Iterator[tuple[str, NlpArtifacts]]:
        """Never called, see `process_text`."""
        raise NotImplementedError

    def is_stopword(self, word: str, language: str) -> bool:  # noqa: ARG002 Presidio's signature
        """Not used."""
        return False

    def is_punct(self, word: str, language: str) -> bool:  # noqa: ARG002 Presidio's signature
        """Not used."""
        return False

    def get_supported_entities(self) -> list[str]:
        """None of its own."""
        return []

    def get_supported_languages(self) -> list[str]:
        """English."""
        return ["en"]


class NoEnhancer(ContextAwareEnhancer):
    """Presidio raises scores by the lemmas near a match; our context is the call, so nothing is left to raise."""

    def __init__(self) -> None:
        super().__init__(0.0, 0.0, 0, 0)

    def enhance_using_context(
        self,
        text: str,  # noqa: ARG002 Presidio's signature
        raw_results: list[RecognizerResult],
        nlp_artifacts: NlpArtifacts,  # noqa: ARG002 Presidio's signature
        recognizers: list[EntityRecognizer],  # noqa: ARG002 Presidio's signature
        context: list[str] | None = None,  # noqa: ARG002 Presidio's signature
    ) -> list[RecognizerResult]:
        """The results as they came."""
        return raw_results
