import os
import signal
from pathlib import Path

import pytest

from pipeline.domain.recording import Step
from pipeline.flows.workers import Workers
from pipeline.settings import Settings
from pipeline.store.store import open_store
from tests.flows.runs import deliver

pytestmark = pytest.mark.slow


def test_workers_do_the_work_and_survive_one_of_them_being_killed(settings: Settings, tmp_path: Path) -> None:
    store = open_store(settings)
    batch = store.create_batch(deliver(tmp_path / "in", "a.wav", "b.wav"))
    first, second = store.sources_of(batch)
    with Workers(settings.model_copy(update={"workers": 1})) as workers:
        assert workers.count == 1
        assert workers.run(Step.ADMIT, [first]).passed == (store.call_of(first),)
        assert workers._pool is not None
        for pid in list(workers._pool._processes):
            os.kill(pid, signal.SIGKILL)
        assert len(workers.run(Step.ADMIT, [first, second]).passed) == 2
    assert len(store.calls_of(batch)) == 2


def test_an_id_that_nobody_knows_is_a_failure_by_type_and_not_an_exception(settings: Settings) -> None:
    open_store(settings)
    with Workers(settings.model_copy(update={"workers": 1})) as workers:
        (failure,) = workers.run(Step.ADMIT, ["no-such-source"]).failures
    assert failure.cause == "UnknownIdError"
