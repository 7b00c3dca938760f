"""The reader's widget on a page of another origin, under that page's strict policy."""

import httpx2
import pytest

from .conftest import LOOKS, serving, sync_api
from .newspaper import newspaper

axe = pytest.importorskip("axe_playwright_python.sync_playwright")
expect = sync_api.expect

HOSTILE = (
    "Harbour Bridge <script>alert(1)</script> to close\n\n"
    "The Harbour Bridge will close on 3 May, the council said. <img src=x onerror=alert(2)> "
    "Engineers found cracks in two girders, and repairs will cost 14 million euros. "
    "<a href='javascript:alert(3)'>Shopkeepers</a> called the reckless plan a disaster.\n\n"
    "The bridge was opened in 1964 \u202eand carries\u202c 22,000 cars a day, the council said."
)
FALLBACK = "<p id='own'>What the newspaper itself says.</p>"
SHIFTS = """
window.shifts = 0;
new PerformanceObserver((list) => {
  for (const each of list.getEntries()) window.shifts += each.value;
}).observe({ type: "layout-shift", buffered: true });
"""


def approve(url: str, text: str, external_id: str) -> None:
    """Have an article analysed, and the analysis approved."""
    posted = {"content_text": text, "external_id": external_id}
    made = httpx2.post(
        f"{url}/v1/analyses", json=posted, headers={"Prefer": "wait=20"}, timeout=60
    ).json()
    review = {"state": "approved", "reviewer": "M. Okafor", "revision": 0}
    httpx2.post(f"{url}/v1/analyses/{made['id']}/review", json=review).raise_for_status()


@pytest.fixture(scope="module")
def site(tmp_path_factory, sample):
    """A newspaper, and a service that lets its pages read what was approved: two articles."""
    with newspaper() as paper:
        folder = tmp_path_factory.mktemp("widget")
        with serving(folder, KEYQUESTIONS_ORIGINS=paper.origin) as url:
            paper.service = url
            approve(url, sample.read_text("utf-8"), "wp-1")
            approve(url, HOSTILE, "wp-2")
            yield paper


def embedded(site, external_id: str, text: str = "A headline\n\nA paragraph.", **options) -> str:
    """A page with the widget in it."""
    options["attributes"] = f'external-id="{external_id}" {options.get("attributes", "")}'
    return site.publish(f"/{external_id}", text, **options)


def fragment(site, external_id: str) -> str:
    """What a CMS would put into the page."""
    where = f"{site.service}/v1/articles/{external_id}/latest"
    return httpx2.get(where, headers={"Accept": "text/html"}).text


def test_readers_see_what_was_approved(window, site):
    """Both sections are there, with what made them, and that an editor approved them, and when."""
    page = window()
    page.goto(embedded(site, "wp-1"))
    expect(page.get_by_role("heading", name="Bias Analysis")).to_be_visible()
    expect(page.get_by_role("heading", name="Key Questions About This Article")).to_be_visible()
    expect(page.get_by_text("An editor reviewed and approved it on")).to_be_visible()
    assert page.locator("key-questions time").get_attribute("datetime").startswith("20")


def test_widget_and_fragment_are_the_same(window, site):
    """What the widget draws is what the service's HTML says, element by element."""
    page = window(bypass_csp=True)
    page.goto(embedded(site, "wp-1"))
    expect(page.locator("key-questions h2").first).to_be_visible()
    drawn, given = page.evaluate(
        """(markup) => {
          const plain = (root) => [...root.querySelectorAll("*")].map((each) => [
            each.localName, each.className, each.lang, each.dir, each.id,
            each.textContent.replace(/\\s+/g, ""),
          ]);
          const parsed = new DOMParser().parseFromString(markup, "text/html");
          return [plain(document.querySelector("key-questions").shadowRoot), plain(parsed.body)];
        }""",
        fragment(site, "wp-1"),
    )
    assert drawn == given


def test_hostile_article_stays_text(window, site):
    """Nothing in an article runs, loads, links or turns the direction of what stands around it."""
    page = window()
    page.goto(embedded(site, "wp-2"))
    expect(page.locator("key-questions h2").first).to_be_visible()
    widget = page.locator("key-questions")
    assert widget.locator("img, a, iframe, [onerror], [style], [href], [src]").count() == 0
    text = page.locator("key-questions .keyquestions").text_content()
    assert "cracks in two girders" in text
    assert "\u202e" not in text


@pytest.mark.parametrize("reason", ["failing", "unapproved"])
def test_fallback_stays_without_a_result(window, site, reason):
    """What the page has in the element is seen where there is nothing better."""
    page = window()
    if reason == "failing":
        page.route("**/latest", lambda route: route.abort())
    ended = page.expect_request("**/latest")
    with ended:
        page.goto(embedded(site, "wp-1" if reason == "failing" else "wp-9", fallback=FALLBACK))
    page.wait_for_load_state("networkidle")
    expect(page.locator("#own")).to_be_visible()
    assert page.locator("key-questions h2").count() == 0


def test_keyboard_opens_and_closes(window, site):
    """Questions are reached by Tab, and opened and closed by Enter and Space."""
    page = window()
    page.goto(embedded(site, "wp-1"))
    first = page.locator("key-questions details").first
    expect(first).to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(first).to_have_attribute("open", "")
    page.keyboard.press("Space")
    expect(first).not_to_have_attribute("open", "")


def test_focus_and_open_answers_outlive_the_fallback(window, site):
    """What a reader has opened in the page's own HTML stays open, and keeps the focus."""
    page = window()
    held = []
    page.route("**/latest", lambda route: held.append(route))  # noqa: PLW0108 - not the method
    page.goto(embedded(site, "wp-1", fallback=fragment(site, "wp-1")))
    page.locator("key-questions summary").first.click()
    held[0].continue_()
    drawn = page.locator("key-questions [part=question]").first
    expect(drawn).to_have_attribute("open", "")
    expect(drawn.locator("summary")).to_be_focused()


@pytest.mark.parametrize("place", ["instead of the fallback", "below the fold"])
def test_nothing_moves(window, site, place):
    """The layout does not shift when the widget comes, measured by the browser itself."""
    page = window(viewport={"width": 1000, "height": 800})
    page.add_init_script(SHIFTS)
    if place == "below the fold":
        page.goto(embedded(site, "wp-1", "A headline\n\n" + "A long paragraph. " * 400))
    else:
        page.goto(embedded(site, "wp-1", fallback=fragment(site, "wp-1")))
    drawn = page.locator("key-questions [part=page]")
    expect(drawn).to_be_attached()
    drawn.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")
    assert drawn.evaluate("() => window.shifts") == 0


def test_search_engines_are_told_only_on_request(window, site):
    """JSON-LD of the answered questions stands in the page with the attribute, and not without."""
    page = window(bypass_csp=True)  # Trusted Types forbid it, see docs/widget.md
    page.goto(embedded(site, "wp-1"))
    expect(page.locator("key-questions h2").first).to_be_visible()
    linked = page.locator("script[type='application/ld+json']")
    expect(linked).to_have_count(0)
    page.goto(embedded(site, "wp-1", attributes="json-ld"))
    expect(linked).to_have_count(1)
    assert '"@type":"FAQPage"' in linked.text_content()


def test_paper_shows_every_answer(window, site):
    """Printed, also what was not opened is there."""
    page = window()
    page.goto(embedded(site, "wp-1"))
    answer = page.locator("key-questions details > p").first
    expect(answer).to_be_hidden()
    page.emulate_media(media="print")
    assert answer.evaluate("(each) => each.getBoundingClientRect().height") > 0


@pytest.mark.parametrize("look", LOOKS)
def test_no_rule_is_broken(window, site, look):
    """axe-core finds no fault with the widget, open and closed, and it is never too wide."""
    width, height, scheme = LOOKS[look]
    page = window(viewport={"width": width, "height": height}, color_scheme=scheme, bypass_csp=True)
    page.goto(embedded(site, "wp-1"))
    page.locator("key-questions summary").first.click()
    found = axe.Axe().run(page, context="key-questions")
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
