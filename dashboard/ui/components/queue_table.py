"""The queue as a table: sortable headers, a row opens its call by a click or by Enter, j and k move."""

from collections.abc import Sequence
from datetime import datetime, tzinfo
from typing import Literal, TypedDict

from dashboard.ui import formats, texts
from dashboard.ui.components.assets import component
from dashboard.ui.shapes import SHAPES
from dashboard.views import QueueLine
from pipeline.domain.base import Value
from pipeline.domain.score import Dimension

SortKey = Literal["severity", "agent", "type", "length", "started", "empathy", "escalation", "compliance", "state"]


class Asked(Value):
    """What the reviewer did in the table: opened a call, or asked for another order."""

    open: str | None = None
    sort: str | None = None


class _Score(TypedDict):
    text: str
    failed: bool
    would: str


class _Row(TypedDict):
    id: str
    severity: str
    severity_word: str
    reasons: list[str]
    agent: str
    team: str
    type: str
    length: str
    age: str
    started: str
    scores: list[_Score]
    state: str
    state_word: str
    reviewers: str


def queue_table(
    lines: Sequence[QueueLine], *, key: str, order: str, last: str | None, now: datetime, zone: tzinfo
) -> Asked:
    """Draw the lines in the order given. `order`: a SortKey, with `-` in front when descending; `last`: marked row."""
    result = component("queue_table", "elements")(
        key=key,
        data={"rows": [_row(line, now, zone) for line in lines], "order": order, "last": last, "shapes": SHAPES},
        on_open_change=_nothing,
        on_sort_change=_nothing,
    )
    return Asked(open=result.open, sort=result.sort)


def _nothing() -> None:
    """Triggers arrive in the result; the callback only declares them."""


def _row(line: QueueLine, now: datetime, zone: tzinfo) -> _Row:
    return _Row(
        id=line.call_id,
        severity=line.severity.value if line.severity else "",
        severity_word=texts.SEVERITIES[line.severity] if line.severity else "None",
        reasons=list(line.reasons),
        agent=line.agent,
        team=line.team,
        type=texts.CONTACT_TYPES[line.contact_type] if line.contact_type else texts.UNKNOWN_TYPE,
        length=formats.clock(line.duration_s),
        age=formats.age(line.started_at, now),
        started=formats.moment(line.started_at, zone),
        scores=[_score(line, dimension) for dimension in Dimension],
        state=line.state.value,
        state_word=texts.STATES[line.state],
        reviewers=", ".join(line.reviewers),
    )


def _score(line: QueueLine, dimension: Dimension) -> _Score:
    score = line.score(dimension)
    if score is None:
        return _Score(text="–", failed=False, would="")
    would = formats.score(score.score_without_auto_fail) if score.auto_failed else ""
    return _Score(text=formats.score(score.score), failed=score.auto_failed, would=would)
