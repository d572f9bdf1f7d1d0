"""The progress bar of a batch: stage, calls done, audio-hours per hour, time left. It reads the store, not the flow."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskProgressColumn, TextColumn, TimeElapsedColumn

from pipeline.domain.ids import BatchId
from pipeline.domain.recording import Step
from pipeline.domain.status import BatchProgress
from pipeline.store.store import Store

EVERY_S = 0.7
# Share of a call's work by step: CPU time over seven sample calls in one process, models loaded before.
WORK = {Step.ADMIT: 0.036, Step.TRANSCRIBE: 0.877, Step.REDACT: 0.063, Step.SCORE: 0.023, Step.FLAG: 0.001}
STAGES = {
    Step.ADMIT: "admitting",
    Step.TRANSCRIBE: "transcribing",
    Step.REDACT: "redacting",
    Step.SCORE: "scoring",
    Step.FLAG: "flagging",
}


@contextmanager
def show_progress(store: Store, batch_id: BatchId) -> Iterator[None]:
    """Show the batch's progress on stderr while the block runs; nothing where stderr is no terminal."""
    console = Console(stderr=True)
    if not console.is_terminal:
        console.print("processing …")
        yield
        return
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TimeElapsedColumn(),
    )
    stop = threading.Event()
    with Progress(*columns, console=console, transient=True) as bar:
        watcher = threading.Thread(target=_watch, args=(store, batch_id, bar, stop), daemon=True)
        watcher.start()
        try:
            yield
        finally:
            stop.set()
            watcher.join()


def _watch(store: Store, batch_id: BatchId, bar: Progress, stop: threading.Event) -> None:
    task, started = bar.add_task("starting", total=1.0), time.monotonic()
    first = store.batch_progress(batch_id)
    while not stop.wait(EVERY_S):
        now = store.batch_progress(batch_id)
        bar.update(task, completed=share_done(now), description=describe(first, now, time.monotonic() - started))


def share_done(progress: BatchProgress) -> float:
    """0..1 of the batch's work, by sources before admission is through and by calls after it."""
    if progress.sources == 0:
        return 1.0
    gone = progress.rejected / progress.sources
    calls = max(1, progress.calls)
    done = sum(WORK[step] * count / calls for step, count in progress.calls_by_step.items() if step is not Step.ADMIT)
    seen = min(1.0, (progress.calls + progress.rejected) / progress.sources)
    return min(1.0, WORK[Step.ADMIT] * seen + (1 - gone) * done + gone * (1 - WORK[Step.ADMIT]))


def describe(first: BatchProgress, now: BatchProgress, seconds: float) -> str:
    """One line: the earliest stage that is not through, calls done, speed, time left."""
    stage = next((step for step in Step if now.calls_by_step.get(step, 0) < now.calls), Step.FLAG)
    if now.calls + now.rejected < now.sources:
        stage = Step.ADMIT
    done_s = now.seconds_transcribed - first.seconds_transcribed
    parts = [STAGES[stage], f"{now.calls_by_step.get(Step.FLAG, 0)} of {now.calls} calls done"]
    if now.rejected:
        parts.append(f"{now.rejected} rejected")
    if done_s > 0 and seconds > 0:
        parts.append(f"{done_s / seconds:.0f} audio-h/h")
        left_s = (now.seconds - now.seconds_transcribed) / (done_s / seconds)
        parts.append(f"ETA {int(left_s // 60)}:{int(left_s % 60):02d}")
    return " · ".join(parts)
