"""A service that really runs, and a browser to look at it."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
import pytest

sync_api = pytest.importorskip("playwright.sync_api")

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
LOOKS = {
    "phone, light": (320, 640, "light"),
    "phone, dark": (320, 640, "dark"),
    "desk, light": (1440, 900, "light"),
    "desk, dark": (1440, 900, "dark"),
    "desk at 200 %, light": (720, 450, "light"),
}
"""What everything is looked at in: width, height and colours."""
ARGUMENTS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()
START_SECONDS = 60
PATIENCE_MS = 30_000
"""A machine that has other things to do is no fault."""

sync_api.expect.set_options(timeout=PATIENCE_MS)


def environment(folder: Path, **settings: str) -> dict[str, str]:
    """Nothing is set but a database of its own, and what is named."""
    kept = {name: told for name, told in os.environ.items() if "KEYQUESTIONS" not in name}
    return kept | {
        "KEYQUESTIONS_DATABASE_URL": f"sqlite:///{folder}/service.sqlite3",
        "XDG_DATA_HOME": str(folder),
        **settings,
    }


def run(folder: Path, *arguments: str) -> str:
    """What a command of ours prints."""
    command = [sys.executable, "-m", "keyquestions", *arguments]
    told = subprocess.run(
        command, env=environment(folder), cwd=folder, capture_output=True, text=True, check=True
    )
    return told.stdout


@contextmanager
def serving(folder: Path, port: int | None = None, **settings: str) -> Iterator[str]:
    """The address of a service over the database in that folder."""
    if port is None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "-m", "keyquestions", "serve", "--port", str(port)],
        env=environment(folder, **settings), cwd=folder,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        url = f"http://127.0.0.1:{port}"
        _wait(f"{url}/healthz")
        yield url
    finally:
        server.terminate()
        server.wait(30)


def _wait(url: str) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        try:
            httpx2.get(url, timeout=5).raise_for_status()
        except httpx2.HTTPError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("the service did not start")


@pytest.fixture(scope="session")
def url(tmp_path_factory):
    """A service without keys and with the built-in analyst."""
    with serving(tmp_path_factory.mktemp("service")) as address:
        yield address


@pytest.fixture(scope="module")
def chromium():
    """A browser without a window; as long as it is open, no other event loop can run here."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        pytest.skip(f"no browser here: install one of {', '.join(BROWSERS)}")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def complaints() -> list[str]:
    """What pages wrote to their consoles: errors, warnings, dialogs, breaches of the policy."""
    return []


@pytest.fixture
def window(chromium, complaints) -> Iterator[Callable[..., "sync_api.Page"]]:
    """Opens a page of its own; whatever pages complained about fails the test at the end."""
    opened = []

    def open_one(**options) -> sync_api.Page:
        context = chromium.new_context(reduced_motion="reduce", **options)
        context.set_default_timeout(PATIENCE_MS)
        opened.append(context)
        page = context.new_page()
        page.on("console", lambda told: _note(complaints, told))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("dialog", lambda dialog: complaints.append(f"dialog: {dialog.message}"))
        return page

    yield open_one
    for context in opened:
        context.close()
    assert complaints == []


def _note(complaints: list[str], told) -> None:
    # The browser itself writes down every answer that is no success, and every lost connection.
    if told.type in {"error", "warning"} and not told.text.startswith("Failed to load resource"):
        complaints.append(told.text)
