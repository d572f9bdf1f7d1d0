"""`callqa lists`: hashes of patients and a check of what the settings name, as their user meets them."""

import json
import logging
from pathlib import Path

import pytest

from tests.privacy.search import files_below, hits

SURNAME, STREET, MEMBER, MAIDEN = "Zyxqualton", "Brimblewick", "QX93771501", "Quorvashti"
CANARIES = (SURNAME, STREET, MEMBER, MAIDEN, "93771501", "1962-04-03", "19620403")
PATIENTS = f"""given,family,born,member,address
Odo,{SURNAME},1962-04-03,{MEMBER},14 {STREET} Marl Lane
Bea,{SURNAME}-{MAIDEN},1962-04-03,,
"""
COLUMNS = ("first_name=given", "last_name=family", "birth_date=born", "member_number=member")


def hash_list(callqa, content: str = PATIENTS, *more: str) -> tuple[int, str, str]:
    Path("patients.csv").write_text(content)
    columns = [part for one in COLUMNS for part in ("--column", one)]
    return callqa("lists", "hash", "patients.csv", "--out", "patients.hashes", *columns, *more)


def test_nothing_of_a_patient_stands_anywhere_after_a_list_was_hashed(
    callqa, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    code, out, err = hash_list(callqa)
    assert code == 0
    assert "hashes of 2 patients" in out
    Path("patients.csv").unlink()
    files = list(files_below(tmp_path))
    assert {"patients.hashes", "master.key"} <= {file.name for file in files}
    assert hits(files, CANARIES) == []
    assert not [canary for canary in CANARIES if canary.lower() in (out + err + caplog.text).lower()]


@pytest.mark.parametrize(
    "content",
    [
        PATIENTS.replace("1962-04-03,,", f"{MAIDEN},,"),
        PATIENTS.split("\n", 1)[1],
        PATIENTS + "\x00",
        PATIENTS + '"' + "x" * 140_000,
    ],
)
def test_nothing_of_a_patient_is_said_when_a_list_is_wrong(callqa, content: str) -> None:
    code, out, err = hash_list(callqa, content)
    assert code in (0, 2)
    assert not [canary for canary in CANARIES if canary.lower() in (out + err).lower()]
    assert "patients.csv" in err or code == 0
    assert len(err.strip().splitlines()) == (code == 2)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--column", "surname=Family"), "one of: name, first_name"),
        (("--column", "last_name"), "--column takes field=name"),
        (("--out", "no/such/folder/list"), "cannot be written"),
    ],
)
def test_wrong_usage_is_said_in_one_line(callqa, arguments: tuple[str, ...], said: str) -> None:
    code, _, err = hash_list(callqa, PATIENTS, *arguments)
    assert code == 2
    assert said in err
    assert len(err.strip().splitlines()) == 1


def test_the_check_reads_the_lists_as_redaction_does(callqa, monkeypatch: pytest.MonkeyPatch) -> None:
    assert callqa("lists", "check")[1].count("not set") == 3
    hash_list(callqa)
    Path("deny.txt").write_text("Rosewood House\nNAME: Odo Vint\n")
    monkeypatch.setenv("CALLQA_PATIENT_HASHES", "patients.hashes")
    monkeypatch.setenv("CALLQA_DENY_LIST", "deny.txt")
    code, out, _ = callqa("lists", "check")
    assert code == 0
    assert "deny_list: 2 phrases" in out
    assert "allow_list: not set" in out
    Path("home/master.key").unlink()
    code, _, err = callqa("lists", "check")
    assert code == 2
    assert "another master key" in err


def test_no_recording_is_touched_while_a_list_cannot_be_read(callqa, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CALLQA_DENY_LIST", "deny.txt")
    code, _, err = callqa("process", ".")
    assert code == 2
    assert "deny.txt (setting 'deny_list'): cannot be read" in err
    assert not Path("home").exists()


@pytest.mark.slow
def test_the_lists_of_the_settings_are_heeded_by_callqa_redact(callqa) -> None:
    hash_list(callqa)
    Path("deny.txt").write_text("Rosewood House\n")
    Path("allow.txt").write_text("703 555 0100\n")
    Path("callqa.toml").write_text(
        'deny_list = "deny.txt"\nallow_list = "allow.txt"\npatient_hashes = "patients.hashes"\n'
    )
    turns = [
        {"speaker": "agent", "text": "Our number is 703-555-0100."},
        {"speaker": "caller", "text": f"ask at rosewood house for {SURNAME.lower()}"},
    ]
    code, out, _ = callqa("redact", stdin=json.dumps({"call_id": "T1", "turns": turns}))
    assert code == 0
    texts = [turn["text"] for turn in json.loads(out)["turns"]]
    assert texts[0] == "Our number is 703-555-0100."
    assert "[OTHER_ID]" in texts[1]
    assert "[NAME]" in texts[1]
    assert not [word for word in ("rosewood", "house", SURNAME.lower()) if word in texts[1]]
    Path("allow.txt").write_text("NAME: Mercy\n")
    code, out, err = callqa("redact", stdin=json.dumps({"call_id": "T1", "turns": turns}))
    assert (code, out) == (2, "")
    assert "allow.txt, line 1" in err
