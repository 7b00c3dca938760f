"""No view breaks a rule that axe-core knows: light and dark, on a phone and on a desk."""

import json
import re

import httpx2
import pytest

from .conftest import LOOKS, sync_api

axe = pytest.importorskip("axe_playwright_python.sync_playwright")
expect = sync_api.expect


@pytest.fixture(scope="module")
def analysed(url, sample):
    """The sample and a variation of it are analysed, and a batch of one; what they are called."""
    found = []
    for date in ("June 2", "June 5"):
        text = sample.read_text("utf-8").replace("June 2", date)
        answer = httpx2.post(
            f"{url}/v1/analyses", json={"content_text": text}, headers={"Prefer": "wait=20"}
        )
        found.append(answer.json()["id"])
    line = json.dumps({"custom_id": "wp-1", "content_text": sample.read_text("utf-8")})
    httpx2.post(
        f"{url}/v1/batches", content=line, headers={"Content-Type": "application/jsonl"}
    ).raise_for_status()
    return found


def views(analysed: list[str]) -> dict[str, str]:
    """Every view's address, and what is there once it is shown (CSS)."""
    first, second = analysed
    return {
        "#/": "textarea",
        f"#/analyses/{first}": "#part-questions",
        f"#/compare/{first}/{second}": ".differs",
        "#/dashboard": ".batches .badge",
    }


@pytest.mark.parametrize("look", LOOKS)
def test_no_view_breaks_a_rule(window, url, analysed, look):
    """Contrast, names, roles, order and focus are as they should be, also while editing."""
    width, height, scheme = LOOKS[look]
    page = window(viewport={"width": width, "height": height}, color_scheme=scheme, bypass_csp=True)
    for address, there in views(analysed).items():
        page.goto(f"{url}/{address}")
        expect(page.locator(there).first).to_be_visible()
        if "analyses" in address:
            page.get_by_role("button", name=re.compile("^Edit")).last.click()
            page.get_by_role("button", name="Take out B2", exact=True).click()
        found = axe.Axe().run(page)
        assert found.violations_count == 0, f"{address}\n{found.generate_report()}"
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, f"{address} is {wide} wide"
