"""What a batch came to: calls, minutes, flags by reason, rejections by reason; printed to stdout."""

from collections import Counter

from rich.console import Console
from rich.table import Table

from pipeline.domain.ids import BatchId
from pipeline.domain.queue import QueueFilter, QueueItem
from pipeline.domain.score import Dimension
from pipeline.store.store import Store

MOST_CALLS = 40  # a longer list is for the dashboard and `callqa export`


def print_summary(store: Store, batch_id: BatchId, seconds: float) -> None:
    """Print the batch's tables. Ids, counts and scores only."""
    console = Console()
    items = store.queue(QueueFilter(batch=batch_id, include_unflagged=True))
    audio_s = sum(item.duration_s for item in items)
    sources = len(store.sources_of(batch_id))
    duplicates = sources - len(items) - len(store.rejections(batch_id))
    speed = f", {audio_s / seconds:.1f} s of sound a second" if seconds > 0 else ""
    console.print(f"\n{sources} files · {len(items)} calls, {audio_s / 60:.1f} minutes in {seconds:.0f} s{speed}")
    if duplicates > 0:
        console.print(f"{duplicates} files were delivered before, or twice: same bytes, same call")
    if items:
        console.print(_calls(items[:MOST_CALLS]))
    if len(items) > MOST_CALLS:
        console.print(f"… and {len(items) - MOST_CALLS} more: see the dashboard, or `callqa export`")
    flags = Counter(flag.rule for item in items for flag in item.flags)
    flagged = sum(1 for item in items if item.flags)
    if flags:
        console.print(_counts(f"Flags ({flagged} of {len(items)} calls go to a person)", "why", flags))
    rejections = store.rejections(batch_id)
    if rejections:
        console.print(
            _counts("Rejections (nothing of these was scored)", "reason", Counter(r.reason for r in rejections))
        )


def _calls(items: list[QueueItem]) -> Table:
    table = Table("call", "type", "agent", "min", "severity", "empathy", "escalation", "compliance", "why flagged")
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


def _counts(title: str, name: str, counts: Counter[str]) -> Table:
    table = Table(name, "count", title=title, title_justify="left")
    for key, count in counts.most_common():
        table.add_row(key, str(count))
    return table
