"""A service over doubles, and a client of it."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from starlette.testclient import TestClient

from keyquestions.jobs.scripted import Script
from keyquestions.rest import create_app

from .doubles import HTML, TITLE, Stage, analysis

Served = tuple[TestClient, Stage]


@pytest.fixture
def serve() -> Iterator[Callable[..., Served]]:
    """Start a service whose jobs come out as the script says, and a client of it."""
    with ExitStack() as stack:

        def start(script: Script | None = None, **settings: object) -> Served:
            stage = Stage.of(script, **settings)
            client = TestClient(
                create_app(stage.open), "http://127.0.0.1:8000", client=("127.0.0.1", 50000)
            )
            return stack.enter_context(client), stage

        yield start


@pytest.fixture
def done(serve: Callable[..., Served]) -> Served:
    """A service that has every analysis at once."""
    return serve(lambda _submission: analysis())


@pytest.fixture
def waiting(serve: Callable[..., Served]) -> Served:
    """A service whose analyses stay in the queue."""
    return serve()


@pytest.fixture
def posted() -> dict[str, str]:
    """The bridge article, as a CMS posts it."""
    return {"content_html": HTML, "title": TITLE, "external_id": "wp-1842"}
