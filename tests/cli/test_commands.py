"""The command line as its user meets it: exit codes 0, 1 and 2, and messages that say what to do."""

import json
from pathlib import Path

import pytest

from pipeline.settings import Settings
from pipeline.store.store import open_store
from tests.flows.runs import deliver

CALL = {
    "call_id": "T1",
    "contact_type": "INS",
    "role": "NC",
    "direction": "inbound",
    "turns": [
        {"speaker": "agent", "text": "Billing, this is Maya.", "acts": ["introduction"]},
        {"speaker": "caller", "text": "My chest hurts right now.", "acts": ["red_flag.cardiac"]},
        {"speaker": "agent", "text": "The bill is due on Friday.", "acts": []},
    ],
}


def test_help_teaches_the_first_step_and_the_exit_codes(callqa) -> None:
    code, out, _ = callqa("--help")
    assert code == 0
    assert "callqa demo" in out
    assert "Exit codes" in out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("status",), "there is no store"),
        (("process", "nowhere"), "no such file or folder"),
        (("transcribe", "call.wav"), "--show-phi"),
        (("transcribe", "call.wav", "--show-phi"), "cannot be read"),
        (("delete", "everything"), "no call id"),
        (("process", ".", "--manifest", "m.csv", "--columns", "genezys"), "amazon_connect"),
    ],
)
def test_wrong_usage_is_said_in_one_line_with_exit_code_2(callqa, arguments: tuple[str, ...], said: str) -> None:
    code, _, err = callqa(*arguments)
    assert code == 2
    assert said in err
    assert len(err.strip().splitlines()) == 1


def test_a_wrong_setting_is_named(callqa, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CALLQA_CONTROL_SAMPLE", "7")
    code, _, err = callqa("status")
    assert code == 2
    assert "CALLQA_CONTROL_SAMPLE" in err


def test_a_misspelt_setting_in_the_file_is_named(callqa, tmp_path: Path) -> None:
    (tmp_path / "callqa.toml").write_text("wispher_model = 'base'\n")
    code, _, err = callqa("status")
    assert code == 2
    assert "wispher_model" in err


def test_the_rules_alone_judge_gold_acts_from_stdin(callqa) -> None:
    code, out, _ = callqa("score", "--acts", "gold", stdin=json.dumps(CALL) + "\n\n")
    scored = json.loads(out)
    assert code == 0
    assert scored["criteria"]["ES-01"]["verdict"] == "not_met"
    assert scored["criteria"]["ES-01"]["evidence"] == [1]
    assert scored["dimensions"]["escalation"]["auto_failed"] is True
    assert {"auto_fail", "red_flag"} <= {flag["rule"] for flag in scored["flags"]}


def test_a_bad_line_is_named_by_number_and_field_and_never_repeated(callqa) -> None:
    wrong = {**CALL, "turns": [{"speaker": "Wilhelmina Osgood", "text": "x"}]}
    code, out, err = callqa("score", "--acts", "gold", stdin=f"{json.dumps(CALL)}\n{json.dumps(wrong)}\n")
    assert code == 2
    assert len(out.splitlines()) == 1, "what was right is out already"
    assert "line 2, turns.0.speaker" in err
    assert "Osgood" not in out + err


def test_the_shipped_rubrics_have_no_findings(callqa) -> None:
    code, out, _ = callqa("rubrics", "check")
    assert code == 0
    assert "36 criteria" in out


@pytest.mark.slow
def test_redacted_lines_can_be_scored_as_they_come(callqa) -> None:
    clear = {**CALL, "turns": [*CALL["turns"], {"speaker": "caller", "text": "I'm Odo Vinton, born 3/4/1962."}]}
    code, redacted, _ = callqa("redact", stdin=json.dumps(clear))
    assert code == 0
    assert "Vinton" not in redacted
    assert "3/4" not in redacted
    assert {span["label"] for turn in json.loads(redacted)["turns"] for span in turn["phi"]} == {"NAME", "DATE"}
    code, scored, _ = callqa("score", stdin=redacted)
    assert code == 0
    acts = [act["act"] for act in json.loads(scored)["turns"][3]["acts"]]
    assert "gives_identifier" in acts


def test_files_that_were_turned_away_are_listed_by_name_with_what_to_do(callqa, tmp_path: Path) -> None:
    from pipeline.domain.recording import Rejection, RejectionReason, Step

    store = open_store(Settings())
    batch = store.create_batch(deliver(tmp_path / "in", "a.wav"))
    (source,) = store.sources_of(batch)
    assert callqa("rejections")[1].strip() == "nothing was turned away"
    store.reject(Rejection(source_id=source, step=Step.ADMIT, reason=RejectionReason.SILENT, hint="check the tap"))
    code, out, _ = callqa("rejections")
    assert code == 0
    assert "a.wav" in out
    assert "check the tap" in out
    assert callqa("status")[0] == 0


@pytest.mark.slow
def test_the_doctor_finds_every_weight(callqa) -> None:
    code, out, _ = callqa("doctor")
    assert code == 0
    assert "whisper-base" in out
    assert "openai-whisper" in out
