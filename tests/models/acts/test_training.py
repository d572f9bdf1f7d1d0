"""What training does to calls, labels, thresholds and files; and that a tiny network really learns."""

import hashlib
import json
import random
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from safetensors.torch import save_file

from models.acts.network import ActNetwork
from models.acts.reading import Layout
from models.encoder import encoder_config
from models.training.augment import show
from models.training.corpus import ACTS, label_matrix, load_dialogues, others, read_calls, split_folds
from models.training.fit import EncoderFiles, Recipe, fit
from models.training.metrics import macro_f1, measure, pooled, table
from models.training.overlap import nearest_pairs
from models.training.pin import pin_files
from models.training.redacted import redact_call
from models.training.thresholds import choose_thresholds
from models.training.train import judge
from pipeline.domain.acts import AGENT_ACTS, CALLER_ACTS, Act
from pipeline.domain.call import Speaker
from pipeline.domain.labelled import LabelledCall, LabelledTurn
from pipeline.domain.phi import PhiLabel, PhiSpan
from pipeline.errors import BadInputError


def turn(speaker: str, text: str, *acts: str, phi: tuple[tuple[str, PhiLabel], ...] = ()) -> LabelledTurn:
    spans = [PhiSpan(start=text.index(words), end=text.index(words) + len(words), label=label) for words, label in phi]
    return LabelledTurn(speaker=Speaker(speaker), text=text, acts=tuple(Act(act) for act in acts), phi=tuple(spans))


def call_of(*turns: LabelledTurn, call_id: str = "T1") -> LabelledCall:
    return LabelledCall(call_id=call_id, turns=turns)


def chance(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311 - not for secrets


OPENING = turn(
    "agent",
    "Thanks for calling Fernhill Clinic, this is Odile, who am I speaking with?",
    "introduction",
    phi=(("Fernhill Clinic", PhiLabel.ORG), ("Odile", PhiLabel.STAFF)),
)
ANSWER = turn("caller", "Rufus Tell, May 3rd.", phi=(("Rufus Tell", PhiLabel.NAME), ("May 3rd", PhiLabel.DATE)))


def test_redaction_hides_the_callers_identifiers_and_keeps_staff_and_organisation() -> None:
    assert redact_call(call_of(OPENING, ANSWER)) == [OPENING.text, "[NAME], [DATE]."]


def test_redaction_does_not_depend_on_the_order_of_spans() -> None:
    reversed_spans = ANSWER.model_copy(update={"phi": ANSWER.phi[::-1]})
    assert reversed_spans.redacted_text == ANSWER.redacted_text


def test_showing_a_call_with_the_same_chance_gives_the_same_text() -> None:
    call = call_of(OPENING, ANSWER)
    assert [show(call, chance(5)) for _ in range(2)] == [show(call, chance(5))] * 2


@given(seed=st.integers(0, 10_000))
def test_a_shown_call_keeps_its_turns_and_never_loses_all_words(seed: int) -> None:
    shown = show(call_of(OPENING, ANSWER), chance(seed))
    assert len(shown.texts) == len(shown.speakers) == 2
    assert all(text.strip() for text in shown.texts)
    assert shown.speakers in ((Speaker.AGENT, Speaker.CALLER), (Speaker.UNKNOWN, Speaker.UNKNOWN))


def test_training_sees_mostly_redacted_identifiers_and_now_and_then_a_missed_one() -> None:
    dice = chance(1)
    seen = ["rufus" in show(call_of(ANSWER), dice).texts[0].lower() for _ in range(400)]
    assert 0 < sum(seen) < 80


def test_label_matrix_marks_the_acts_of_each_turn() -> None:
    matrix = label_matrix(call_of(OPENING, ANSWER))
    assert matrix.shape == (2, len(ACTS))
    assert matrix[0, ACTS.index(Act.INTRODUCTION)] == 1
    assert matrix.sum() == 1


def test_folds_part_dialogues_and_share_each_writer() -> None:
    dialogues = {
        writer: [call_of(ANSWER, call_id=f"{writer}{number}") for number in range(12)] for writer in ("ink", "quill")
    }
    folds = split_folds(dialogues, 4, seed=2)
    ids = [call.call_id for fold in folds for call in fold]
    assert sorted(ids) == sorted(call.call_id for calls in dialogues.values() for call in calls)
    assert all(sum(call.call_id.startswith("ink") for call in fold) == 3 for fold in folds)
    assert not {call.call_id for call in others(folds, 0)} & {call.call_id for call in folds[0]}


def test_a_broken_line_of_dialogues_is_named(tmp_path: Path) -> None:
    (tmp_path / "broken.jsonl").write_text('{"call_id": "T1", "turns": []}\n{"call_id": "T2"}\n')
    with pytest.raises(BadInputError, match=r"broken\.jsonl line 2"):
        read_calls(tmp_path / "broken.jsonl")


def test_the_shipped_dialogues_carry_every_act_on_the_right_side() -> None:
    calls = [call for calls in load_dialogues().values() for call in calls]
    assert len({call.call_id for call in calls}) == len(calls)
    used = {act for call in calls for one in call.turns for act in one.acts}
    assert used == set(Act)
    for call in calls:
        for one in call.turns:
            allowed = {Speaker.AGENT: AGENT_ACTS, Speaker.CALLER: CALLER_ACTS}.get(one.speaker, {Act.RECORDING_NOTICE})
            assert set(one.acts) <= allowed, call.call_id
            assert all(span.end <= len(one.text) for span in one.phi), call.call_id
            assert (Act.CALLBACK_PROMISE in one.acts) == bool(one.promise), call.call_id


def test_thresholds_find_the_gap_between_the_two_groups() -> None:
    labels = np.zeros((400, 2), dtype=np.float32)
    labels[:100] = 1
    probabilities = np.where(labels > 0, 0.8, 0.2).astype(np.float64)
    thresholds = choose_thresholds(labels, probabilities, [Act.DISTRESS, Act.CLOSES])
    assert all(0.2 < threshold < 0.8 for threshold in thresholds)


def test_a_red_flag_is_looked_for_with_a_lower_threshold_than_another_act() -> None:
    dice = np.random.default_rng(3)
    labels = np.zeros((2000, 2), dtype=np.float32)
    labels[:200] = 1
    one = np.clip(np.where(labels[:, 0] > 0, dice.normal(0.6, 0.2, 2000), dice.normal(0.3, 0.15, 2000)), 0.01, 0.99)
    thresholds = choose_thresholds(labels, np.stack([one, one], axis=1), [Act.RED_FLAG_STROKE, Act.CLOSES])
    assert thresholds[0] < thresholds[1]


def test_an_act_that_never_occurs_takes_its_familys_threshold() -> None:
    labels = np.zeros((300, 2), dtype=np.float32)
    labels[:100, 0] = 1
    probabilities = np.stack([np.where(labels[:, 0] > 0, 0.9, 0.3), np.full(300, 0.1)], axis=1)
    known, unknown = choose_thresholds(labels, probabilities, [Act.CLOSES, Act.ABUSIVE])
    assert abs(known - unknown) < 0.2


def test_precision_recall_and_f1_count_turns() -> None:
    labels = np.array([[1], [1], [1], [0], [0]], dtype=np.float32)
    found = np.array([[True], [True], [False], [True], [False]])
    quality = measure(labels, found, [Act.CLOSES])[0]
    assert (quality.hits, quality.false, quality.missed, quality.support) == (2, 1, 1, 3)
    assert quality.precision == quality.recall == quality.f1 == pytest.approx(2 / 3)


def test_macro_f1_leaves_out_acts_that_do_not_occur() -> None:
    labels = np.array([[1, 0], [0, 0]], dtype=np.float32)
    found = np.array([[True, True], [False, False]])
    qualities = measure(labels, found, [Act.CLOSES, Act.ABUSIVE])
    assert macro_f1(qualities) == 1
    assert pooled(qualities).precision == 0.5
    assert "| `abusive` | 0 | 0.00 |" in table(qualities, (0.5, 0.5))


def test_a_copied_passage_is_too_near_and_a_stock_phrase_is_not() -> None:
    passage = "the heron stood on one leg beside the broken pump until the porter came round with a lamp"
    trained = [call_of(turn("caller", passage), turn("caller", "okay thank you so much"), call_id="A")]
    tested = [call_of(turn("caller", f"well {passage}"), turn("caller", "okay thank you so much"), call_id="B")]
    pairs = nearest_pairs(trained, tested)
    assert [(pair.trained, pair.tested) for pair in pairs if pair.too_near] == [("A:0", "B:0")]
    assert ("A:1", "B:1") in [(pair.trained, pair.tested) for pair in pairs]


def test_pinning_writes_size_and_digest_of_the_named_file_only(tmp_path: Path) -> None:
    old = "0" * 64
    manifest = tmp_path / "manifest.yaml"
    manifest.write_text(f"- path: a/b.bin\n  bytes: 1\n  sha256: {old}\n- path: c.bin\n  bytes: 2\n  sha256: {old}\n")
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "b.bin").write_bytes(b"weights")
    pin_files(manifest, [tmp_path / "a" / "b.bin"])
    digest = hashlib.sha256(b"weights").hexdigest()
    assert manifest.read_text() == (
        f"- path: a/b.bin\n  bytes: 7\n  sha256: {digest}\n- path: c.bin\n  bytes: 2\n  sha256: {old}\n"
    )


def test_pinning_a_file_that_the_manifest_does_not_name_is_refused(tmp_path: Path) -> None:
    (tmp_path / "manifest.yaml").write_text("weights: []\n")
    (tmp_path / "b.bin").write_bytes(b"weights")
    with pytest.raises(BadInputError, match=r"names b\.bin 0 times"):
        pin_files(tmp_path / "manifest.yaml", [tmp_path / "b.bin"])


@pytest.fixture
def _one_thread() -> Iterator[None]:
    """Several threads only wait for each other over so little work."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture(scope="module")
def encoder(tmp_path_factory: pytest.TempPathFactory) -> EncoderFiles:
    folder = tmp_path_factory.mktemp("encoder")
    shape = {"hidden_size": 32, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 64}
    (folder / "config.json").write_text(json.dumps({**shape, "vocab_size": 1400}))
    torch.manual_seed(3)
    network = ActNetwork(encoder_config(folder / "config.json"), len(ACTS))
    state = {name.removeprefix("encoder."): tensor.contiguous() for name, tensor in network.state_dict().items()}
    save_file(state, folder / "model.safetensors")
    return EncoderFiles(folder / "model.safetensors", folder / "config.json")


def encode(texts: list[str]) -> list[list[int]]:
    return [[1000 + sum(word.strip(".,?!").lower().encode()) % 400 for word in text.split()] for text in texts]


RECIPE = Recipe(
    layout=Layout(judged=2, before=1, after=0, judged_tokens=24, context_tokens=12),
    epochs=70, rate=3e-3, head_rate=2e-2, masked_tokens=0.0,
)  # fmt: skip


def lesson_calls() -> list[LabelledCall]:
    return [
        call_of(
            turn("agent", "how can i help", "offers_help"),
            turn("caller", "my chest is crushing me", "red_flag.cardiac"),
            turn("agent", "one moment"),
            turn("caller", "a refill please"),
            call_id=f"T{number}",
        )
        for number in range(6)
    ]


@pytest.mark.usefixtures("_one_thread")
def test_training_learns_what_the_turns_say_and_who_says_it(encoder: EncoderFiles) -> None:
    network = fit(lesson_calls(), RECIPE, encoder, encode, seed=1, report=lambda _: None)
    labels, probabilities = judge(network, lesson_calls()[:1], RECIPE, encode)
    assert ((probabilities >= 0.5) == (labels > 0)).all()


@pytest.mark.usefixtures("_one_thread")
def test_the_same_seed_gives_the_same_network(encoder: EncoderFiles) -> None:
    recipe = RECIPE.model_copy(update={"epochs": 2})
    twice = [fit(lesson_calls(), recipe, encoder, encode, seed=1, report=lambda _: None) for _ in range(2)]
    assert all(
        torch.equal(one, other)
        for one, other in zip(twice[0].state_dict().values(), twice[1].state_dict().values(), strict=True)
    )
