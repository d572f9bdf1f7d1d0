"""Reading: what the pages get, and in which order."""

import pytest

from dashboard.actions import save_review
from dashboard.backend import Backend
from dashboard.queries import call_view, next_waiting, queue_lines, queue_summary
from pipeline.domain.call import ContactType
from pipeline.domain.ids import CallId
from pipeline.domain.queue import QueueFilter, ReviewState
from pipeline.domain.score import Severity, Verdict
from tests import builders

MISSED, BILLING, UNCLEAR, CONTROL = (builders.call_id(name) for name in ("missed", "billing", "unclear", "control"))
WAITING = QueueFilter(states=frozenset({ReviewState.WAITING}))


def review(backend: Backend, call: CallId, reviewer: str = "Ines") -> None:
    save_review(backend, call, reviewer, {}, "")


def test_the_figures_on_top_count_the_whole_queue(backend: Backend) -> None:
    review(backend, BILLING)
    review(backend, CONTROL, "Otis")
    summary = queue_summary(backend, "Ines")
    assert (summary.waiting, summary.critical, summary.reviewed, summary.by_me, summary.total) == (2, 1, 2, 1, 4)


def test_the_next_call_is_the_one_below_and_after_the_last_the_first_that_still_waits(backend: Backend) -> None:
    assert next_waiting(backend, WAITING, MISSED) == BILLING
    assert next_waiting(backend, WAITING, CONTROL) == MISSED
    review(backend, BILLING)
    assert next_waiting(backend, WAITING, MISSED) == UNCLEAR


def test_the_next_call_is_found_after_the_current_one_was_reviewed(backend: Backend) -> None:
    review(backend, BILLING)
    assert next_waiting(backend, WAITING, BILLING) == UNCLEAR


def test_the_next_call_stays_within_the_reviewers_filter(backend: Backend) -> None:
    only_nurses = WAITING.model_copy(update={"contact_types": frozenset({ContactType.TRI})})
    assert next_waiting(backend, only_nurses, MISSED) == UNCLEAR
    assert next_waiting(backend, only_nurses, UNCLEAR) is None


def test_there_is_no_next_call_when_all_are_done(backend: Backend) -> None:
    for call in (MISSED, BILLING, UNCLEAR, CONTROL):
        review(backend, call)
    assert next_waiting(backend, WAITING, MISSED) is None


def test_a_call_with_no_agent_known_says_so(backend: Backend) -> None:
    (line,) = [line for line in queue_lines(backend, QueueFilter()) if line.call_id == BILLING]
    assert (line.agent, line.severity) == ("Otto", Severity.MAJOR)


@pytest.mark.parametrize("name", ["nobody", ""])
def test_an_unknown_call_is_none(backend: Backend, name: str) -> None:
    assert call_view(backend, CallId(name)) is None


def test_criteria_are_explained_and_what_failed_comes_first(backend: Backend) -> None:
    call = call_view(backend, MISSED)
    assert call is not None
    assert [(one.id, one.needs_attention) for one in call.criteria] == [
        ("ES-01", True),
        ("EM-06", False),  # speakers on one channel: nobody can ever judge it, so it does not ask for a person
        ("EM-01", False),
        ("EM-10", False),
    ]
    assert call.criteria[0].meaning == backend.guide.criteria["ES-01"].verdicts[Verdict.NOT_MET]


def test_a_met_criterion_that_a_flag_names_asks_for_attention(backend: Backend) -> None:
    backend.store.save_flags(MISSED, [builders.flag("low_confidence", Severity.MAJOR, ("EM-01",))])
    call = call_view(backend, MISSED)
    assert call is not None
    assert [one.id for one in call.criteria if one.needs_attention] == ["ES-01", "EM-01"]


def test_a_criterion_that_the_rubrics_no_longer_have_keeps_its_id_as_its_name(backend: Backend) -> None:
    backend.store.save_scorecard(builders.scorecard("missed", (builders.result("EM-99", Verdict.NOT_MET),)))
    call = call_view(backend, MISSED)
    assert call is not None
    assert (call.criteria[0].name, call.criteria[0].question) == ("EM-99", "")
