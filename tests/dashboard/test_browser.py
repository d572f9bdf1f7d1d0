"""A real browser on a real server: the keyboard, the sound, the address, and what reaches the page."""

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from dashboard.backend import Backend
from dashboard.launch import free_port, start, wait_until_up
from dashboard.ui import keys
from pipeline.domain.call import Speaker
from pipeline.domain.review import Opinion
from pipeline.domain.score import Severity
from pipeline.settings import Settings
from tests import builders
from tests.dashboard.conftest import CANARY, open_seeded

CHROMIUM = os.environ.get("CALLQA_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
MISSED = builders.call_id("missed")
# The player lies in a shadow root.
AUDIO = """() => {
  const find = (root) => root.querySelector("audio") ??
    [...root.querySelectorAll("*")].map((one) => one.shadowRoot && find(one.shadowRoot)).find(Boolean)
  const audio = find(document)
  return audio ? { playing: !audio.paused, at: audio.currentTime, length: audio.duration } : {}
}"""
ALL_TEXT = """() => {
  const read = (root) => root.innerHTML +
    [...root.querySelectorAll("*")].map((one) => one.shadowRoot ? read(one.shadowRoot) : "").join("")
  return read(document.documentElement)
}"""

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here; name one in CALLQA_CHROMIUM"),
]


@dataclass
class Site:
    """The running dashboard and the store beneath it."""

    url: str
    backend: Backend


@dataclass
class Visit:
    """One reviewer's browser window, with what it asked for and complained about."""

    page: Page
    asked: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("dashboard")
    settings = Settings(home=folder / "home")
    backend = open_seeded(settings, folder / "deliveries")
    port = free_port()
    server = start(settings, port)
    try:
        wait_until_up(port)
        yield Site(f"http://127.0.0.1:{port}", backend)
    finally:
        server.terminate()
        server.wait()
        backend.store.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield opened
        opened.close()


@pytest.fixture
def visit(site: Site, browser: Browser) -> Iterator[Visit]:
    """A window in which Ines has begun to review, by keyboard."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    context.set_default_timeout(30_000)
    expect.set_options(timeout=30_000)
    page = context.new_page()
    opened = Visit(page)
    page.on("request", lambda request: opened.asked.append(request.url))
    page.on("pageerror", lambda error: opened.complaints.append(str(error)))
    page.goto(site.url)
    page.get_by_label("Your name").fill("Ines")
    page.keyboard.press("Enter")
    expect(page.locator("table.queue")).to_be_visible()
    yield opened
    context.close()


def open_missed(visit: Visit) -> Page:
    visit.page.locator(f"tr[data-call='{MISSED}'] td").nth(3).click()
    expect(visit.page.locator(".cq-head")).to_be_visible()
    visit.page.wait_for_function(f"({AUDIO})().length > 1")
    return visit.page


def test_a_call_is_reviewed_by_keyboard_alone(site: Site, visit: Visit) -> None:
    page = visit.page
    page.locator("body").press("j")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Auto-fail: “Red flag acted on” not met")).to_be_visible()
    page.wait_for_function(f"({AUDIO})().length > 1")
    page.keyboard.press("j")  # the first evidence is the caller's turn at 5 s
    page.wait_for_function(f"({AUDIO})().playing && ({AUDIO})().at >= 5")
    page.keyboard.press("1")
    page.keyboard.press("2")  # thought better of it
    expect(page.get_by_role("radio", name="Disagree").first).to_have_attribute("aria-checked", "true")
    expect(page.get_by_text("Not saved yet")).to_be_visible()
    page.keyboard.press("Control+Enter")
    expect(page.locator(".cq-saved")).to_be_visible()
    (review,) = site.backend.store.reviews(MISSED)
    assert [(one.criterion, one.opinion) for one in review.opinions] == [("ES-01", Opinion.DISAGREE)]
    assert page.evaluate(AUDIO)["playing"], "judging and saving must not stop the sound"
    page.keyboard.press("n")
    expect(page.get_by_text("Billing · Otto")).to_be_visible()
    assert visit.complaints == []


def test_the_sound_plays_from_the_turn_that_is_clicked_and_can_be_stopped(visit: Visit) -> None:
    visit.page.get_by_text("All", exact=True).click()
    page = open_missed(visit)
    page.locator("button.time", has_text="0:10").click()
    page.wait_for_function(f"({AUDIO})().playing && ({AUDIO})().at >= 10 && ({AUDIO})().at < 14")
    expect(page.locator(".turn.now")).to_contain_text("The next free appointment")
    page.keyboard.press("ArrowLeft")
    page.wait_for_function(f"({AUDIO})().at < 10")
    page.keyboard.press(" ")
    page.wait_for_function(f"!({AUDIO})().playing")


def test_a_chip_plays_its_evidence_and_marks_it_in_the_transcript(visit: Visit) -> None:
    visit.page.get_by_text("All", exact=True).click()
    page = open_missed(visit)
    page.locator(".cq-chip", has_text="0:05").click()
    page.wait_for_function(f"({AUDIO})().playing && ({AUDIO})().at >= 5")
    expect(page.locator(".turn.evidence")).to_have_count(2)


def test_a_verdict_that_was_clicked_is_saved_by_key_and_space_still_plays(site: Site, visit: Visit) -> None:
    unflagged = builders.call_id("control")
    visit.page.goto(f"{site.url}/call?call={unflagged}")
    chosen = visit.page.locator(f".st-key-{keys.opinion(unflagged, 'EM-01')} button").first
    chosen.click()
    expect(visit.page.get_by_text("Not saved yet")).to_be_visible()
    visit.page.keyboard.press(" ")
    expect(chosen).to_have_attribute("aria-checked", "true")
    visit.page.keyboard.press("Control+Enter")
    expect(visit.page.locator(".cq-saved")).to_be_visible()
    (review,) = site.backend.store.reviews(unflagged)
    assert [(one.criterion, one.opinion) for one in review.opinions] == [("EM-01", Opinion.AGREE)]


def test_the_address_keeps_the_filters_and_the_way_back_leads_to_them(visit: Visit) -> None:
    page = visit.page
    page.get_by_text("All", exact=True).click()
    page.get_by_role("button", name="Major").click()
    page.get_by_role("button", name="Moderate").click()
    expect(page.locator("tr[data-call]")).to_have_count(2)
    page.wait_for_url("**severity=Major**severity=Moderate**")
    page.locator("tr[data-call]").first.click()
    page.wait_for_url("**/call?call=**")
    page.go_back()
    expect(page.locator("tr[data-call]")).to_have_count(2)
    page.wait_for_url("**severity=Major**severity=Moderate**")
    page.reload()
    expect(page.locator("tr[data-call]")).to_have_count(2)  # and the name is not asked again


def test_nothing_in_clear_reaches_the_browser_and_it_asks_nobody_else(site: Site, visit: Visit) -> None:
    queue = visit.page.evaluate(ALL_TEXT)
    visit.page.get_by_text("All", exact=True).click()
    call = open_missed(visit).evaluate(ALL_TEXT)
    assert "My chest is tight" in call
    for name in (CANARY, *CANARY.split()):
        assert name not in queue + call
    assert [url for url in visit.asked if not url.startswith((site.url, "blob:", "data:"))] == []


def test_hostile_words_in_a_call_stand_there_as_words(site: Site, visit: Visit) -> None:
    hostile = "<img src=x onerror=\"document.title='hit'\"> **bold** [a](javascript:alert(1)) \u202eright-to-left"
    site.backend.store.save_redacted(builders.redacted(((Speaker.CALLER, hostile),), "unclear"))
    unclear = builders.call_id("unclear")
    site.backend.store.save_flags(unclear, [builders.flag("cannot_score", Severity.MODERATE, ("<script>x</script>",))])
    visit.page.goto(f"{site.url}/call?call={unclear}")
    expect(visit.page.locator(".words")).to_have_text(hostile)
    expect(visit.page.get_by_text("Could not judge “<script>x</script>”")).to_be_visible()
    assert visit.page.title() != "hit"
    assert visit.page.locator(".words img, .words a, .words strong").count() == 0
