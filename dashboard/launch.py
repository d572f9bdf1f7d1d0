"""Starts the dashboard's server on this machine only."""

import os
import subprocess
import sys
from pathlib import Path

from pipeline.settings import Settings

APP = Path(__file__).with_name("app.py")
ROOT = APP.parent.parent


def serve(settings: Settings, port: int) -> int:
    """Serve until interrupted, on 127.0.0.1; the server's exit code."""
    try:
        return subprocess.run(command(port), env=environment(settings), check=False).returncode
    except KeyboardInterrupt:
        return 0


def command(port: int) -> list[str]:
    """The server's command line. What must hold whatever a user's own Streamlit settings say stands here."""
    options = {
        "server.address": "127.0.0.1",
        "server.port": str(port),
        "server.headless": "true",
        "server.fileWatcherType": "none",
        "browser.gatherUsageStats": "false",
        "client.showErrorDetails": "none",
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
