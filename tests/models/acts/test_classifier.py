"""The classifier with a tiny, real BERT of random weights: what holds for any weights."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file
from transformers import BertConfig

from models.acts.artefact import ClassifierSpec, load_network, load_spec, save_network, save_spec
from models.acts.classifier import TransformerActs, possible_acts
from models.acts.network import ActNetwork
from models.acts.reading import Layout
from models.encoder import encoder_config
from pipeline.domain.acts import AGENT_ACTS, CALLER_ACTS, Act
from pipeline.domain.call import Speaker
from pipeline.domain.ids import CallId
from pipeline.domain.phi import RedactedTranscript, RedactedTurn
from pipeline.domain.transcript import SpeechQuality
from pipeline.errors import MissingWeightsError

ACTS = tuple(Act)
LAYOUT = Layout(judged=3, before=1, after=1, judged_tokens=24, context_tokens=12)
SPEAKERS = [Speaker.AGENT, Speaker.CALLER, Speaker.OTHER, Speaker.UNKNOWN, Speaker.CALLER]
TEXTS = ["how can i help", "my chest hurts", "this call is recorded", "hello there", "thank you so much"]


def encode(texts: list[str]) -> list[list[int]]:
    return [[1000 + sum(word.encode()) % 400 for word in text.split()] for text in texts]


@pytest.fixture(scope="module")
def encoder(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A BERT of one small layer as its package would ship it: weights and config."""
    folder = tmp_path_factory.mktemp("encoder")
    config = folder / "config.json"
    shape = {"hidden_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 32}
    config.write_text(json.dumps({**shape, "vocab_size": 1400, "max_position_embeddings": 512, "type_vocab_size": 2}))
    torch.manual_seed(3)
    network = ActNetwork(encoder_config(config), len(ACTS))
    weights = folder / "model.safetensors"
    state = {name.removeprefix("encoder."): tensor for name, tensor in network.state_dict().items()}
    save_file({name: tensor.contiguous() for name, tensor in state.items()}, weights)
    return {"weights": weights, "config": config}


@pytest.fixture(scope="module")
def network(encoder: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> ActNetwork:
    """The network after a way through the file."""
    torch.manual_seed(4)
    path = tmp_path_factory.mktemp("tuned") / "acts.safetensors"
    save_network(ActNetwork(encoder_config(encoder["config"]), len(ACTS)), path)
    return load_network(path, encoder["weights"], encoder["config"], len(ACTS))


@pytest.fixture(scope="module")
def classifier_with(network: ActNetwork) -> Callable[[float], TransformerActs]:
    def build(threshold: float) -> TransformerActs:
        spec = ClassifierSpec(acts=ACTS, thresholds=(threshold,) * len(ACTS), layout=LAYOUT)
        return TransformerActs(network, spec, encode, "tiny")

    return build


def transcript(first_index: int = 0) -> RedactedTranscript:
    turns = tuple(
        RedactedTurn(index=first_index + number, speaker=speaker, start_s=number, end_s=number + 1, text=text)
        for number, (speaker, text) in enumerate(zip(SPEAKERS, TEXTS, strict=True))
    )
    quality = SpeechQuality(
        mean_word_probability=1, fallback_share=0, speech_share=1, role_confidence=1, speakers_separated=True
    )
    return RedactedTranscript(
        call_id=CallId("k7mq-3wxz-9h2p"), duration_s=9, language="en", turns=turns, quality=quality
    )


def test_the_file_holds_no_word_embeddings(network: ActNetwork, tmp_path: Path) -> None:
    save_network(network, tmp_path / "acts.safetensors")
    assert (tmp_path / "acts.safetensors").stat().st_size < 1400 * 16 * 2


def test_saving_loading_and_saving_again_gives_the_same_bytes(
    network: ActNetwork, encoder: dict[str, Path], tmp_path: Path
) -> None:
    save_network(network, tmp_path / "once")
    again = load_network(tmp_path / "once", encoder["weights"], encoder["config"], len(ACTS))
    save_network(again, tmp_path / "twice")
    assert (tmp_path / "once").read_bytes() == (tmp_path / "twice").read_bytes()


def test_the_borrowed_embeddings_are_the_encoders(network: ActNetwork, encoder: dict[str, Path]) -> None:
    from safetensors.torch import load_file

    shipped = load_file(encoder["weights"])["embeddings.word_embeddings.weight"]
    assert torch.equal(network.encoder.embeddings.word_embeddings.weight, shipped)


def test_tensors_of_another_network_are_refused(encoder: dict[str, Path], tmp_path: Path) -> None:
    save_file({"stray": torch.zeros(2)}, tmp_path / "acts.safetensors")
    with pytest.raises(MissingWeightsError, match="does not hold the tensors"):
        load_network(tmp_path / "acts.safetensors", encoder["weights"], encoder["config"], len(ACTS))


def test_nobody_is_found_doing_what_their_side_cannot_do(classifier_with: Callable[[float], TransformerActs]) -> None:
    found = classifier_with(0.0001).detect(transcript())
    by_turn = {turn: {one.act for one in found if one.turn == turn} for turn in range(len(TEXTS))}
    assert by_turn[0] == AGENT_ACTS
    assert by_turn[1] == by_turn[4] == CALLER_ACTS
    assert by_turn[2] == {Act.RECORDING_NOTICE}
    assert by_turn[3] == set(Act)


def test_nothing_below_its_threshold_is_found(classifier_with: Callable[[float], TransformerActs]) -> None:
    probabilities = classifier_with(0.5).probabilities(SPEAKERS, TEXTS)
    middle = float(sorted(probabilities[probabilities > 0])[probabilities[probabilities > 0].size // 2])
    found = classifier_with(middle).detect(transcript())
    assert found
    assert all(one.probability >= middle for one in found)
    assert len(found) == (probabilities >= middle).sum()


def test_detections_carry_the_transcripts_turn_numbers(classifier_with: Callable[[float], TransformerActs]) -> None:
    classifier = classifier_with(0.0001)
    assert {one.turn for one in classifier.detect(transcript(first_index=7))} == {7, 8, 9, 10, 11}


def test_a_call_is_judged_the_same_alone_and_among_others(classifier_with: Callable[[float], TransformerActs]) -> None:
    classifier = classifier_with(0.05)
    alone = classifier.detect(transcript())
    assert classifier.detect_calls([transcript(3), transcript(), transcript(1)])[1] == alone
    assert classifier.detect_turns(SPEAKERS, TEXTS) == alone


def test_a_call_without_turns_has_no_acts(classifier_with: Callable[[float], TransformerActs]) -> None:
    assert classifier_with(0.0001).detect_turns([], []) == ()


def test_a_turn_without_words_is_judged_too(classifier_with: Callable[[float], TransformerActs]) -> None:
    probabilities = classifier_with(0.5).probabilities([Speaker.CALLER], [""])
    assert probabilities.shape == (1, len(ACTS))
    assert ((probabilities >= 0) & (probabilities <= 1)).all()


def test_possible_acts_of_no_turns_keep_their_shape() -> None:
    assert possible_acts([], ACTS).shape == (0, len(ACTS))


def test_a_spec_comes_back_as_it_was_written(tmp_path: Path) -> None:
    spec = ClassifierSpec(acts=ACTS, thresholds=tuple(0.2 + 0.01 * n for n in range(len(ACTS))), layout=LAYOUT)
    save_spec(spec, tmp_path / "acts.json")
    assert load_spec(tmp_path / "acts.json") == spec


def test_a_spec_of_unknown_acts_is_refused(tmp_path: Path) -> None:
    spec = ClassifierSpec(acts=(Act.DISTRESS,), thresholds=(0.5,), layout=LAYOUT)
    save_spec(spec, tmp_path / "acts.json")
    altered = (tmp_path / "acts.json").read_text().replace("distress", "boredom")
    (tmp_path / "acts.json").write_text(altered)
    with pytest.raises(MissingWeightsError, match="does not fit"):
        load_spec(tmp_path / "acts.json")


@pytest.mark.parametrize("thresholds", [(0.5, 0.5), (1.0,), (0.0,)])
def test_a_spec_needs_one_sensible_threshold_an_act(thresholds: tuple[float, ...]) -> None:
    with pytest.raises(ValueError, match="threshold"):
        ClassifierSpec(acts=(Act.DISTRESS,), thresholds=thresholds, layout=LAYOUT)


def test_the_encoder_is_read_without_its_dropout(encoder: dict[str, Path]) -> None:
    assert isinstance(encoder_config(encoder["config"]), BertConfig)
    assert encoder_config(encoder["config"]).hidden_dropout_prob == 0
