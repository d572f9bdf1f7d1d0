"""Prefect's embedded server lives in a process of its own, which a killed parent leaves behind; this ends it too."""

import os
import subprocess
import sys

from prefect.server.api.server import SubprocessASGIServer

# Waits for the parent's end, by whatever cause, then ends the server. Standard library only: it starts in an instant.
GUARD = """
import os, signal, sys, time
parent, server = int(sys.argv[1]), int(sys.argv[2])
while os.getppid() == parent:
    time.sleep(0.5)
try:
    os.kill(server, signal.SIGTERM)
except ProcessLookupError:
    pass
"""


def guard_embedded_server() -> None:
    """See to it that the embedded server ends with this process; nothing to do where the site has one of its own."""
    server = SubprocessASGIServer().server_process
    if server is not None and server.poll() is None:
        subprocess.Popen(
            [sys.executable, "-S", "-c", GUARD, str(os.getpid()), str(server.pid)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
