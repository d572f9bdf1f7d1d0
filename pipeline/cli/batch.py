"""`callqa process` and `callqa demo`: recordings through the whole way."""

import shutil
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.options import Home, read_settings
from pipeline.cli.progress import show_progress
from pipeline.cli.summary import print_summary
from pipeline.domain.call import CallContext
from pipeline.domain.ids import BatchId
from pipeline.domain.recording import Step
from pipeline.errors import BadInputError, StepFailedError
from pipeline.flows.prefect_home import configure_prefect
from pipeline.flows.sources import find_recordings, read_contexts
from pipeline.settings import Settings
from pipeline.steps.manifest import MAPPINGS
from pipeline.store.store import Store, open_store

DEMO_HOME = Path(".callqa-demo")
SAMPLES = Path(__file__).resolve().parents[2] / "samples"


def process(
    paths: Annotated[list[Path], typer.Argument(help="Recordings, or folders of them (searched recursively).")],
    manifest: Annotated[
        Path | None, typer.Option("--manifest", "-m", help="CSV or JSON Lines with what is known of each file.")
    ] = None,
    columns: Annotated[
        str, typer.Option(help=f"How the manifest names its columns: {', '.join(MAPPINGS)}, or custom (settings).")
    ] = "callqa",
    home: Home = None,
) -> None:
    """Transcribe, redact, score and flag recordings. Running it again completes what is missing, repeats nothing.

    Calls of these recordings that were withheld are redacted again.
    """
    from pipeline.flows.detector import read_site_lists

    settings = read_settings(home)
    read_site_lists(settings)  # a list that cannot be read is said here, in one line, not by each worker for each call
    contexts = read_contexts(manifest, columns, settings) if manifest else {}
    files = find_recordings(paths)
    _tell_mismatches(files, contexts)
    raise typer.Exit(run_batch(settings, files, contexts))


def demo(home: Home = None) -> None:
    """Process the sample calls into a fresh store, show what came out, and tell how to open the dashboard."""
    folder = home or DEMO_HOME
    if not (SAMPLES / "manifest.csv").is_file():
        raise BadInputError(
            f"the sample calls are missing: {SAMPLES} has no manifest.csv; run from a clone of the project"
        )
    if folder.exists():
        if not (folder / "demo").is_file() and any(folder.iterdir()):
            raise BadInputError(f"{folder} holds something that no demo made; name another folder with --home")
        weights = folder / "weights"
        for entry in folder.iterdir():
            if entry != weights:
                shutil.rmtree(entry) if entry.is_dir() else entry.unlink()
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "demo").write_text("The demo's store: `callqa demo` empties this folder.\n")
    settings = read_settings(folder)
    contexts = read_contexts(SAMPLES / "manifest.csv", "callqa", settings)
    run_batch(settings, find_recordings([SAMPLES / "audio", SAMPLES / "broken"]), contexts)
    typer.echo(f"\nOpen the dashboard:  make dashboard   (or: callqa dashboard --home {folder})")


def run_batch(settings: Settings, files: list[Path], contexts: Mapping[str, CallContext]) -> int:
    """Run the flow over these files with a progress bar, print the summary; the exit code."""
    store = open_store(settings)
    batch_id = store.create_batch([(file, contexts.get(file.name, CallContext())) for file in files])
    store.retry_withheld(batch_id)  # not in the flow: a schedule would try them again every ten minutes, for nothing
    started, before, problem = time.monotonic(), store.batch_progress(batch_id), None
    if is_through(store, batch_id):
        typer.echo("nothing to do: all of these were processed before", err=True)
    else:
        configure_prefect(settings)
        # Only now: Prefect takes seconds to import, and reads its settings while it is imported.
        from pipeline.flows.process import process_batch

        with show_progress(store, batch_id):
            try:
                process_batch(batch_id)
            except StepFailedError as error:
                problem = error
    heard_s = store.batch_progress(batch_id).seconds_transcribed - before.seconds_transcribed
    print_summary(store, batch_id, heard_s, time.monotonic() - started)
    if problem is not None:
        typer.echo(f"callqa: {problem}. The reasons are listed above; run the same command again.", err=True)
    return 1 if store.rejections(batch_id) else 0


def is_through(store: Store, batch_id: BatchId) -> bool:
    """Whether every source became a call that is at the end of the way. What was rejected may have been mended."""
    now = store.batch_progress(batch_id)
    sources = store.sources_of(batch_id)
    return not now.rejected and now.calls_by_step[Step.FLAG] == now.calls and all(map(store.call_of, sources))


def _tell_mismatches(files: list[Path], contexts: Mapping[str, CallContext]) -> None:
    """A manifest that names other files than were given is a mistake that nobody would see otherwise."""
    if not contexts:
        return
    names = {file.name for file in files}
    without, absent = len(names - set(contexts)), len(set(contexts) - names)
    if without:
        typer.echo(
            f"callqa: {without} of {len(names)} files are not in the manifest; what is unknown stays so", err=True
        )
    if absent:
        typer.echo(f"callqa: the manifest names {absent} files that were not given", err=True)
