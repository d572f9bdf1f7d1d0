"""The order of the queue's lines."""

from datetime import UTC, datetime, timedelta

import pytest

from dashboard.ordering import known_order, ordered
from dashboard.views import QueueLine
from pipeline.domain.queue import ReviewState
from pipeline.domain.score import Dimension, DimensionScore, Severity
from tests import builders

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def line(name: str, severity: Severity | None, hours_ago: int, empathy: float | None = 50.0) -> QueueLine:
    score = DimensionScore(
        dimension=Dimension.EMPATHY, score=empathy, auto_failed=False, score_without_auto_fail=empathy
    )
    return QueueLine(
        call_id=builders.call_id(name),
        severity=severity,
        reasons=(),
        agent=name,
        team="",
        contact_type=None,
        duration_s=60.0 + hours_ago,
        started_at=NOON - timedelta(hours=hours_ago),
        scores=(score,),
        state=ReviewState.WAITING,
        reviewers=(),
    )


LINES = [
    line("b", Severity.MINOR, 9, 40.0),
    line("a", Severity.CRITICAL, 1, None),
    line("d", None, 20, 90.0),
    line("c", Severity.CRITICAL, 5, 10.0),
]


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ("severity", "cabd"),
        ("agent", "abcd"),
        ("-agent", "dcba"),
        ("started", "dbca"),
        ("-length", "dbca"),
        ("empathy", "cbda"),
        ("state", "cabd"),
    ],
)
def test_lines_stand_in_the_order_asked_for(order: str, expected: str) -> None:
    assert "".join(one.agent for one in ordered(LINES, order)) == expected


def test_an_unknown_column_falls_back_to_gravity() -> None:
    assert known_order("-agent") == "-agent"
    assert known_order("__class__") == "severity"
