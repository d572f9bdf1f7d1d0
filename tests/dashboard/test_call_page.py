"""The call page, by keys of its widgets."""

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.actions import save_review
from dashboard.backend import Backend
from dashboard.ui import keys
from pipeline.domain.review import Opinion
from pipeline.ports import VaultKind
from tests import builders
from tests.dashboard.conftest import CANARY, EMERGENCY
from tests.dashboard.pages import component, html, words

Open = Callable[..., AppTest]
MISSED = builders.call_id("missed")


@pytest.fixture(autouse=True)
def no_warm_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """The detector's 200 MB are not what these tests are about."""
    monkeypatch.setattr(Backend, "warm_up", lambda self: None)


def open_missed(open_app: Open) -> AppTest:
    app = open_app("call", call=MISSED)
    assert not app.exception
    return app


def test_the_head_says_which_call_it_is_why_it_is_here_and_what_it_scored(backend: Backend, open_app: Open) -> None:
    page = html(open_missed(open_app))
    for told in ("Scheduling · Maya", "Front desk", "inbound", "2 Mar 2026, 09:15", MISSED):
        assert told in page
    assert "Auto-fail: “Red flag acted on” not met" in page
    assert '<span class="cq-tile-score">55</span>' in page


def test_the_head_says_how_much_was_hidden_and_how_much_by_the_second_look(backend: Backend, open_app: Open) -> None:
    assert "1 identifier hidden, 0 by the second look" in html(open_missed(open_app))
    backend.store.save_redacted(builders.redacted(EMERGENCY, "missed", by_gate=2))
    assert "3 identifiers hidden, 2 by the second look" in html(open_missed(open_app))


def test_the_transcript_comes_redacted_with_speakers_and_times(backend: Backend, open_app: Open) -> None:
    turns = component(open_missed(open_app), f"conversation_{MISSED}")["turns"]
    assert [(turn["speaker_word"], turn["clock"]) for turn in turns[:2]] == [("Agent", "0:00"), ("Caller", "0:05")]
    assert "[NAME]" in turns[1]["text"]


def test_nothing_of_the_transcript_in_clear_is_sent(backend: Backend, open_app: Open) -> None:
    for app in (open_app(), open_missed(open_app), open_app("status")):
        assert CANARY not in words(app)
        assert "Quartermain" not in words(app)


def test_failures_stand_first_and_the_rest_is_folded_away(backend: Backend, open_app: Open) -> None:
    app = open_missed(open_app)
    assert [fold.label for fold in app.expander] == ["Met (1)", "Cannot score (1)", "Not applicable (1)"]
    page = html(app)
    assert page.index("Red flag acted on</span>") < page.index("Opening</span>")


def test_a_criterion_shows_its_evidence_its_question_and_what_to_coach(backend: Backend, open_app: Open) -> None:
    page = html(open_missed(open_app))
    criterion = backend.guide.criteria["ES-01"]
    assert 'data-cq-play="1" data-cq-criterion="ES-01">0:05 Caller' in page
    for text in (criterion.question, criterion.why, criterion.coaching):
        assert text.replace("'", "&#x27;") in page


def test_a_saved_review_is_stored_with_reviewer_and_time(backend: Backend, open_app: Open) -> None:
    app = open_missed(open_app)
    app.button_group(key=keys.opinion(MISSED, "ES-01")).set_value("disagree").run()
    assert "Not saved yet" in html(app)
    app.button(key=keys.SAVE).click().run()
    (review,) = backend.store.reviews(MISSED)
    assert (review.reviewer, [(one.criterion, one.opinion) for one in review.opinions]) == (
        "Ines",
        [("ES-01", Opinion.DISAGREE)],
    )
    page = html(app)
    assert "Saved" in page
    assert "Not saved yet" not in page
    assert "disagree 1 (ES-01)" in page


def test_a_call_that_is_fine_is_saved_without_a_word(backend: Backend, open_app: Open) -> None:
    app = open_app("call", call=builders.call_id("control"))
    app.button(key=keys.SAVE).click().run()
    (review,) = backend.store.reviews(builders.call_id("control"))
    assert review.opinions == ()
    assert app.button(key=keys.SAVE).disabled


def test_a_verdict_given_earlier_is_set_again(backend: Backend, open_app: Open) -> None:
    save_review(backend, MISSED, "Ines", {"ES-01": Opinion.CANNOT_TELL}, "")
    save_review(backend, MISSED, "Otis", {"ES-01": Opinion.AGREE}, "")
    app = open_missed(open_app)
    assert app.button_group(key=keys.opinion(MISSED, "ES-01")).value == "cannot_tell"
    assert "Otis" in html(app)


def test_what_is_not_saved_is_still_there_on_coming_back(backend: Backend, open_app: Open) -> None:
    app = open_missed(open_app)
    app.button_group(key=keys.opinion(MISSED, "ES-01")).set_value("disagree").run()
    app.switch_page("app_pages/queue.py").run()
    app.query_params[keys.CALL] = MISSED
    app.switch_page("app_pages/call.py").run()
    assert app.button_group(key=keys.opinion(MISSED, "ES-01")).value == "disagree"


def test_next_call_opens_the_next_one_that_waits(backend: Backend, open_app: Open) -> None:
    app = open_missed(open_app)
    app.button(key=keys.NEXT_CALL).click().run()
    assert "Billing · Otto" in html(app)


def test_each_opening_of_the_sound_is_on_record_and_a_redraw_is_not(backend: Backend, open_app: Open) -> None:
    app = open_missed(open_app)
    app.run()
    (event,) = [one for one in backend.store.access_events(MISSED) if one.kind == VaultKind.REDACTED_SOUND]
    assert (event.actor, event.action) == ("Ines", "read")
    assert component(app, f"conversation_{MISSED}")["has_sound"]


def test_a_call_without_sound_says_so_and_stays_readable(backend: Backend, open_app: Open) -> None:
    app = open_app("call", call=builders.call_id("billing"))
    assert not app.exception
    assert not component(app, f"conversation_{builders.call_id('billing')}")["has_sound"]


def test_a_sound_that_does_not_open_leaves_the_transcript(backend: Backend, open_app: Open) -> None:
    path = next(backend.settings.home.rglob(VaultKind.REDACTED_SOUND.value))
    path.write_bytes(path.read_bytes()[:-1])
    app = open_missed(open_app)
    assert "The recording cannot be opened" in html(app)
    assert component(app, f"conversation_{MISSED}")["turns"]


@pytest.mark.parametrize("asked", ["zzzz-zzzz-zzzz", "../../etc/passwd", "<script>alert(1)</script>"])
def test_an_unknown_call_is_told_politely(backend: Backend, open_app: Open, asked: str) -> None:
    app = open_app("call", call=asked)
    assert not app.exception
    assert "There is no such call" in html(app)
    assert "<script>" not in html(app)
    app.button(key=keys.BACK).click().run()
    assert component(app, keys.QUEUE_TABLE)["rows"]


def test_the_page_without_a_call_points_to_the_queue(backend: Backend, open_app: Open) -> None:
    assert "No call is open" in html(open_app("call"))
