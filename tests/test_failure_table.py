"""Every failure of a server, what the caller gets and how many requests were made: a table.

The table in `docs/failures.md` is what this test finds out, against a server on loopback, through
all that the settings wrap around a model. KEYQUESTIONS_WRITE_DOCS=1 (`make docs`) writes it anew.
"""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from keyquestions.cli.exits import EXIT_CODES
from keyquestions.errors import ModelError
from keyquestions.models.clock import ManualClock
from keyquestions.models.deadline import deadline
from keyquestions.models.port import ChatModel, ChatReply
from keyquestions.prompting import load_prompts
from keyquestions.resources import prompts_folder
from keyquestions.settings import load_settings
from keyquestions.wiring import open_model

from . import wrong_language
from .models.doubles import ask
from .models.faults import (
    Answer,
    Asked,
    FaultServer,
    as_json,
    broken_json,
    closed_url,
    completion,
    failure,
    page,
    reply,
    reset,
    reset_in_body,
    stall,
    stall_in_body,
)

WRITES = "KEYQUESTIONS_WRITE_DOCS" in os.environ  # read now: tests run without such settings
PROMPTS = load_prompts(prompts_folder())
DOCUMENT = Path(__file__).parents[1] / "docs" / "failures.md"
GOOD = reply('{"text": "It rained."}')
PROSE = reply("It rained, I would say.")
EMPTY = as_json(completion() | {"choices": []})


@dataclass(frozen=True)
class Row:
    """A failure; `setting` is what differs from the defaults while it is tried."""

    name: str
    answer: Answer | None
    setting: dict[str, object] = field(default_factory=dict)


ROWS = [
    Row("429, without a word on when", failure(429)),
    Row("429, `Retry-After: 2`", failure(429, headers={"retry-after": "2"})),
    Row("429, `Retry-After: 3600`", failure(429, headers={"retry-after": "3600"})),
    Row(
        "429, `x-ratelimit-reset-requests: 6s`",
        failure(429, headers={"x-ratelimit-reset-requests": "6s"}),
    ),
    Row(
        "429, `Retry-After: 30`, with 20 s to the deadline",
        failure(429, headers={"retry-after": "30"}),
        {"deadline": 20},
    ),
    Row("429, quota used up", failure(429, code="insufficient_quota")),
    Row("500", failure(500)),
    Row("503, `Retry-After: 4`", failure(503, headers={"retry-after": "4"})),
    Row("Nothing listens there", None),
    Row("Nothing is ever answered", stall(later=150)),
    Row("The reply stalls in the middle", stall_in_body(later=150)),
    Row("Connection reset before the reply", reset()),
    Row("Connection reset in the middle of it", reset_in_body()),
    Row("The reply's own JSON ends in the middle", broken_json()),
    Row("200 with a web page", page()),
    Row("200 with an error in it", as_json({"error": {"message": "overloaded"}})),
    Row("200 with empty choices", EMPTY),
    Row("`finish_reason: length`", reply('{"text": "It ra', finish="length")),
    Row("Refusal", reply(None, refusal="I would rather not.")),
    Row("Content filter, in the reply", reply("", finish="content_filter")),
    Row("Content filter, before the model", failure(400, code="content_filter")),
    Row("Prose instead of JSON", PROSE),
    Row("JSON of another form", reply('{"weather": "rain"}')),
    Row("400, takes no `response_format`", failure(400, "response_format is not supported")),
    Row("400 without a reason", failure(400)),
    Row("Unknown model", failure(404, code="model_not_found")),
    Row("Bad key", failure(401, code="invalid_api_key")),
    Row("Longer than the model's window", failure(400, code="context_length_exceeded")),
]

HEAD = """# What becomes of a failure

Written by `tests/test_failure_table.py` (`make docs`): every line was tried against a server on
loopback, through everything that the settings wrap around a model, with the settings' defaults.

*Once*: the server does it to the first request and then answers well. *Always*: it goes on doing
it. What stands there is what the caller of one stage gets: a reply, or an error with that code.
*Requests* are all that reached the server, for one stage of an analysis. *Waited* is how long the
pauses between them were together, in seconds: without what is added by chance, so that not all
callers come back at the same moment, and without the time that the requests themselves took (where
nothing comes, that is KEYQUESTIONS_MODEL_TIMEOUT each time).
*Unclear*: so many calls may have been paid for although nothing came of them; they are on the
analysis's bill with unknown tokens. *Exit code* is the command line's, where all three stages fail
in that way; where only some do, the analysis is `partial` and the exit code 3.

What is asked again, and how often: after a failure that may pass, up to KEYQUESTIONS_ATTEMPTS times
in all. Without JSON of the form that was asked for, twice in each of the four ways to ask for it.
After a reply with nothing in it, once in the same way and once in the next one.
After a refusal of such a way, once in the next one; a server that says no more than 400 is taken to
refuse it. After a reply that was cut, once with more room.

| The server | once | requests | always | requests | waited | unclear | exit code |
|---|---|---|---|---|---|---|---|
"""


GUARDS = """
## A server that is dead

One stage after the other asks a server that always answers 500; *requests* is how many have reached
it by then. After KEYQUESTIONS_BREAKER_FAILURES failures in a row, five, it is left alone; when
KEYQUESTIONS_BREAKER_PAUSE is over, 30 seconds, one request finds out whether it is back.

| | the caller gets | requests |
|---|---|---|
"""

SECOND = """
## With a second model

`KEYQUESTIONS_FALLBACK_MODEL` is set, and only the first model fails, always. Requests to the first
and to the second. Where the second answers, the analysis's provenance says so, and why. It is asked
where the first is down, out of quota or not served, and not where a key or an address has to be
mended, or where the reply itself is at fault. After a timeout the first is not asked again, so that
there is time left for the second.

| The server, for the first model | the caller gets | first | second |
|---|---|---|---|
"""

SENTENCES = """
## What is said

Where it lasts, in the words that the caller gets.

"""


async def test_the_table_of_failures_is_what_happens():
    """The document is not stale: each line is tried again."""
    lines, told = [], {}
    for row in ROWS:
        once = await tried(row, lasting=False)
        always = await tried(row, lasting=True)
        lines.append(f"| {row.name} | {once.cells} | {always.cells} | {always.more} |\n")
        told[row.name] = always.sentence
    tables = [HEAD, *lines, *await guards(), *await wrong_language.rows()]
    text = "".join([*tables, SENTENCES, *map(quoted, told.items())])
    if WRITES:
        DOCUMENT.parent.mkdir(exist_ok=True)
        DOCUMENT.write_text(text, "utf-8")
    assert DOCUMENT.read_text("utf-8") == text


@dataclass(frozen=True)
class Tried:
    """What became of one request."""

    outcome: str
    requests: str
    waited: float
    unclear: int
    code: str
    sentence: str

    @property
    def cells(self) -> str:
        """Outcome and requests."""
        return f"{self.outcome} | {self.requests}"

    @property
    def more(self) -> str:
        """What else is told where it lasts."""
        return f"{self.waited:g} | {self.unclear} | {self.code}"


async def tried(row: Row, *, lasting: bool) -> Tried:
    """One request to a server that does it always, or once."""
    answer = row.answer or GOOD
    script = (lambda _asked: answer) if lasting else [answer, GOOD]
    time = ManualClock()
    async with FaultServer(script) as server:
        url = closed_url() if row.answer is None else server.url
        async with chain(url, time, **row.setting) as model:
            result = await outcome_of(model, time, row)
        known = "–" if row.answer is None else str(len(server.journal))
    spent = result.spent
    unclear = sum(call.tokens.input is None for call in spent)
    if not isinstance(result, ModelError):
        return Tried("a reply", known, sum(time.slept), unclear, "0", "")
    code = str(EXIT_CODES[type(result)])
    return Tried(f"`{result.code}`", known, sum(time.slept), unclear, code, result.message)


@asynccontextmanager
async def chain(url: str, time: ManualClock, **settings: object) -> AsyncIterator[ChatModel]:
    """A model with all that is wrapped around it, by the settings' defaults."""
    chosen = {"model": "openai:m-1", "openai_base_url": url, "replies": "off"}
    async with open_model(load_settings(**(chosen | settings)), PROMPTS, time.clock) as model:
        yield model


async def outcome_of(model: ChatModel, time: ManualClock, row: Row) -> ChatReply | ModelError:
    """The reply or the error, within the row's deadline."""
    seconds = float(str(row.setting.get("deadline", 300)))
    with deadline(seconds, time.clock):
        try:
            return await model.complete(ask())
        except ModelError as error:
            return error


async def guards() -> list[str]:
    """What the breaker and the second model make of a server that is dead."""
    time, seen = ManualClock(), []
    async with (
        FaultServer(lambda _asked: failure(500)) as server,
        chain(server.url, time) as model,
    ):
        for later in (0, 0, 0, 0, 31):
            time.time += later
            error = await outcome_of(model, time, ROWS[0])
            seen.append((error.code, len(server.journal)))
    lines = [
        f"| {name} | `{code}` | {requests} |\n"
        for name, (code, requests) in zip(
            ("1st", "2nd", "3rd", "4th", "5th, 31 s later"), seen, strict=True
        )
    ]
    second = await with_a_second()
    return [GUARDS, *lines, SECOND, *second]


async def with_a_second() -> list[str]:
    """Which failures make a second model answer."""
    lines = []
    for row in ROWS:
        asked = {"m-1": 0, "m-2": 0}

        def serve(request: Asked, row: Row = row, asked: dict[str, int] = asked) -> Answer:
            asked[request.body["model"]] += 1
            return (row.answer or GOOD) if request.body["model"] == "m-1" else GOOD

        time = ManualClock()
        async with FaultServer(serve) as server:
            if row.answer is None:
                continue  # both are asked at the same address
            async with chain(server.url, time, **row.setting, fallback_model="openai:m-2") as model:
                result = await outcome_of(model, time, row)
        got = "`m-2` answers" if not isinstance(result, ModelError) else f"`{result.code}`"
        if asked["m-2"] or isinstance(result, ModelError):
            lines.append(f"| {row.name} | {got} | {asked['m-1']} | {asked['m-2']} |\n")
    return lines


def quoted(told: tuple[str, str]) -> str:
    """A failure and what is said of it."""
    name, sentence = told
    return f"- {name}: {sentence or 'nothing, a reply came.'}\n"
