"""The order of the queue's lines, as the reader asked for it."""

from collections.abc import Callable, Sequence

from dashboard.views import QueueLine
from pipeline.domain.queue import ReviewState
from pipeline.domain.score import Dimension

DEFAULT_ORDER = "severity"
_LAST = float("inf")


def ordered(lines: Sequence[QueueLine], order: str) -> list[QueueLine]:
    """The lines by one column, `-` in front for descending. Equal lines stay gravest and oldest first."""
    column = order.removeprefix("-")
    by_gravity = sorted(lines, key=lambda line: (_gravity(line), line.started_at, line.call_id))
    return sorted(by_gravity, key=_COLUMNS[column], reverse=order.startswith("-"))


def known_order(asked: str) -> str:
    """The order itself if there is such a column, else the default: an address may be mistyped."""
    return asked if asked.removeprefix("-") in _COLUMNS else DEFAULT_ORDER


def _gravity(line: QueueLine) -> float:
    return -line.severity.weight if line.severity else _LAST


def _score(dimension: Dimension) -> Callable[[QueueLine], float]:
    def value(line: QueueLine) -> float:
        score = line.score(dimension)
        return _LAST if score is None or score.score is None else score.score

    return value


_COLUMNS: dict[str, Callable[[QueueLine], float | str]] = {
    "severity": _gravity,
    "agent": lambda line: line.agent.casefold(),
    "type": lambda line: line.contact_type or "~",
    "length": lambda line: line.duration_s,
    "started": lambda line: line.started_at.timestamp(),
    "state": lambda line: line.state is ReviewState.REVIEWED,
    **{dimension.value: _score(dimension) for dimension in Dimension},
}
