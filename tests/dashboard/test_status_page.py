"""The status page."""

from collections.abc import Callable
from html import escape

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.backend import Backend
from dashboard.ui import texts
from pipeline.domain.recording import WITHHELD, Rejection, RejectionReason, Step
from pipeline.settings import Settings
from tests import builders
from tests.dashboard.conftest import EMERGENCY
from tests.dashboard.pages import html

Open = Callable[..., AppTest]


def test_rejections_are_listed_with_reason_and_what_to_do(backend: Backend, open_app: Open) -> None:
    page = html(open_app("status"))
    for told in ("The file is cut off", "Admission", "Fetch the file again"):
        assert f"<td>{told}</td>" in page


def test_calls_are_counted_by_step(backend: Backend, open_app: Open) -> None:
    page = html(open_app("status"))
    assert "<td>Redacted</td><td>5</td>" in page
    assert "<td>Files delivered</td><td>6</td>" in page


def test_what_was_hidden_is_counted_and_what_the_second_look_means_is_said(backend: Backend, open_app: Open) -> None:
    backend.store.save_redacted(builders.redacted(EMERGENCY, "fine", by_gate=2))
    page = html(open_app("status"))
    assert "<b>7</b>identifiers hidden" in page
    assert "<b>2</b>of them by the second look" in page
    assert "<b>0</b>calls withheld by it" in page
    assert escape(texts.SECOND_LOOK) in page
    assert "withheld</h2>" not in page


@pytest.mark.parametrize("reason", sorted(WITHHELD))
def test_a_withheld_call_stands_out_and_not_among_what_was_turned_away(
    backend: Backend, open_app: Open, reason: RejectionReason
) -> None:
    call = builders.call_id("billing")
    backend.store.reject(
        Rejection(source_id=backend.store.source_of(call), call_id=call, step=Step.REDACT, reason=reason, hint="hint")
    )
    page = html(open_app("status"))
    assert "1 call is withheld</h2>" in page
    assert f"<td>{call}</td><td>{texts.REJECTIONS[reason]}</td>" in page
    for way in texts.WITHHELD_WAYS_OUT:
        assert all(escape(part) in page for part in way)
    assert page.count(texts.REJECTIONS[reason]) == 1
    assert "The file is cut off" in page
    assert "This call is withheld" in html(open_app("call", call=call))


def test_an_empty_store_says_so(settings: Settings, open_app: Open) -> None:
    assert "Nothing was processed yet" in html(open_app("status"))
