"""Databases for a test: a SQLite file always, PostgreSQL where a server is offered."""

import os
import uuid

import pytest

from keyquestions.models.port import ChatRequest, JsonSchema, Message, Role
from keyquestions.models.records import Asked, Record
from keyquestions.models.scripted import scripted_reply
from keyquestions.store.database import Database

POSTGRES = "KEYQUESTIONS_TEST_POSTGRES"
SERVER = os.environ.get(POSTGRES)  # read now: every test runs without this project's settings


def record(content="Summarise it.", text="there", task="summary", **changes):
    """What one request and its reply leave behind."""
    schema = JsonSchema(name=task, body={"type": "object"}) if task else None
    message = Message(role=Role.USER, content=content)
    request = ChatRequest(messages=(message,), json_schema=schema).model_copy(update=changes)
    return Record.of(Asked.of("openai:m", request), scripted_reply(text))


@pytest.fixture
def sqlite_url(tmp_path):
    """A file that is not there yet, in a folder that is not there yet."""
    return f"sqlite:///{tmp_path / 'data' / 'replies.sqlite3'}"


@pytest.fixture
def postgres_url():
    """A database of its own on the server that KEYQUESTIONS_TEST_POSTGRES names."""
    if not SERVER:
        pytest.skip(f"no PostgreSQL: set {POSTGRES} to the URL of a server that tests may use")
    import psycopg  # noqa: PLC0415 - an optional dependency

    name = f"keyquestions_{uuid.uuid4().hex}"
    with psycopg.connect(SERVER, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
        yield f"{SERVER.rpartition('/')[0]}/{name}"
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


@pytest.fixture(params=["sqlite", "postgres"])
def url(request):
    """Each of the databases in turn."""
    return request.getfixturevalue(f"{request.param}_url")


@pytest.fixture
async def database(url):
    """One of each kind, open."""
    opened = await Database.open(url)
    yield opened
    await opened.aclose()


@pytest.fixture
def conversation():
    """A request."""
    return ChatRequest(messages=(Message(role=Role.USER, content="Summarise it."),))
