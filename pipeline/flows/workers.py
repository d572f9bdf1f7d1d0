"""One-thread worker processes: on a CPU they recognise speech faster than threads do, and one may die alone."""

import os
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from typing import Protocol

from pipeline.domain.recording import Step
from pipeline.flows.tools import Tools
from pipeline.flows.work import StepFailure, StepOutcome, Work
from pipeline.settings import Settings

_work: Work | None = None  # one per worker process, made by its initializer


class StepRunner(Protocol):
    """Does a step's work for a group of ids, somewhere."""

    @property
    def count(self) -> int:
        """How many groups are worked on side by side."""
        ...

    def run(self, step: Step, ids: Sequence[str]) -> StepOutcome:
        """What came of it; trouble with an id is an outcome, not an exception."""
        ...


class Workers:
    """A pool of processes that do the steps' work on ids. Use as a context manager."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._count = settings.workers or os.cpu_count() or 1
        self._lock = threading.Lock()
        self._pool: ProcessPoolExecutor | None = None

    @property
    def count(self) -> int:
        """How many processes work side by side."""
        return self._count

    def __enter__(self) -> "Workers":
        return self

    def __exit__(self, *_: object) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)

    def run(self, step: Step, ids: Sequence[str]) -> StepOutcome:
        """Do one step for these ids in a worker. If the worker dies, each id is tried alone: one kills no other."""
        pool = self._started()
        try:
            return pool.submit(_do, step, tuple(ids)).result()
        except BrokenProcessPool:
            self._discard(pool)
        if len(ids) == 1:
            return StepOutcome(failures=(StepFailure(ids[0], "the worker process died"),))
        alone = [self.run(step, [one]) for one in ids]
        return StepOutcome(
            passed=tuple(one for outcome in alone for one in outcome.passed),
            failures=tuple(failure for outcome in alone for failure in outcome.failures),
        )

    def _started(self) -> ProcessPoolExecutor:
        with self._lock:
            if self._pool is None:
                self._pool = ProcessPoolExecutor(
                    self._count, mp_context=get_context("spawn"), initializer=_start, initargs=(self._settings,)
                )
            return self._pool

    def _discard(self, pool: ProcessPoolExecutor) -> None:
        with self._lock:
            if self._pool is pool:
                pool.shutdown(wait=False, cancel_futures=True)
                self._pool = None


def _start(settings: Settings) -> None:
    """Prepare a fresh worker: one thread per library, and an end when the parent ends."""
    global _work  # noqa: PLW0603  a pool's initializer can hand its product on in no other way
    for name in ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ[name] = "1"
    threading.Thread(target=_end_with_parent, args=(os.getppid(),), daemon=True).start()
    _work = Work(Tools(settings))


def _end_with_parent(parent: int) -> None:
    """A killed parent cannot stop its workers, so they look."""
    while os.getppid() == parent:
        time.sleep(0.5)
    os._exit(1)


def _do(step: Step, ids: tuple[str, ...]) -> StepOutcome:
    if _work is None:
        raise RuntimeError("worker was not started by its pool")
    return _work.do(step, ids)
