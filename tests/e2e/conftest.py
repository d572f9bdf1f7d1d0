"""One real run of sample calls, real weights and all, in a process of its own, shared by the end-to-end tests."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from pipeline.settings import Settings

SAMPLES = Path(__file__).resolve().parents[2] / "samples"
SHORT_SAMPLES = ("s08-voicemail-leak.wav", "s01-scheduling-good.ogg")
# Writes down every attempt to reach another machine, from the command and from all its child processes.
WATCH = """
import os, sys

LOCAL = ("127.", "::1", "localhost", "0.0.0.0")

def watch(event, arguments):
    if event == "socket.getaddrinfo":
        host = arguments[0]
    elif event == "socket.connect" and isinstance(arguments[1], tuple):
        host = arguments[1][0]
    else:
        return
    host = host.decode() if isinstance(host, bytes) else host
    if host and not str(host).startswith(LOCAL):
        with open(os.environ["CALLQA_TEST_NETWORK_LOG"], "a") as log:
            log.write(f"{event} {host} {sys.argv[:3]}\\n")

sys.addaudithook(watch)
"""


@dataclass(frozen=True)
class RealRun:
    """What one `callqa process` left behind."""

    settings: Settings
    finished: subprocess.CompletedProcess[str]
    network_log: Path
    temp_folder: Path


@pytest.fixture(scope="session")
def real_run(tmp_path_factory: pytest.TempPathFactory) -> RealRun:
    """Two sample calls and one broken file, with a watched network and a temporary folder of its own."""
    folder = tmp_path_factory.mktemp("real")
    inbox, temp_folder, hooks = folder / "inbox", folder / "temporary", folder / "hooks"
    for one in (inbox, temp_folder, hooks):
        one.mkdir()
    (hooks / "sitecustomize.py").write_text(WATCH)
    for name in SHORT_SAMPLES:
        (inbox / name).write_bytes((SAMPLES / "audio" / name).read_bytes())
    (inbox / "letter.wav").write_bytes(b"Dear all, please find the recording attached.\n" * 50)
    environment = {
        **os.environ,
        "PYTHONPATH": str(hooks),
        "TMPDIR": str(temp_folder),
        "CALLQA_TEST_NETWORK_LOG": str(folder / "network.log"),
        "PREFECT_HOME": str(folder / "home" / "prefect"),
    }
    command = [sys.executable, "-m", "pipeline.cli", "process", str(inbox), "--home", str(folder / "home")]
    command += ["--manifest", str(SAMPLES / "manifest.csv")]
    finished = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    return RealRun(Settings(home=folder / "home"), finished, folder / "network.log", temp_folder)
