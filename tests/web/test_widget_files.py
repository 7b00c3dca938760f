"""The widget as it is served: small, for every page, and built from these sources."""

import hashlib
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from keyquestions.rest import create_app
from keyquestions.web import add_widget
from keyquestions.web.files import File
from keyquestions.web.readers import WIDGET

from ..rest.doubles import Stage  # noqa: TID252 - tests are no package


@pytest.fixture
def client():
    app = create_app(Stage.of().open)
    add_widget(app)
    with TestClient(app, "http://127.0.0.1:8000", client=("127.0.0.1", 50000)) as opened:
        yield opened


def test_widget_is_small():
    """It stays under 10 kB compressed."""
    assert len(File.read(WIDGET).zipped) < 10_000


@pytest.mark.parametrize("path", ["/widget.js", "/widget.css"])
def test_any_page_may_load_it_and_keep_it(client, path):
    """It comes with leave for every origin, for a day, and by tag after that."""
    first = client.get(path)
    assert first.headers["access-control-allow-origin"] == "*"
    assert first.headers["cross-origin-resource-policy"] == "cross-origin"
    assert first.headers["cache-control"].startswith("public, max-age=86400")
    assert "set-cookie" not in first.headers
    again = client.get(path, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_no_text_can_become_markup():
    """The script uses none of the ways by which a browser turns text into elements or code."""
    script = WIDGET.read_text("utf-8")
    for way in ("innerHTML", "outerHTML", "insertAdjacent", "DOMParser", "eval(", "document.write"):
        assert way not in script


def test_nothing_is_kept_about_readers():
    """There is no cookie, no storage and no beacon in it."""
    script = WIDGET.read_text("utf-8")
    for way in ("cookie", "localStorage", "sessionStorage", "indexedDB", "sendBeacon"):
        assert way not in script


def test_widget_is_of_these_sources(root: Path):
    """What is served was built from what is in `web/`: else run `make web`."""
    web = root / "web"
    if not web.is_dir():
        pytest.skip("there are no sources beside the installed package")
    paths = [*(web / "widget").iterdir(), web / "src" / "tokens.css", web / "package-lock.json"]
    named = {path.relative_to(web).as_posix(): path for path in paths}
    digest = hashlib.sha256()
    for name in sorted(named):
        digest.update(f"{name}\n".encode() + named[name].read_bytes())
    assert (WIDGET.parent / "sources.sha256").read_text() == f"{digest.hexdigest()}\n"
