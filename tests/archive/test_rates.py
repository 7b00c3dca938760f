"""Rates that archives' workers share, as the settings choose them."""

import pytest

from keyquestions.archiving import shared_rates
from keyquestions.models.port import ChatRequest, Message, Role
from keyquestions.models.scripted import ScriptedModel
from keyquestions.settings import load_settings
from keyquestions.store.database import Database
from keyquestions.wiring import guard


@pytest.fixture
async def database(tmp_path):
    """A database that two processes would share."""
    opened = await Database.open(f"sqlite:///{tmp_path / 'shared.sqlite3'}")
    yield opened
    await opened.aclose()


async def test_without_limits_the_database_is_not_asked(database):
    """No archive is slowed down by limits that nobody has set."""
    assert shared_rates(load_settings(), database) is None


async def test_what_a_guarded_model_is_asked_counts_for_the_others(database):
    """A request here is one less for another process, of the same model on the same server."""
    settings = load_settings(requests_per_minute=1.0, openai_base_url="http://127.0.0.1:9/v1")
    here, there = (shared_rates(settings, database) for _ in range(2))
    elsewhere = shared_rates(
        settings.model_copy(update={"openai_base_url": "http://127.0.0.1:8/v1"}), database
    )
    assert here
    assert there
    assert elsewhere
    model = guard(ScriptedModel(["there"]), settings, rates=here("openai:m"))
    await model.complete(ChatRequest(messages=(Message(role=Role.USER, content="Well?"),)))
    assert await there("openai:m").take(0) > 0
    assert await there("openai:other").take(0) == 0
    assert await elsewhere("openai:m").take(0) == 0
