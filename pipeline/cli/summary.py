"""What a batch came to: calls, minutes, identifiers hidden, flags and rejections by reason; printed to stdout."""

from collections.abc import Callable, Mapping
from functools import partial

from rich import box
from rich.console import Console
from rich.table import Table

from pipeline.domain.ids import BatchId
from pipeline.domain.queue import QueueFilter, QueueItem
from pipeline.domain.score import Dimension
from pipeline.domain.status import HiddenCounts
from pipeline.steps.kpi import summarise
from pipeline.store.store import Store

WIDE = 120  # columns of a terminal that has room for agents and reasons too
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
    console.print(hidden_line(store.hidden_counts(batch_id)))
    if items:
        console.print(_calls(items[:MOST_CALLS], console.width))
    if len(items) > MOST_CALLS:
        console.print(f"… and {len(items) - MOST_CALLS} more: see the dashboard, or `callqa export`")
    if sums.flagged:
        console.print(
            _counts(f"Flags ({sums.flagged} of {sums.calls} calls go to a person)", "why", sums.flags_by_rule)
        )
    reasons = {reason.value: count for reason, count in sums.rejections_by_reason.items()}
    if reasons:
        console.print(_counts("Rejections (nothing of these was scored)", "reason", reasons))


def hidden_line(hidden: HiddenCounts) -> str:
    """What redaction came to, and what the leak gate's second look had to do with it."""
    found = f"{_number(hidden.identifiers, 'identifier')} hidden, {hidden.by_gate:,} of them by the second look"
    return f"redaction: {found}; {_number(hidden.withheld_by_gate, 'call')} withheld by it"


def _number(count: int, noun: str) -> str:
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def wide_console() -> Console:
    """For tables on stdout: into a file or a pipe they are as wide as they need to be."""
    console = Console()
    return console if console.is_terminal else Console(width=150)


def _calls(items: list[QueueItem], width: int) -> Table:
    """One line a call; a narrow terminal gets the columns that fit, never half an id."""
    columns: dict[str, Callable[[QueueItem], str]] = {
        "call": lambda item: item.call_id,
        "type": lambda item: item.contact_type or "?",
        "min": lambda item: f"{item.duration_s / 60:.1f}",
        "severity": lambda item: item.severity.value if item.severity else "",
    }
    for dimension in Dimension:
        columns[dimension.value] = partial(_score, dimension)
    if width >= WIDE:
        columns["agent"] = lambda item: item.agent_name or item.agent_id or "?"
        columns["why flagged"] = lambda item: ", ".join(flag.rule for flag in item.flags)
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for name in columns:
        right = name in ("min", *Dimension)
        table.add_column(name, no_wrap=name != "why flagged", justify="right" if right else "left")
    for item in items:
        table.add_row(*(cell(item) for cell in columns.values()))
    return table


def _score(dimension: Dimension, item: QueueItem) -> str:
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
