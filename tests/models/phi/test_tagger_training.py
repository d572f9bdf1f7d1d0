"""What training does to calls, and that a tiny tagger really learns where identifiers stand."""

import json
import random
import re

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from safetensors.torch import save_file

from models.encoder import encoder_config
from models.phi.tagger.network import TokenTagger
from models.phi.tagger.tagger import LABELS, Tagger, TaggerSpec
from models.phi.tagger.windows import TaggerLayout
from models.training.fit import EncoderFiles
from models.training.phi.corpus import load_corpus, show_call
from models.training.phi.fit import TaggerRecipe, fit_tagger
from models.training.phi.noise import disturb
from models.training.phi.pieces import Piece, in_pieces
from models.training.phi.surrogates import Pools, Surrogates
from models.training.phi.thresholds import choose_tagger_thresholds
from pipeline.domain.call import Speaker
from pipeline.domain.labelled import LabelledCall, LabelledTurn
from pipeline.domain.phi import PhiLabel, PhiSpan

POOLS = Pools(("amara", "dev"), ("okoro", "blythe"), ("selby", "arden"), ("rose",), ("Fern Clinic",))


def turn(speaker: str, text: str, *phi: tuple[str, PhiLabel]) -> LabelledTurn:
    spans = tuple(PhiSpan(start=text.index(w), end=text.index(w) + len(w), label=label) for w, label in phi)
    return LabelledTurn(speaker=Speaker(speaker), text=text, phi=spans)


CALL = LabelledCall(
    call_id="T1",
    turns=(
        turn("agent", "And your name, please?"),
        turn(
            "caller",
            "Ines Quill, Q-U-I-L-L, 4471.",
            ("Ines Quill", PhiLabel.NAME),
            ("Q-U-I-L-L", PhiLabel.NAME),
            ("4471", PhiLabel.MRN),
        ),
        turn("agent", "Thanks, Ines. 4471, then 20 milligrams.", ("Ines", PhiLabel.NAME), ("4471", PhiLabel.MRN)),
    ),
)


def chance(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311 - not for secrets


def renamed(call: LabelledCall, seed: int) -> list[list[Piece]]:
    turns = [in_pieces(one) for one in call.turns]
    surrogates = Surrogates(POOLS, chance(seed), [piece for one in turns for piece in one.pieces])
    return [[surrogates.of(piece) for piece in one.pieces] for one in turns]


def labelled(pieces: list[Piece]) -> list[str]:
    return [piece.text for piece in pieces if piece.label]


@given(seed=st.integers(0, 5_000))
def test_new_identifiers_agree_throughout_the_call_and_spellings_follow_their_names(seed: int) -> None:
    _, answer, echo = renamed(CALL, seed)
    name, spelled, number = labelled(answer)
    assert labelled(echo) == [name.split()[0], number]
    assert spelled.replace("-", "").lower() == name.split()[1].lower()
    assert re.fullmatch(r"\d{4}", number)
    assert number[0] == number[1]  # 4471: digits are exchanged one for one


@given(seed=st.integers(0, 5_000))
def test_words_outside_identifiers_are_never_exchanged(seed: int) -> None:
    for old, new in zip(CALL.turns, renamed(CALL, seed), strict=True):
        assert [piece.text for piece in in_pieces(old).pieces if piece.label is None] == [
            piece.text for piece in new if piece.label is None
        ]


@given(seed=st.integers(0, 5_000))
def test_a_disturbed_call_keeps_a_label_on_each_identifier(seed: int) -> None:
    shown = disturb([in_pieces(one) for one in CALL.turns], chance(seed))
    labels = [span.label for one in shown for span in one.spans()]
    assert labels == [span.label for one in CALL.turns for span in one.phi]
    for one in shown:
        assert all(one.text[span.start : span.end].strip() for span in one.spans())


def test_showing_a_call_with_the_same_chance_gives_the_same_turns() -> None:
    assert show_call(CALL, POOLS, chance(4)) == show_call(CALL, POOLS, chance(4))


def test_the_shipped_excerpts_carry_every_label_and_share_no_call_with_validation() -> None:
    corpus = load_corpus()
    for calls in (corpus.training, corpus.validation):
        assert {span.label for call in calls for one in call.turns for span in one.phi} == set(PhiLabel)
    said = {one.text for call in corpus.training for one in call.turns if len(one.text) > 40}
    assert not said & {one.text for call in corpus.validation for one in call.turns}


@pytest.fixture(scope="module")
def encoder(tmp_path_factory: pytest.TempPathFactory) -> EncoderFiles:
    folder = tmp_path_factory.mktemp("encoder")
    shape = {"hidden_size": 32, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 64}
    (folder / "config.json").write_text(json.dumps({**shape, "vocab_size": 1400}))
    torch.manual_seed(3)
    network = TokenTagger(encoder_config(folder / "config.json"))
    state = {name.removeprefix("encoder."): tensor.contiguous() for name, tensor in network.state_dict().items()}
    save_file(state, folder / "model.safetensors")
    return EncoderFiles(folder / "model.safetensors", folder / "config.json")


def split(texts: list[str]) -> list[list[tuple[int, int, int]]]:
    return [
        [(1000 + sum(m.group().lower().encode()) % 400, *m.span()) for m in re.finditer(r"\w+", text)] for text in texts
    ]


def lesson(number: int, name: str) -> LabelledCall:
    caller = turn("caller", f"it is {name} about {number} pills", (name, PhiLabel.NAME))
    return LabelledCall(call_id=f"T{number}", turns=(turn("agent", "who is it"), caller))


RECIPE = TaggerRecipe(
    layout=TaggerLayout(before=8, judged=16, after=4), epochs=60, rate=3e-3, head_rate=2e-2, masked_tokens=0.0
)


def test_training_learns_where_names_stand_and_thresholds_follow(encoder: EncoderFiles) -> None:
    calls = [lesson(number, name) for number, name in enumerate(["pelt", "okoro", "wren", "blythe"] * 4)]
    network = fit_tagger(calls, POOLS, RECIPE, encoder, split, seed=1, report=lambda _: None)
    tagger = Tagger(network, TaggerSpec(layout=RECIPE.layout, thresholds=dict.fromkeys(LABELS, 0.5)), split)
    _, words = tagger.tag(["who is it", "it is arden about 30 pills"], [Speaker.AGENT, Speaker.CALLER])
    assert [word.phi >= 0.5 for word in words] == [False, False, True, False, False, False]
    assert words[2].label is PhiLabel.NAME
    chosen = choose_tagger_thresholds(tagger, calls)
    assert 0 < chosen[PhiLabel.NAME] <= 0.6


def test_the_same_seed_gives_the_same_tagger(encoder: EncoderFiles) -> None:
    recipe = RECIPE.model_copy(update={"epochs": 2})
    twice = [
        fit_tagger([lesson(1, "pelt")], POOLS, recipe, encoder, split, 1, lambda _: None).state_dict() for _ in range(2)
    ]
    assert all(torch.equal(one, other) for one, other in zip(twice[0].values(), twice[1].values(), strict=True))
