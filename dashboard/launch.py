"""Starts the dashboard's server on this machine only."""

import os
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.request import urlopen

from pipeline.settings import Settings

APP = Path(__file__).with_name("app.py")
ROOT = APP.parent.parent


def serve(settings: Settings, port: int) -> int:
    """Serve until interrupted, on 127.0.0.1; the server's exit code."""
    server = start(settings, port)
    try:
        return server.wait()
    except KeyboardInterrupt:
        server.terminate()
        server.wait()
        return 0


def start(settings: Settings, port: int) -> "subprocess.Popen[bytes]":
    """Start the server and come back at once; whoever starts it ends it."""
    return subprocess.Popen(command(port), env=environment(settings))


def wait_until_up(port: int, timeout_s: float = 60.0) -> None:
    """Come back when the server answers; raises TimeoutError where it does not in time."""
    until = time.monotonic() + timeout_s
    while time.monotonic() < until:
        try:
            with urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=1):
                return
        except OSError:
            time.sleep(0.2)
    raise TimeoutError(f"the dashboard did not answer on port {port} within {timeout_s:g} s")


def free_port() -> int:
    """A port of this machine that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def command(port: int) -> list[str]:
    """The server's command line. What must hold whatever a user's own Streamlit settings say stands here."""
    options = {
        "server.address": "127.0.0.1",
        "server.port": str(port),
        "server.headless": "true",
        "server.fileWatcherType": "none",
        "browser.gatherUsageStats": "false",
        "client.showErrorDetails": "none",
        "runner.magicEnabled": "false",
    }
    flags = [f"--{name}={value}" for name, value in options.items()]
    return [sys.executable, "-m", "streamlit", "run", str(APP), *flags]


def environment(settings: Settings) -> dict[str, str]:
    """The environment of the server: our own, and the settings that name the store, so that it opens the same one."""
    given = dict(os.environ)
    given["CALLQA_HOME"] = str(settings.home.absolute())
    if settings.database_url is not None:
        given["CALLQA_DATABASE_URL"] = settings.database_url
    if settings.master_key is not None:
        given["CALLQA_MASTER_KEY"] = settings.master_key.get_secret_value()
    # Streamlit puts the script's folder on the path, not the folder that holds the packages.
    given["PYTHONPATH"] = os.pathsep.join(part for part in (str(ROOT), given.get("PYTHONPATH", "")) if part)
    return given
