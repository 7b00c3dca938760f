"""Pictures of the editor's page for the documentation, taken of a service that really runs.

`python tests/e2e/editor_shots.py` writes them into `docs/images`; it needs Chromium.
"""

import json
import os
import shutil
from pathlib import Path

from playwright.sync_api import Browser, Page, expect, sync_playwright
from rest_service import KEY, running

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "evals" / "fixtures" / "istanbul-talks" / "article.txt"
IMAGES = ROOT / "docs" / "images"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
DESK = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 760}


def opened(browser: Browser, url: str, scheme: str, size: dict[str, int]) -> Page:
    """The sample's result, in a window of that size."""
    context = browser.new_context(viewport=size, color_scheme=scheme, reduced_motion="reduce")
    key = json.dumps(os.environ[KEY])
    context.add_init_script(f"sessionStorage.setItem('keyquestions.key', {key})")
    page = context.new_page()
    page.goto(url)
    page.get_by_label("The article’s text or HTML").fill(SAMPLE.read_text("utf-8"))
    page.get_by_role("button", name="Analyse", exact=True).click()
    expect(page.get_by_role("heading", name="Key Questions")).to_be_visible()
    return page


def main() -> None:
    """Take all of them."""
    IMAGES.mkdir(exist_ok=True)
    with running() as url, sync_playwright() as playwright:
        chromium = shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        page = opened(browser, url, "light", DESK)
        page.get_by_role("button", name="B1: show its quote").click()
        page.screenshot(path=IMAGES / "editor-result.png")
        page = opened(browser, url, "dark", DESK)
        page.get_by_role("button", name="Edit", exact=True).click()
        page.get_by_role("button", name="Questions", exact=True).click()
        page.screenshot(path=IMAGES / "editor-review.png")
        page = opened(browser, url, "light", PHONE)
        page.get_by_role("button", name="Bias", exact=True).click()
        page.screenshot(path=IMAGES / "editor-phone.png")
        browser.close()


if __name__ == "__main__":
    main()
