"""Several processes write at once, and a process is killed at any moment: nothing is lost, nothing is double."""

import os
import random
import signal
import subprocess
import sys
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest

from pipeline.domain.call import CallContext
from pipeline.domain.queue import QueueFilter
from pipeline.domain.recording import Step
from pipeline.settings import Settings
from pipeline.store import Store, open_store
from tests import builders
from tests.store.deliveries import admitted, deliver

NAMES = [f"call-{number}" for number in range(12)]


def process_all(home: str, database_url: str | None, folder: str, names: list[str]) -> int:
    """What a worker does with each call, models apart; how many calls were new to the store."""
    store = open_store(Settings(home=Path(home), database_url=database_url))
    new = 0
    for name in names:
        _, (source,) = deliver(store, Path(folder), name)
        new += store.admit(source, builders.recording(name), builders.context())
        store.mark_done(builders.call_id(name), Step.TRANSCRIBE)
        store.save_redacted(builders.redacted(name=name))
        store.save_scorecard(builders.scorecard(name))
        store.save_flags(builders.call_id(name), [builders.flag()])
        store.record(builders.access(name))
    store.close()
    return new


def undisturbed(store: Store) -> None:
    """Everything is there, whole and once."""
    status = store.status()
    assert (status.calls, status.sources) == (len(NAMES), len(NAMES))
    assert status.calls_by_step == dict.fromkeys(Step, len(NAMES))
    assert len(store.queue(QueueFilter())) == len(NAMES)
    for name in NAMES:
        call = builders.call_id(name)
        assert store.redacted(call) == builders.redacted(name=name)
        assert store.scorecard(call) == builders.scorecard(name)
        assert store.scorecard_versions(call) == 1
        assert store.flags(call) == (builders.flag(),)


def test_two_processes_that_open_and_fill_one_store_do_each_call_once(store_settings: Settings, tmp_path: Path) -> None:
    """The store does not exist before: they also race for its key and its tables."""
    folder = tmp_path / "in"
    folder.mkdir()
    for name in NAMES:
        (folder / f"{name}.wav").write_bytes(name.encode())
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        jobs = [
            pool.submit(process_all, str(store_settings.home), store_settings.database_url, str(folder), names)
            for names in (NAMES, list(reversed(NAMES)))
        ]
        assert sum(job.result(timeout=60) for job in jobs) == len(NAMES)
    store = open_store(store_settings)
    undisturbed(store)
    assert sum(len(store.access_events(builders.call_id(name))) for name in NAMES) == 2 * len(NAMES)
    store.close()


def test_threads_share_one_store(store: Store, tmp_path: Path) -> None:
    batch, sources = deliver(store, tmp_path / "in", *NAMES)

    def work(at: int) -> None:
        store.admit(sources[at % len(NAMES)], builders.recording(NAMES[at % len(NAMES)]), CallContext())
        store.save_scorecard(builders.scorecard(NAMES[at % len(NAMES)]))

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(3 * len(NAMES))))
    assert store.calls_of(batch) == [builders.call_id(name) for name in NAMES]
    assert {store.scorecard_versions(builders.call_id(name)) for name in NAMES} == {1}


def test_scorings_of_one_call_at_once_take_turns(store: Store, tmp_path: Path) -> None:
    call = admitted(store, tmp_path)
    cards = [builders.scorecard(scores=(float(number), None, None)) for number in range(24)]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(store.save_scorecard, cards))
    kept = [store.scorecard(call, version) for version in range(1, store.scorecard_versions(call) + 1)]
    assert sorted(kept, key=cards.index) == cards


@pytest.mark.slow
def test_a_process_that_is_killed_at_any_moment_leaves_a_store_that_a_second_run_completes(
    store_settings: Settings, tmp_path: Path
) -> None:
    folder, moments = tmp_path / "in", random.Random(7)  # noqa: S311 - moments, not secrets
    arguments = (str(store_settings.home), store_settings.database_url, str(folder), NAMES)
    code = f"from tests.store.test_concurrency import process_all; process_all(*{arguments!r})"
    open_store(store_settings).close()
    killed = 0
    for _ in range(10):
        process = subprocess.Popen([sys.executable, "-c", code], cwd=Path(__file__).parents[2])
        started = time.monotonic()
        while not folder.exists() and time.monotonic() - started < 60:
            time.sleep(0.01)
        time.sleep(moments.uniform(0.0, 1.5))
        if process.poll() is None:
            os.kill(process.pid, signal.SIGKILL)
            killed += 1
        process.wait()
    assert killed > 0
    process_all(*arguments)
    store = open_store(store_settings)
    undisturbed(store)
    store.close()
