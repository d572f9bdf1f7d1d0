"""A run that is killed in the middle leaves no process behind, and a plain second run completes it."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from benchmarks.kill import outcome
from pipeline.domain.recording import Step
from pipeline.settings import Settings
from pipeline.store.store import open_store
from tests.e2e.conftest import SAMPLES, SHORT_SAMPLES, RealRun

pytestmark = pytest.mark.slow


def descendants(pid: int) -> list[int]:
    listed = subprocess.run(["ps", "-e", "-o", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
    parents = {int(child): int(parent) for child, parent in (line.split() for line in listed.splitlines())}
    found = [pid]
    for one in found:
        found.extend(child for child, parent in parents.items() if parent == one)
    return found[1:]


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    state = Path(f"/proc/{pid}/stat")
    return not (state.exists() and state.read_text().rsplit(")", 1)[1].split()[0] == "Z")


def test_a_killed_run_is_completed_by_a_plain_second_run_with_the_same_results(
    real_run: RealRun, tmp_path: Path
) -> None:
    inbox, home = tmp_path / "inbox", tmp_path / "home"
    inbox.mkdir()
    for name in SHORT_SAMPLES:
        (inbox / name).write_bytes((SAMPLES / "audio" / name).read_bytes())
    (inbox / "letter.wav").write_bytes(b"Dear all, please find the recording attached.\n" * 50)
    command = [sys.executable, "-m", "pipeline.cli", "process", str(inbox), "--home", str(home)]
    command += ["--manifest", str(SAMPLES / "manifest.csv")]
    environment = {key: value for key, value in os.environ.items() if key != "PREFECT_HOME"}
    running = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment)
    until = time.monotonic() + 120
    while running.poll() is None and time.monotonic() < until:
        if (home / "store.sqlite3").exists() and open_store(Settings(home=home)).calls_past(Step.ADMIT):
            break
        time.sleep(0.2)
    children = descendants(running.pid)
    os.kill(running.pid, signal.SIGKILL)
    running.wait()
    assert len(children) >= 2, "a server and a worker were running"
    until = time.monotonic() + 30
    while any(map(alive, children)) and time.monotonic() < until:
        time.sleep(0.2)
    assert not [child for child in children if alive(child)]

    subprocess.run(command, capture_output=True, check=False, env=environment)
    assert len(outcome(home)) == len(SHORT_SAMPLES) + 1
    assert outcome(home) == outcome(real_run.settings.home)
