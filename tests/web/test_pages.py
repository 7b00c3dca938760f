"""The editor's page as it is served: its files, their headers, and what needs a key."""

import dataclasses
import hashlib
import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from keyquestions.rest import create_app
from keyquestions.rest.guards import Access, KeyRing
from keyquestions.web import add_pages
from keyquestions.web.files import FOLDER, load_files

from ..rest.doubles import NoDatabase, NoKeys, Stage  # noqa: TID252 - tests are no package


class SomeKeys(NoKeys):
    """There are keys; nobody here has one."""

    async def exist(self) -> bool:
        """Always."""
        return True


def client_of(stage: Stage) -> TestClient:
    app = create_app(stage.open)
    add_pages(app)
    return TestClient(app, "http://127.0.0.1:8000", client=("127.0.0.1", 50000))


@pytest.fixture
def client():
    with client_of(Stage.of()) as opened:
        yield opened


def test_page_names_only_its_own_files(client):
    """All that the page loads comes from beside it, and is there."""
    page = client.get("/")
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    named = re.findall(r'(?:src|href)="([^"]+)"', page.text)
    assert len(named) >= 3
    for each in named:
        assert each.startswith("./")
        assert client.get(each[1:]).status_code == 200


def test_nothing_in_the_page_is_inline(client):
    """There is no script, style or handler in the markup, so that the policy can forbid them."""
    page = client.get("/").text
    assert not re.search(r"<script[^>]*>[^<]", page)
    assert not re.search(r"<style|\sstyle=|\son\w+=", page)


@pytest.mark.parametrize("path", ["/", "/index.js", "/index.css"])
def test_policy_is_strict(client, path):
    """Nothing is loaded from elsewhere, framed, evaluated or turned from text into markup."""
    headers = client.get(path).headers
    policy = headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self';")
    assert "unsafe" not in policy
    assert "require-trusted-types-for 'script'" in policy
    assert headers["x-content-type-options"] == "nosniff"


def test_files_are_asked_for_by_tag(client):
    """A browser that has a file is told so without its body, and finds out when it has changed."""
    first = client.get("/index.js")
    assert first.headers["cache-control"] == "no-cache"
    again = client.get("/index.js", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_files_are_compressed_where_that_is_wanted(client):
    """The same bytes come with and without compression, and fewer cross the wire with it."""
    plain = client.get("/index.js", headers={"Accept-Encoding": "identity"})
    zipped = client.get("/index.js", headers={"Accept-Encoding": "br, gzip"})
    assert "content-encoding" not in plain.headers
    assert zipped.headers["content-encoding"] == "gzip"
    assert zipped.content == plain.content
    assert int(zipped.headers["content-length"]) < len(plain.content) / 2


@pytest.mark.parametrize(
    "path", ["/files.py", "/../pages.py", "/static/index.js", "/%2e%2e/pages.py"]
)
def test_nothing_else_can_be_asked_for(client, path):
    """Only the files that were built are served, by their names."""
    answer = client.get(path)
    assert answer.status_code == 404
    assert answer.json()["error"]["code"] == "route_not_found"


def test_labels_come_with_their_names(client):
    """The page names labels and parts as readers see them."""
    told = client.get("/page/words.json").json()
    assert told["frames"]["economic"]["name"] == "Economic"
    assert told["page"]["key_questions"] == "Key Questions About This Article"


def test_labels_need_a_key_where_there_are_keys():
    """Without a key the page itself is shown, which asks for one, and nothing of the service's."""
    stage = Stage.of()
    access = Access(KeyRing(SomeKeys(NoDatabase())), stage.parts.access.usage)
    stage.parts = dataclasses.replace(stage.parts, access=access)
    with client_of(stage) as client:
        assert client.get("/").status_code == 200
        assert client.get("/page/words.json").status_code == 401


def test_pages_are_no_part_of_the_contract(client):
    """The document of the interface tells of none of the page's addresses."""
    paths = client.get("/openapi.json").json()["paths"]
    assert all(
        path.startswith("/v1/") or path in {"/healthz", "/readyz", "/metrics"} for path in paths
    )


def test_files_fit_into_a_first_look():
    """All that is loaded at first stays under 80 kB compressed."""
    files = load_files()
    first = ("index.html", "index.js", "index.css")
    assert sum(len(files[name].zipped) for name in first) < 80_000


def test_built_files_are_of_these_sources(root: Path):
    """What is served was built from what is in `web/`: else run `make web`."""
    web = root / "web"
    if not web.is_dir():
        pytest.skip("there are no sources beside the installed package")
    paths = [path for folder in ("src", "public") for path in (web / folder).rglob("*")]
    paths += [web / name for name in ("index.html", "package-lock.json", "vite.config.ts")]
    named = {path.relative_to(web).as_posix(): path for path in paths if path.is_file()}
    digest = hashlib.sha256()
    for name in sorted(named):
        digest.update(f"{name}\n".encode() + named[name].read_bytes())
    assert (FOLDER.parent / "sources.sha256").read_text() == f"{digest.hexdigest()}\n"
