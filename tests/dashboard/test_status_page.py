"""The status page."""

from collections.abc import Callable

from streamlit.testing.v1 import AppTest

from dashboard.backend import Backend
from pipeline.settings import Settings
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


def test_an_empty_store_says_so(settings: Settings, open_app: Open) -> None:
    assert "Nothing was processed yet" in html(open_app("status"))
