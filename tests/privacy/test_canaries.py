"""Words that stand nowhere but in calls are planted, everything runs and breaks, and they must stand nowhere else."""

import contextlib
import tempfile
from pathlib import Path

import pytest

from pipeline.domain.call import CallContext, Speaker
from pipeline.errors import StepFailedError
from pipeline.settings import Settings
from pipeline.store.export import export
from tests.fakes import ScriptedRecogniser, WordListDetector
from tests.flows.runs import deliver, go, tools_for
from tests.privacy.search import files_below, hits

NAME, NUMBER, STREET, FILE, CALL_NUMBER = "Zyxqualton", "93-7715-0142", "Brimblewick", "Quorvashti", "ext-7719301"
CANARIES = (NAME, NUMBER, STREET, FILE, CALL_NUMBER)
SCRIPT = (
    (Speaker.AGENT, "Lakeside Clinic, this is Maya, how can I help?"),
    (Speaker.CALLER, f"This is {NAME} of {STREET} Lane, my number is {NUMBER}"),
    (Speaker.AGENT, f"Thank you {NAME} I have found you"),
)


@pytest.fixture
def temp_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.setattr(tempfile, "tempdir", None)
    return folder


def test_the_search_finds_a_canary_that_is_there(tmp_path: Path) -> None:
    (tmp_path / "leak.log").write_text(f"error while redacting {NAME.upper()}")
    (tmp_path / f"{FILE}.tmp").write_bytes(b"")
    assert sorted(hits(list(files_below(tmp_path)), CANARIES)) == [f"{FILE}.tmp: {FILE}", f"leak.log: {NAME}"]


@pytest.mark.slow
def test_nothing_of_a_call_stands_outside_the_vault_after_a_run(
    settings: Settings,
    prefect_home: Path,
    temp_folder: Path,
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    detector = WordListDetector((NAME, NUMBER, STREET))
    tools = tools_for(settings, ScriptedRecogniser(SCRIPT), detector)
    inbox = deliver(tmp_path / "inbox", f"{FILE}.wav", "second.wav", context=CallContext(external_id=CALL_NUMBER))
    batch, store = go(tools, inbox)
    assert len(store.calls_of(batch)) == 2
    exports = tmp_path / "exports"
    export(store, exports, "csv")
    export(store, exports, "parquet")

    files = list(files_below(settings.home, prefect_home, temp_folder, exports))
    print_ = capfd.readouterr()
    assert len(files) > 10
    assert hits(files, CANARIES) == []
    assert not [canary for canary in CANARIES if canary in print_.out + print_.err + caplog.text]


@pytest.mark.slow
@pytest.mark.parametrize("step", ["transcribe", "redact"])
def test_nothing_of_a_call_stands_outside_the_vault_when_a_library_breaks_over_its_words(
    step: str,
    settings: Settings,
    prefect_home: Path,
    temp_folder: Path,
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("pipeline.flows.process.RETRY_AFTER_S", [0, 0, 0])
    trouble = ValueError(f"cannot parse {NAME} at {STREET}: {NUMBER}")
    recogniser = ScriptedRecogniser(SCRIPT, trouble if step == "transcribe" else None)
    detector = WordListDetector((NAME,), trouble if step == "redact" else None)
    tools = tools_for(settings, recogniser, detector)
    with contextlib.suppress(StepFailedError):
        go(tools, deliver(tmp_path / "inbox", f"{FILE}-{step}.wav"))
    (rejection,) = tools.store.rejections()
    assert rejection.step.value == step
    files = list(files_below(settings.home, prefect_home, temp_folder))
    print_ = capfd.readouterr()
    assert hits(files, CANARIES) == []
    assert not [canary for canary in CANARIES if canary in print_.out + print_.err + caplog.text + str(rejection)]
