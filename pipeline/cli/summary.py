"""What a batch came to: calls, minutes, flags by reason, rejections by reason; printed to stdout."""

from collections.abc import Mapping

from rich import box
from rich.console import Console
from rich.table import Table

from pipeline.domain.ids import BatchId
from pipeline.domain.queue import QueueFilter, QueueItem
from pipeline.domain.score import Dimension
from pipeline.steps.kpi import summarise
from pipeline.store.store import Store

MOST_CALLS = 40  # a longer list is for the dashboard and `callqa export`


def print_summary(store: Store, batch_id: BatchId, heard_s: float, seconds: float) -> None:
    """Print the batch's tables: ids, counts and scores only. `heard_s` of sound were processed in `seconds`."""
    console = wide_console()
    rejections = store.rejections(batch_id)
    turned_away = {rejection.call_id for rejection in rejections}
    wanted = QueueFilter(batch=batch_id, include_unflagged=True)
    items = [item for item in store.queue(wanted) if item.call_id not in turned_away]
    sums = summarise(items, rejections)
    sources = len(store.sources_of(batch_id))
    console.print(f"\n{sources} files · {sums.calls} calls, {sums.minutes:.1f} minutes")
    if heard_s > 0 and seconds > 0:
        speed = f"{heard_s / seconds:.1f} s of sound a second, start of the models included"
        console.print(f"processed {heard_s / 60:.1f} minutes in {seconds:.0f} s: {speed}")
    if sources > sums.calls + sums.rejected:
        again = sources - sums.calls - sums.rejected
        console.print(f"{again} files were delivered before, or twice: same bytes, same call")
    if items:
        console.print(_calls(items[:MOST_CALLS]))
    if len(items) > MOST_CALLS:
        console.print(f"… and {len(items) - MOST_CALLS} more: see the dashboard, or `callqa export`")
    if sums.flagged:
        console.print(
            _counts(f"Flags ({sums.flagged} of {sums.calls} calls go to a person)", "why", sums.flags_by_rule)
        )
    reasons = {reason.value: count for reason, count in sums.rejections_by_reason.items()}
    if reasons:
        console.print(_counts("Rejections (nothing of these was scored)", "reason", reasons))


def wide_console() -> Console:
    """For tables on stdout: into a file or a pipe they are as wide as they need to be."""
    console = Console()
    return console if console.is_terminal else Console(width=150)


def _calls(items: list[QueueItem]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for name in ("call", "type", "agent", "min", "severity", *(dimension.value for dimension in Dimension)):
        table.add_column(name, no_wrap=True, justify="right" if name in ("min", *Dimension) else "left")
    table.add_column("why flagged", ratio=1)
    for item in items:
        severity = item.severity
        table.add_row(
            item.call_id,
            item.contact_type or "?",
            item.agent_name or item.agent_id or "?",
            f"{item.duration_s / 60:.1f}",
            severity.value if severity else "",
            *(_score(item, dimension) for dimension in Dimension),
            ", ".join(flag.rule for flag in item.flags),
        )
    return table


def _score(item: QueueItem, dimension: Dimension) -> str:
    score = item.score(dimension)
    if score is None or score.score is None:
        return "–"
    if score.auto_failed and score.score_without_auto_fail is not None:
        return f"0 ({score.score_without_auto_fail:.0f})"
    return f"{score.score:.0f}"


def _counts(title: str, name: str, counts: Mapping[str, int]) -> Table:
    table = Table(name, "count", title=title, title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False)
    for key, count in counts.items():
        table.add_row(key, str(count))
    return table
