from pathlib import Path

import pytest

from benchmarks.phi import figures as names
from benchmarks.phi.compare import scores_of
from benchmarks.phi.detectors import Hidden
from benchmarks.phi.figures import Figure, figures
from benchmarks.phi.intervals import wilson
from benchmarks.phi.marked import read_calls
from benchmarks.phi.report import Measured, layer_table, shown, table, write_json
from benchmarks.phi.speed import Speed
from pipeline.domain.call import Speaker
from pipeline.domain.labelled import LabelledCall, LabelledTurn
from pipeline.domain.phi import PhiLabel, PhiSpan

SPOKEN = (
    ("T-001", "hello Odo from Fenn", (PhiSpan(start=6, end=9, label=PhiLabel.NAME),)),
    ("T-002", "hello Ida from Fenn", (PhiSpan(start=6, end=9, label=PhiLabel.NAME),)),
    ("T-003", "hello all you there", ()),
    ("NA-001", "hello ten of a pill", ()),
    ("NB-001", "a pill of ten grams", (PhiSpan(start=2, end=6, label=PhiLabel.ORG),)),
)


def finds_the_name_odo_and_the_dose(texts, speakers):
    return [
        [Hidden(text.index(word), text.index(word) + 3, "NAME") for word in ("Odo", "ten") if word in text]
        for text in texts
    ]


@pytest.fixture
def file_of_calls(tmp_path: Path) -> Path:
    path = tmp_path / "calls.jsonl"
    calls = [
        LabelledCall(call_id=call_id, turns=(LabelledTurn(speaker=Speaker.CALLER, text=text, phi=spans),))
        for call_id, text, spans in SPOKEN
    ]
    path.write_text("\n".join(call.model_dump_json() for call in calls) + "\n", "utf-8")
    return path


def by_name(path: Path, hard_negatives: bool = False) -> dict[str, Figure]:
    calls = read_calls(path, hard_negatives)
    return {one.name: one for one in figures(scores_of(finds_the_name_odo_and_the_dose, calls))}


def test_calls_named_as_hard_negatives_have_figures_of_their_own(file_of_calls: Path) -> None:
    found = by_name(file_of_calls)
    assert (found[names.HARD_TURNS].part, found[names.HARD_TURNS].whole) == (2, 2)
    assert found[names.CLEAN_TURNS].part == 0
    assert (found[names.PRECISION].part, found[names.PRECISION].whole) == (1, 1)


def test_a_whole_file_can_be_hard_negatives(file_of_calls: Path) -> None:
    found = by_name(file_of_calls, hard_negatives=True)
    assert set(found) == {names.WITHHELD_CALLS, names.HARD_TURNS, names.HARD_DAMAGE}
    assert (found[names.HARD_TURNS].part, found[names.HARD_TURNS].whole) == (2, 3)


def test_only_calls_that_hold_an_identifier_can_be_without_a_leak(file_of_calls: Path) -> None:
    without = by_name(file_of_calls)[names.NO_LEAK]
    assert (without.part, without.whole, without.interval) == (1, 2, wilson(1, 2))


def test_recall_leak_and_each_label_are_counted(file_of_calls: Path) -> None:
    found = by_name(file_of_calls)
    assert (found[names.RECALL].part, found[names.RECALL].whole) == (1, 2)
    assert (found[names.LEAK].part, found[names.LEAK].whole) == (3, 6)
    assert (found["NAME"].part, found["NAME"].whole) == (1, 2)


def test_organisations_of_a_call_are_neutral(file_of_calls: Path) -> None:
    call = read_calls(file_of_calls)[-1]
    assert call.turns[0].identifiers == ()
    assert call.turns[0].neutral == frozenset({2, 3, 4, 5})


def test_an_identifier_inside_an_organisations_name_is_still_looked_for(tmp_path: Path) -> None:
    spans = (PhiSpan(start=0, end=11, label=PhiLabel.ORG), PhiSpan(start=0, end=3, label=PhiLabel.NAME))
    turn = LabelledTurn(speaker=Speaker.CALLER, text="Odo Repairs", phi=spans)
    path = tmp_path / "calls.jsonl"
    path.write_text(LabelledCall(call_id="T", turns=(turn,)).model_dump_json(), "utf-8")
    assert read_calls(path)[0].turns[0].neutral == frozenset(range(3, 11))


def test_a_figure_shows_its_share_its_interval_and_its_counts(file_of_calls: Path) -> None:
    assert shown(by_name(file_of_calls)[names.NO_LEAK]) == "50.00% [9.5–90.5] 1/2"
    assert shown(None) == "–"


def test_tables_and_json_hold_every_detector_and_no_word_of_a_call(file_of_calls: Path, tmp_path: Path) -> None:
    found = tuple(by_name(file_of_calls).values())
    measured = Measured("calls.jsonl", 5, {"this": found, "that": found[:3]})
    out = tmp_path / "figures.json"
    write_json(out, [measured], {"this": Speed(0.5, 0.75)})
    for text in (table(measured), layer_table(measured), out.read_text("utf-8")):
        assert "this" in text
        assert "that" in text
        assert "Odo" not in text
        assert "hello" not in text
    assert '"ten_minute_call": 0.75' in out.read_text("utf-8")
