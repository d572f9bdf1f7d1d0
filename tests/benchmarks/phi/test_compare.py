import json
from pathlib import Path

import pytest

from benchmarks.phi import figures as names
from benchmarks.phi.compare import main, makers
from benchmarks.phi.detectors import DEFAULT, OURS, ablation
from pipeline.domain.call import Speaker
from pipeline.domain.labelled import LabelledCall, LabelledTurn
from pipeline.domain.phi import PhiLabel, PhiSpan


def file_of(path: Path, call_id: str, text: str, *spans: PhiSpan) -> str:
    turn = LabelledTurn(speaker=Speaker.CALLER, text=text, phi=spans)
    path.write_text(LabelledCall(call_id=call_id, turns=(turn,)).model_dump_json() + "\n\n", "utf-8")
    return str(path)


def test_by_default_presidio_and_ours_stand_side_by_side_and_layers_on_request() -> None:
    assert list(makers(only_ours=False, with_layers=False)) == [DEFAULT, OURS]
    assert list(makers(only_ours=True, with_layers=False)) == [OURS]
    assert list(makers(only_ours=False, with_layers=True)) == [DEFAULT, OURS, *ablation()]


@pytest.mark.slow
def test_one_run_measures_several_files_and_hard_negatives(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    card = "my card is 4111 1111 1111 1111 thanks"
    first = file_of(tmp_path / "first.jsonl", "T-1", card, PhiSpan(start=11, end=30, label=PhiLabel.CREDIT_CARD))
    second = file_of(tmp_path / "second.jsonl", "T-2", "the clinic opens at eight")
    hard = file_of(tmp_path / "hard.jsonl", "T-3", "two tablets of ten milligrams")
    out = tmp_path / "out.json"
    main([first, second, "--hard-negatives", hard, "--only-ours", "--repeats", "1", "--show", "--json", str(out)])
    written = json.loads(out.read_text("utf-8"))
    assert [one["source"] for one in written["sets"]] == ["first.jsonl", "second.jsonl", "hard.jsonl"]
    recall = next(one for one in written["sets"][0]["detectors"][OURS] if one["name"] == names.RECALL)
    assert (recall["part"], recall["whole"], recall["high"]) == (1, 1, 1.0)
    assert any(one["name"] == names.HARD_TURNS for one in written["sets"][2]["detectors"][OURS])
    assert written["cpu_s"][OURS]["ten_minute_call"] > 0
    assert "4111" not in out.read_text("utf-8")
    assert "CPU seconds, median of 1" in capsys.readouterr().out
