"""Whole analyses whose replies come in another language than asked: rows for a table."""

import json
from collections import defaultdict
from collections.abc import Callable, Collection

from keyquestions.analysis import Analysis
from keyquestions.article import read_article
from keyquestions.cli.exits import EXIT_CODES
from keyquestions.errors import AnalystError
from keyquestions.models.clock import ManualClock
from keyquestions.settings import load_settings
from keyquestions.wiring import open_service

from .model_analyst.german import ENGLISH, GERMAN
from .models.faults import Answer, Asked, FaultServer, reply
from .pipeline.conftest import TEXT

HEAD = """
## Another language than asked

A whole analysis of an English article for which findings in German are asked for
(`--output-language de`). A reply in another language is a good one to everything that was tried
above; it is verification that finds it, drops its findings and asks the stage once more with that
fault in words. *Requests* are those of the whole analysis, which takes three where nothing is
wrong. A text of fewer than five words is too short to tell its language.

| The server writes English | the caller gets | because | requests | exit code |
|---|---|---|---|---|
"""
PARTIAL = 3
ALL = frozenset(ENGLISH)
CASES = (
    ("once, for the summary", {"summary"}, 1),
    ("once, for every stage", ALL, 1),
    ("always, for the summary", {"summary"}, 2),
    ("always, for every stage", ALL, 2),
)


async def rows() -> list[str]:
    """The section, found out against a server on loopback."""
    lines = []
    for name, stages, times in CASES:
        async with FaultServer(_writing(stages, times)) as server:
            outcome, because, code = await _analysed(server.url)
            requests = len(server.journal)
        lines.append(f"| {name} | {outcome} | {because} | {requests} | {code} |\n")
    return [HEAD, *lines]


def _writing(english: Collection[str], times: int) -> Callable[[Asked], Answer]:
    """A server that writes English so often in these stages, and German else."""
    asked: dict[str, int] = defaultdict(int)

    def serve(request: Asked) -> Answer:
        stage = request.body["response_format"]["json_schema"]["name"]
        asked[stage] += 1
        wrong = stage in english and asked[stage] <= times
        return reply(json.dumps((ENGLISH if wrong else GERMAN)[stage]))

    return serve


async def _analysed(url: str) -> tuple[str, str, int]:
    """What the caller gets, why, and the command line's exit code."""
    settings = load_settings(model="openai:m-1", openai_base_url=url, replies="off")
    async with open_service(settings, ManualClock().clock) as service:
        try:
            found = await service.analyze(read_article(TEXT), output_language="de")
        except AnalystError as error:
            return f"`{error.code}`", error.message, EXIT_CODES[type(error)]
    return _told(found)


def _told(found: Analysis) -> tuple[str, str, int]:
    missing = [f"{each.stage} `{each.code}`" for each in found.failures]
    shown = ", ".join([f"a `{found.status}` analysis", *missing])
    told = [each.message for each in found.failures]
    if not told:
        told = [f"the second reply is in German ({found.provenance.repairs} asked again)"]
    return shown, " ".join(told), PARTIAL if found.failures else 0
