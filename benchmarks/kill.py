"""Kill a batch at random moments, run it again plainly, and compare with an undisturbed run.

    python -m benchmarks.kill samples/audio --times 10

Every result is compared: redacted turns, muted stretches, scorecards, flags, rejections, and the sound in the vault.
"""

import argparse
import hashlib
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from pipeline.domain.queue import QueueFilter
from pipeline.ports import VaultKind
from pipeline.settings import Settings
from pipeline.store.store import open_store
from pipeline.store.vault import open_vault

Outcome = dict[str, str]


def command(home: Path, folder: Path) -> list[str]:
    """The plain command of a user."""
    manifest = folder.parent / "manifest.csv"
    known = ["--manifest", str(manifest)] if manifest.exists() else []
    return [sys.executable, "-m", "pipeline.cli", "process", str(folder), *known, "--home", str(home)]


def outcome(home: Path) -> Outcome:
    """Call id -> digest of everything that came out for it, file name -> reason; times of writing are left out."""
    settings = Settings(home=home)
    store = open_store(settings)
    vault = open_vault(settings, store)
    found: Outcome = {}
    for item in store.queue(QueueFilter(include_unflagged=True)):
        call = item.call_id
        parts = [store.redacted(call).model_dump_json(), store.scorecard(call).model_dump_json()]
        parts += [flag.model_dump_json() for flag in store.flags(call)]
        parts += [str(store.scorecard_versions(call))]
        digest = hashlib.sha256("\n".join(parts).encode())
        for kind in VaultKind:
            digest.update(vault.get(call, kind, actor="benchmark", purpose="compare"))
        found[call] = digest.hexdigest()
    # By file, since a source's id is keyed by the home's own master key.
    for rejection in store.rejections():
        found[store.open_source(rejection.source_id)[0].name] = rejection.reason.value
    return found


def run_whole(home: Path, folder: Path) -> float:
    """One undisturbed run; its seconds."""
    started = time.monotonic()
    subprocess.run(command(home, folder), capture_output=True, check=False)
    return time.monotonic() - started


def kill_at(home: Path, folder: Path, after_s: float) -> bool:
    """Start a run and kill it with SIGKILL after some seconds; whether it was still running."""
    running = subprocess.Popen(command(home, folder), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        running.wait(timeout=after_s)
    except subprocess.TimeoutExpired:
        os.kill(running.pid, signal.SIGKILL)
        running.wait()
        return True
    return False


def main() -> None:
    """Print one line a kill; exit 1 if any result differs."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--times", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    moments = random.Random(arguments.seed)
    different = 0
    with tempfile.TemporaryDirectory() as scratch:
        whole = Path(scratch) / "undisturbed"
        seconds = run_whole(whole, arguments.folder)
        wanted = outcome(whole)
        print(f"undisturbed: {len(wanted)} outcomes in {seconds:.0f} s", flush=True)
        for number in range(1, arguments.times + 1):
            home = Path(scratch) / f"killed-{number}"
            after_s = moments.uniform(1.0, seconds)
            killed = kill_at(home, arguments.folder, after_s)
            again = run_whole(home, arguments.folder)
            same = outcome(home) == wanted
            different += not same
            state = "killed" if killed else "had ended"
            verdict = "same results" if same else "DIFFERENT"
            print(f"{number:3d}: {state} at {after_s:5.1f} s, run again in {again:.0f} s: {verdict}", flush=True)
    print(f"{arguments.times - different} of {arguments.times} runs gave the same results")
    sys.exit(bool(different))


if __name__ == "__main__":
    main()
