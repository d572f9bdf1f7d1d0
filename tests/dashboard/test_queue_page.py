"""The queue page, by keys of its widgets."""

from collections.abc import Callable

from streamlit.testing.v1 import AppTest

from dashboard.actions import save_review
from dashboard.backend import Backend, open_backend
from dashboard.ui import keys
from pipeline.domain.review import Opinion
from pipeline.settings import Settings
from tests import builders
from tests.dashboard.pages import component, html, rows, words

Open = Callable[..., AppTest]


def names(app: AppTest) -> list[str]:
    known = {builders.call_id(name): name for name in ("missed", "billing", "unclear", "control", "fine")}
    return [known[row["id"]] for row in rows(app)]


def test_flagged_calls_stand_gravest_first_and_unflagged_ones_not_at_all(backend: Backend, open_app: Open) -> None:
    app = open_app()
    assert not app.exception
    assert names(app) == ["missed", "billing", "unclear", "control"]
    assert [row["severity_word"] for row in rows(app)] == ["Critical", "Major", "Moderate", "Minor"]


def test_a_line_says_in_words_why_the_call_is_here(backend: Backend, open_app: Open) -> None:
    first, *_ = rows(open_app())
    assert first["reasons"] == ["Auto-fail: “Red flag acted on” not met"]
    assert (first["agent"], first["team"], first["type"], first["length"]) == (
        "Maya",
        "Front desk",
        "Scheduling",
        "1:30",
    )
    assert [score["text"] for score in first["scores"]] == ["80", "55", "–"]


def test_a_control_call_looks_like_any_other_until_somebody_reviewed_it(backend: Backend, open_app: Open) -> None:
    app = open_app(state="All")
    assert rows(app)[-1]["reasons"] == ["General review"]
    assert "andom" not in words(app)
    save_review(backend, builders.call_id("control"), "Ines", {"EM-01": Opinion.AGREE}, "")
    assert rows(open_app(state="All"))[-1]["reasons"] == ["Drawn at random to check calls that raised no flag."]


def test_filters_come_from_the_address_and_narrow_the_view(backend: Backend, open_app: Open) -> None:
    assert names(open_app(severity="Major")) == ["billing"]
    assert names(open_app(why="Auto-fail")) == ["missed"]
    assert names(open_app(agent="Otto")) == ["billing"]
    assert names(open_app(team="Nurse line")) == ["unclear"]
    assert names(open_app(type="Nurse triage")) == ["unclear"]


def test_a_chosen_filter_narrows_the_view_and_clearing_widens_it(backend: Backend, open_app: Open) -> None:
    app = open_app()
    app.multiselect(key=keys.AGENT).select("Otto").run()
    assert names(app) == ["billing"]
    app.button(key=keys.CLEAR_FILTERS).click().run()
    assert len(rows(app)) == 4


def test_searched_words_are_kept_out_of_the_address(backend: Backend, open_app: Open) -> None:
    app = open_app()
    app.text_input(key=keys.SEARCH).set_value("my arm aches").run()
    assert len(rows(app)) == 4
    assert "aches" not in str(app.query_params)
    app.text_input(key=keys.SEARCH).set_value("no such words").run()
    assert "No call passes these filters" in html(app)
    app.button(key=keys.CLEAR_ALL).click().run()
    assert len(rows(app)) == 4


def test_the_order_comes_from_the_address_and_a_mistyped_one_is_passed_over(backend: Backend, open_app: Open) -> None:
    assert names(open_app(sort="-agent")) == ["unclear", "billing", "missed", "control"]
    assert component(open_app(sort="nonsense"), keys.QUEUE_TABLE)["order"] == "severity"


def test_reviewed_calls_leave_the_view_and_are_counted(backend: Backend, open_app: Open) -> None:
    save_review(backend, builders.call_id("missed"), "Ines", {"ES-01": Opinion.AGREE}, "")
    app = open_app()
    assert names(app) == ["billing", "unclear", "control"]
    assert "<b>3</b>to review" in html(app)
    assert "<b>0</b>critical" in html(app)
    assert "<b>1</b>reviewed, 1 by you" in html(app)
    assert names(open_app(state="Reviewed")) == ["missed"]


def test_when_everything_is_reviewed_the_page_says_so(backend: Backend, open_app: Open) -> None:
    for name in ("missed", "billing", "unclear", "control"):
        save_review(backend, builders.call_id(name), "Ines", {}, "")
    assert "All done" in html(open_app())


def test_an_empty_store_tells_which_command_fills_it(settings: Settings, open_app: Open) -> None:
    open_backend(settings).store.close()
    app = open_app()
    assert "No calls yet" in html(app)
    assert "callqa process" in html(app)


def test_a_store_that_does_not_open_is_explained_without_a_trace(
    backend: Backend, settings: Settings, open_app: Open
) -> None:
    (settings.home / "master.key").chmod(0o644)
    app = open_app()
    assert not app.exception
    assert "The store cannot be opened" in html(app)
    assert "chmod 600" in html(app)
    (settings.home / "master.key").chmod(0o600)
    app.button(key=keys.RETRY).click().run()
    assert len(rows(app)) == 4


def test_without_a_name_nothing_is_shown_and_with_one_the_queue_opens(backend: Backend, open_app: Open) -> None:
    app = open_app(reviewer="")
    assert "Your name is stored" in html(app)
    assert "Otto" not in words(app)
    app.text_input(key=keys.REVIEWER_NAME).set_value("  Ines  ")
    app.button(key=keys.BEGIN).click().run()
    assert app.session_state[keys.REVIEWER] == "Ines"
    assert len(rows(app)) == 4


def test_changing_the_name_drops_what_the_last_reviewer_had_not_saved(backend: Backend, open_app: Open) -> None:
    app = open_app("call", call=builders.call_id("missed"))
    app.button_group(key=keys.opinion(builders.call_id("missed"), "ES-01")).set_value("disagree").run()
    app.switch_page("app_pages/queue.py").run()
    assert app.session_state[keys.opinion(builders.call_id("missed"), "ES-01")] == "disagree"
    app.button(key=keys.CHANGE_NAME).click().run()
    assert keys.opinion(builders.call_id("missed"), "ES-01") not in app.session_state
    assert "Your name is stored" in html(app)


def test_pages_show_what_they_draw_and_no_stray_text(backend: Backend, open_app: Open) -> None:
    for app in (open_app(), open_app("call", call=builders.call_id("fine")), open_app("status")):
        assert [one.value for one in app.markdown] == []
