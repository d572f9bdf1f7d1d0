"""The queue: what is in it, in which order, and what each filter lets through."""

from datetime import timedelta
from pathlib import Path

import pytest

from pipeline.domain.call import ContactType, Speaker
from pipeline.domain.ids import CallId
from pipeline.domain.queue import QueueFilter, ReviewState
from pipeline.domain.score import Dimension, DimensionScore, Flag, Severity
from pipeline.store import Store
from tests import builders
from tests.store.deliveries import admitted, deliver

OLD, NEW = builders.MORNING, builders.MORNING + timedelta(days=2)


def put(store: Store, folder: Path, name: str, *flags: Flag, said: str = "Hello.", **context: object) -> CallId:
    call = admitted(store, folder, name, **context)
    store.save_redacted(builders.redacted(((Speaker.CALLER, said),), name))
    store.save_scorecard(builders.scorecard(name))
    store.save_flags(call, flags)
    return call


@pytest.fixture
def filled(store: Store, tmp_path: Path) -> Store:
    """Four flagged calls and one without a flag."""
    minor, major = builders.flag("control_sample", Severity.MINOR), builders.flag("low_confidence", Severity.MAJOR)
    put(store, tmp_path, "minor", minor, started_at=OLD, team="Nurses", contact_type=ContactType.TRI)
    put(store, tmp_path, "critical-new", builders.flag(), started_at=NEW, said="It costs 50% more.")
    put(store, tmp_path, "critical-old", minor, builders.flag(), started_at=OLD, agent_id="a-9", agent_name="Rosa")
    put(store, tmp_path, "major", major, started_at=NEW, said="My CHEST hurts, says [NAME].")
    put(store, tmp_path, "unflagged", started_at=OLD, said="My chest is fine.")
    store.save_review(builders.review("major"))
    return store


def names(store: Store, **wanted: object) -> list[str]:
    known = {builders.call_id(name): name for name in ("minor", "critical-new", "critical-old", "major", "unflagged")}
    return [known[item.call_id] for item in store.queue(QueueFilter.model_validate(wanted))]


def test_the_gravest_flag_comes_first_and_then_the_oldest_call(filled: Store) -> None:
    assert names(filled) == ["critical-old", "critical-new", "major", "minor"]


def test_unflagged_calls_show_only_when_asked_for_and_last(filled: Store) -> None:
    assert names(filled, include_unflagged=True) == ["critical-old", "critical-new", "major", "minor", "unflagged"]


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ({"severities": {Severity.CRITICAL}}, ["critical-old", "critical-new"]),
        ({"severities": {Severity.MINOR}}, ["minor"]),
        ({"severities": {Severity.MAJOR, Severity.MINOR}}, ["major", "minor"]),
        ({"rules": {"control_sample"}}, ["critical-old", "minor"]),
        ({"agents": {"a-9"}}, ["critical-old"]),
        ({"agents": {"Rosa"}}, ["critical-old"]),
        ({"teams": {"Nurses"}}, ["minor"]),
        ({"contact_types": {ContactType.TRI}}, ["minor"]),
        ({"states": {ReviewState.REVIEWED}}, ["major"]),
        ({"states": {ReviewState.WAITING}}, ["critical-old", "critical-new", "minor"]),
        ({"states": set(ReviewState)}, ["critical-old", "critical-new", "major", "minor"]),
        ({"text": "chest"}, ["major"]),
        ({"text": "chest", "include_unflagged": True}, ["major", "unflagged"]),
        ({"text": "50%"}, ["critical-new"]),
        ({"text": "%"}, ["critical-new"]),
        ({"text": "_"}, []),
        ({"text": "'; DROP TABLE call; --"}, []),
        ({"severities": {Severity.CRITICAL}, "agents": {"Rosa"}}, ["critical-old"]),
        ({"limit": 2}, ["critical-old", "critical-new"]),
        ({"limit": 2, "offset": 2}, ["major", "minor"]),
        ({"offset": 3}, ["minor"]),
    ],
)
def test_a_filter_lets_through(filled: Store, wanted: dict[str, object], expected: list[str]) -> None:
    assert names(filled, **wanted) == expected
    unpaged = {name: value for name, value in wanted.items() if name not in ("limit", "offset")}
    assert filled.queue_length(QueueFilter.model_validate(unpaged)) == len(names(filled, **unpaged))


def test_a_line_carries_all_that_the_queue_shows(store: Store, tmp_path: Path) -> None:
    call = put(store, tmp_path, "first", builders.flag("red_flag", Severity.CRITICAL, ["ES-01"]))
    failed = DimensionScore(dimension=Dimension.ESCALATION, score=0, auto_failed=True, score_without_auto_fail=75.0)
    store.save_scorecard(builders.scorecard(dimensions=(failed,)))
    for reviewer, minutes in (("Omar", 0), ("Ines", 1), ("Omar", 2)):
        store.save_review(builders.review(reviewer=reviewer, after_minutes=minutes))
    (item,) = store.queue()
    assert (item.call_id, item.started_at, item.duration_s) == (call, OLD, 90.0)
    assert (item.agent_name, item.team, item.site, item.contact_type) == ("Maya", "Front desk", "Lakeside", "SCH")
    assert item.flags == (builders.flag("red_flag", Severity.CRITICAL, ["ES-01"]),)
    assert item.severity is Severity.CRITICAL
    assert item.dimensions == (failed,)
    assert item.auto_failed
    assert item.score(Dimension.ESCALATION) == failed
    assert item.score(Dimension.EMPATHY) is None
    assert item.reviewers == ("Ines", "Omar")


def test_a_call_that_is_only_admitted_shows_without_scores(store: Store, tmp_path: Path) -> None:
    call = admitted(store, tmp_path, started_at=None)
    (item,) = store.queue(QueueFilter(include_unflagged=True))
    assert (item.call_id, item.dimensions, item.severity, item.auto_failed) == (call, (), None, False)


def test_a_batch_shows_its_own_calls_each_once(store: Store, tmp_path: Path) -> None:
    put(store, tmp_path / "other", "elsewhere", builders.flag())
    batch, (first, copy) = deliver(store, tmp_path / "in", "mine", "copy-of-mine")
    for source in (first, copy):
        store.admit(source, builders.recording("mine"), builders.context())
    store.save_flags(builders.call_id("mine"), [builders.flag()])
    assert [item.call_id for item in store.queue(QueueFilter(batch=batch))] == [builders.call_id("mine")]


def test_the_choices_are_what_occurs_in_the_store(filled: Store) -> None:
    choices = filled.queue_choices()
    assert choices.rules == ("auto_fail", "control_sample", "low_confidence")
    assert choices.agents == ("Maya", "Rosa")
    assert choices.teams == ("Front desk", "Nurses")
    assert choices.contact_types == (ContactType.SCH, ContactType.TRI)


def test_an_empty_store_has_an_empty_queue(store: Store) -> None:
    assert store.queue() == []
    assert store.queue_length() == 0
    assert store.queue_choices().rules == ()
