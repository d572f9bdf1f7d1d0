"""Pictures of the queue and of a call, in both themes, from a store that holds reviewed and unreviewed calls.

python scripts/screenshots.py .callqa-demo docs/images
"""

import argparse
import io
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from dashboard.launch import free_port, start, wait_until_up
from pipeline.settings import Settings

SIZE = {"width": 1440, "height": 900}
QUIET = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"]
SETTLED_MS = 1500


def main() -> int:
    """Take the pictures; 2 where there is no browser."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("home", type=Path, help="folder of the store")
    asked.add_argument("out", type=Path, help="folder for the pictures")
    asked.add_argument("--call", help="id of the call to show; without it, the first in the queue")
    given = asked.parse_args()
    chromium = os.environ.get("CALLQA_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        print("no Chromium found; name one in CALLQA_CHROMIUM", file=sys.stderr)
        return 2
    given.out.mkdir(parents=True, exist_ok=True)
    with serving(given.home) as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=QUIET)
        for theme in ("light", "dark"):
            take(browser, url, theme, given.out, given.call)
        browser.close()
    return 0


@contextmanager
def serving(home: Path) -> Iterator[str]:
    """The dashboard on this store, at an address of its own."""
    port = free_port()
    server = start(Settings(home=home), port)
    try:
        wait_until_up(port)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait()


def take(browser: Browser, url: str, theme: str, out: Path, call: str | None) -> None:
    """Queue, call and status in one theme."""
    context = browser.new_context(viewport=SIZE, color_scheme=theme)
    page = context.new_page()
    page.goto(url)
    page.get_by_label("Your name").fill("Ines Okafor")
    page.keyboard.press("Enter")
    page.locator("table.queue").wait_for()
    keep(page, out / f"queue-{theme}.png")
    row = page.locator(f"tr[data-call='{call}']" if call else "tr[data-call]").first
    row.locator("td").nth(3).click()
    page.locator(".cq-head").wait_for()
    page.wait_for_timeout(SETTLED_MS)
    page.locator("body").press("j")  # the first evidence, marked in the transcript
    page.wait_for_timeout(SETTLED_MS)
    page.locator("body").press(" ")
    keep(page, out / f"call-{theme}.png")
    page.get_by_role("link", name="Status").click()
    page.locator("table.cq-table").first.wait_for()
    keep(page, out / f"status-{theme}.png")
    context.close()


def keep(page: Page, path: Path) -> None:
    """Save what is seen, as small as PNG can be without losing a colour."""
    page.wait_for_timeout(SETTLED_MS)
    picture = Image.open(io.BytesIO(page.screenshot()))
    picture.convert("RGB").save(path, optimize=True)
    print(f"{path}  {path.stat().st_size // 1024} KB")


if __name__ == "__main__":
    raise SystemExit(main())
