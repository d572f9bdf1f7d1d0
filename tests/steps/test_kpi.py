"""Figures over a set of calls."""

import pytest

from pipeline.domain.call import ContactType
from pipeline.domain.ids import SourceId
from pipeline.domain.queue import QueueItem, ReviewState
from pipeline.domain.recording import Rejection, RejectionReason, Step
from pipeline.domain.score import Dimension, DimensionScore, Flag
from pipeline.steps.kpi import count_flags, count_rejections, summarise, summarise_agents, tabulate_calls
from tests import builders

AUTO_FAIL, RED_FLAG = builders.flag("auto_fail"), builders.flag("red_flag")


def item(
    name: str = "first", flags: tuple[Flag, ...] = (), empathy: float | None = None, **changes: object
) -> QueueItem:
    score = DimensionScore(
        dimension=Dimension.EMPATHY, score=empathy, auto_failed=empathy == 0, score_without_auto_fail=empathy
    )
    values: dict[str, object] = builders.context().model_dump(
        include={"started_at", "agent_id", "agent_name", "team", "site", "contact_type", "role", "direction"}
    )
    values |= {"call_id": builders.call_id(name), "admitted_at": builders.MORNING, "duration_s": 90.0}
    values |= {"flags": flags, "dimensions": (score,), "state": ReviewState.WAITING}
    return QueueItem.model_validate(values | changes)


def rejection(number: int, reason: RejectionReason) -> Rejection:
    return Rejection(source_id=SourceId(f"source-{number}"), step=Step.ADMIT, reason=reason)


def test_totals_add_up_over_calls_and_rejections() -> None:
    kpi = summarise(
        [
            item("a", (AUTO_FAIL, RED_FLAG), empathy=0),
            item("b", (AUTO_FAIL,), empathy=80, duration_s=30.0),
            item("c", empathy=None, state=ReviewState.REVIEWED),
        ],
        [
            rejection(1, RejectionReason.SILENT),
            rejection(2, RejectionReason.NOT_AUDIO),
            rejection(3, RejectionReason.NOT_AUDIO),
        ],
    )
    assert (kpi.calls, kpi.minutes, kpi.flagged, kpi.auto_failed, kpi.reviewed, kpi.rejected) == (3, 3.5, 2, 1, 1, 3)
    assert list(kpi.flags_by_rule.items()) == [("auto_fail", 2), ("red_flag", 1)]
    assert list(kpi.rejections_by_reason.items()) == [(RejectionReason.NOT_AUDIO, 2), (RejectionReason.SILENT, 1)]
    assert kpi.mean_scores == {Dimension.EMPATHY: 40.0}


def test_no_calls_at_all_give_zeros_and_empty_tables() -> None:
    kpi = summarise([])
    assert (kpi.calls, kpi.minutes, kpi.flags_by_rule, kpi.mean_scores) == (0, 0.0, {}, {})
    assert list(count_flags([]).columns) == ["rule", "calls", "share"]
    assert list(count_rejections([]).columns) == ["reason", "sources"]
    assert summarise_agents([]).empty
    assert list(tabulate_calls([]).columns)[:3] == ["call_id", "agent", "team"]


def test_a_rule_that_flags_a_call_twice_counts_it_once() -> None:
    table = count_flags([item("a", (AUTO_FAIL, AUTO_FAIL)), item("b")])
    assert table.to_dict("records") == [{"rule": "auto_fail", "calls": 1, "share": 0.5}]


def test_agents_come_with_most_calls_first_and_with_the_two_books_apart() -> None:
    table = summarise_agents(
        [
            item("a", empathy=50),
            item("b", (RED_FLAG,), empathy=100),
            item("c", empathy=10, contact_type=ContactType.TRI),
            item("d", agent_name=None, agent_id="a-7"),
            item("e", agent_name=None, agent_id=None, contact_type=None),
        ]
    )
    assert list(zip(table["agent"], table["book"], table["calls"], strict=True)) == [
        ("Maya", "administrative", 2),
        ("Maya", "clinical", 1),
        ("a-7", "administrative", 1),
        ("unknown", "unknown", 1),
    ]
    assert table.loc[0, ["minutes", "flagged", "auto_failed"]].tolist() == [3.0, 1, 0]
    assert table.loc[0, "empathy"] == pytest.approx(75.0)
    assert table["empathy"].isna().tolist() == [False, False, True, True]
