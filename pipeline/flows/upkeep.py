"""Scheduled upkeep: judge stored calls by the present rubrics, and delete calls that are past their retention."""

from datetime import UTC, datetime, timedelta

from prefect import flow

from pipeline.domain.queue import QueueFilter
from pipeline.domain.recording import Step
from pipeline.errors import BadInputError
from pipeline.flows.tools import Tools
from pipeline.flows.work import Work
from pipeline.settings import Settings


@flow(name="rescore", persist_result=False, log_prints=False)
def rescore() -> dict[str, int]:
    """Apply the present rubrics and flag policy to the stored acts of every scored call; old scorecards are kept."""
    tools = Tools(Settings())
    work = Work(tools)
    calls = tools.store.calls_past(Step.SCORE)
    changed = sum(work.rescore(call) for call in calls)
    return {"calls": len(calls), "changed": changed}


@flow(name="purge", persist_result=False, log_prints=False)
def purge() -> dict[str, int]:
    """Delete every call older than `settings.retention_days`, everywhere; BadInputError where that is not set."""
    settings = Settings()
    if settings.retention_days is None:
        raise BadInputError("no retention: set `retention_days` in callqa.toml, or CALLQA_RETENTION_DAYS")
    tools = Tools(settings)
    limit = datetime.now(UTC) - timedelta(days=settings.retention_days)
    items = tools.store.queue(QueueFilter(include_unflagged=True))
    old = [item.call_id for item in items if (item.started_at or item.admitted_at) < limit]
    for call in old:
        tools.store.delete_call(call, tools.vault, actor="retention")
    return {"deleted": len(old)}
