"""Read this first: the way of a batch of recordings, from files to flagged calls.

Only ids cross the Prefect line. Prefect keeps parameters, results and exception texts in its own database, so a task
gets ids, a worker process opens the values behind them in the vault and the store, and ids come back.
"""

from prefect import Task, flow, task
from prefect.cache_policies import NO_CACHE
from prefect.futures import wait
from prefect.runtime import task_run
from prefect.task_runners import ThreadPoolTaskRunner

from pipeline.domain.ids import BatchId, CallId, SourceId
from pipeline.domain.recording import Rejection, RejectionReason, Step
from pipeline.errors import StepFailedError
from pipeline.flows.embedded_server import guard_embedded_server
from pipeline.flows.grouping import group_by_length, group_evenly
from pipeline.flows.tools import Tools
from pipeline.flows.work import StepFailure
from pipeline.flows.workers import StepRunner, Workers
from pipeline.settings import Settings
from pipeline.store.store import Store

RETRY_AFTER_S: list[float] = [1, 5, 20]
# A task only waits for a worker process, so threads are cheap; groups queue up at the workers, not here.
RUNNER: ThreadPoolTaskRunner[list[str]] = ThreadPoolTaskRunner(max_workers=64)
OURS = frozenset({RejectionReason.STEP_FAILED})  # not the recording's fault: tried again by the next run


# Prefect types its runner parameter invariantly, so that no runner of its own fits.
@flow(name="process-batch", persist_result=False, log_prints=False, task_runner=RUNNER)  # type: ignore[arg-type]
def process_batch(batch_id: str) -> dict[str, int]:
    """Admit, transcribe, redact, score and flag every source of a batch; counts by what became of them.

    Settings come from file and environment, as ids are all that a parameter may carry. Running it again completes
    what is missing and repeats nothing. Raises StepFailedError at the end, when everything else is done, if a step
    failed for a reason other than the recording itself.
    """
    settings = Settings()
    guard_embedded_server()
    with Workers(settings) as workers:
        return go_the_way(BatchId(batch_id), Tools(settings).store, workers, settings.calls_per_group)


def go_the_way(batch: BatchId, store: Store, workers: StepRunner, calls_per_group: int) -> dict[str, int]:
    """The flow's body, within any flow and with any runner of steps; raises as `process_batch` says."""
    admit, transcribe, redact, score, flag = (make_task(step, workers, store) for step in Step)

    wait(admit.map(group_evenly(store.sources_of(batch), workers.count)))

    lengths = {call: store.recording(call).duration_s for call in open_calls(store, batch)}
    ways = []
    for group in group_by_length(lengths, workers.count, calls_per_group):
        transcribed = transcribe.submit(group)
        redacted = redact.submit(transcribed)
        scored = score.submit(redacted)
        ways.append(flag.submit(scored))
    wait(ways)

    # What broke down for a reason of ours is open still, and the next run takes it up again.
    failed = [one.call_id or one.source_id for one in store.rejections(batch) if one.reason in OURS]
    left = sorted({*open_calls(store, batch), *failed})
    if left:
        raise StepFailedError(left)
    return {"processed": len(store.calls_of(batch)), "rejected": len(store.rejections(batch))}


def open_calls(store: Store, batch: BatchId) -> list[CallId]:
    """The batch's calls that have not come to the end of the way, and were not turned away for good."""
    turned_away = {one.call_id for one in store.rejections(batch) if one.reason not in OURS}
    return [
        call for call in store.calls_of(batch) if call not in turned_away and Step.FLAG not in store.steps_done(call)
    ]


def make_task(step: Step, workers: StepRunner, store: Store) -> Task[..., list[str]]:
    """A Prefect task that does one step for a group of ids, and hands on the ids that go further."""

    @task(
        name=step.value,
        persist_result=False,
        cache_policy=NO_CACHE,
        log_prints=False,
        retries=len(RETRY_AFTER_S),
        retry_delay_seconds=RETRY_AFTER_S,
    )
    def do(ids: list[str]) -> list[str]:
        outcome = workers.run(step, ids)
        if outcome.failures and not last_try():
            raise StepFailedError([failure.id for failure in outcome.failures])
        for failure in outcome.failures:
            store.reject(explain(step, failure, store))
        return list(outcome.passed)

    return do


def last_try() -> bool:
    """Whether Prefect will not run this task again: then what passed goes on, and what failed stays open."""
    return int(task_run.get_run_count() or 0) > len(RETRY_AFTER_S)


def explain(step: Step, failure: StepFailure, store: Store) -> Rejection:
    """A failure as a rejection that names its cause by type; a message could hold words of the call."""
    call_id = None if step is Step.ADMIT else CallId(failure.id)
    return Rejection(
        source_id=SourceId(failure.id) if call_id is None else store.source_of(call_id),
        call_id=call_id,
        step=step,
        reason=RejectionReason.STEP_FAILED,
        hint=f"{failure.cause}: not the recording's fault; run again, and look into it if it stays",
    )
