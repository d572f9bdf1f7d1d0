"""A withheld call and the command that tries it again, with the real detector and classifier."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.domain.call import Speaker
from pipeline.domain.recording import RejectionReason, Step
from pipeline.flows.work import Work
from pipeline.settings import Settings
from tests.fakes import NeverClean, ScriptedRecogniser
from tests.flows.runs import deliver, tools_for

SCRIPT = (
    (Speaker.AGENT, "Lakeside Clinic, this is Maya, how can I help?"),
    (Speaker.CALLER, "This is Odo Vinton, I need a refill please."),
)

pytestmark = pytest.mark.slow


def test_processing_a_withheld_recording_again_redacts_it_and_brings_it_to_the_end(
    settings: Settings, tmp_path: Path
) -> None:
    tools = tools_for(settings, ScriptedRecogniser(SCRIPT), NeverClean(()))
    store = tools.store
    batch = store.create_batch(deliver(tmp_path / "in", "a.wav"))
    Work(tools).do(Step.ADMIT, tuple(store.sources_of(batch)))
    (call,) = store.calls_of(batch)
    for step in (Step.TRANSCRIBE, Step.REDACT):
        Work(tools).do(step, (call,))
    assert [one.reason for one in store.rejections()] == [RejectionReason.LEAK_SUSPECTED]

    finished = subprocess.run(
        [sys.executable, "-m", "pipeline.cli", "process", str(tmp_path / "in"), "--home", str(settings.home)],
        env={**os.environ, "PREFECT_HOME": str(tmp_path / "prefect")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert finished.returncode == 0, finished.stderr
    assert "0 calls withheld by it" in finished.stdout
    assert store.rejections() == []
    assert store.steps_done(call) == frozenset(Step)
    assert "[NAME]" in store.redacted(call).turns[1].text
    assert "Vinton" not in finished.stdout + finished.stderr
