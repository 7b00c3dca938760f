"""What the tests of archives share."""

import asyncio
import json

import pytest

from keyquestions.archive.items import OutcomeLine
from keyquestions.article import read_article
from keyquestions.settings import Settings
from keyquestions.wiring import open_service

TEXT = (
    "The council closed the harbour bridge on Tuesday after engineers found cracks in two of its "
    "towers, and the mayor said that repairs would take a year."
)


def record(number, **changes):
    """A line of JSONL."""
    asked = {"custom_id": f"a{number}", "content_text": f"Number {number}: {TEXT}"} | changes
    return json.dumps({name: value for name, value in asked.items() if value is not None})


@pytest.fixture(scope="session")
def analysis():
    """An analysis as JSON, made by the built-in analyst."""

    async def made():
        async with open_service(Settings()) as service:
            return await service.analyze(read_article(TEXT, title="Bridge closed"))

    return asyncio.run(made()).model_dump_json()


@pytest.fixture
def outcome(analysis):
    """Makes the outcome of a line."""

    def make(line):
        return OutcomeLine(line, f"a{line}", "succeeded", analysis)

    return make
