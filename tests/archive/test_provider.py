"""Archives through a provider's batches, against a server on loopback that speaks its API."""

import asyncio
import json
from collections import Counter
from functools import partial

import pytest

from keyquestions.analysis import Analysis
from keyquestions.archive.items import ArchiveItem, ItemError
from keyquestions.archive.provider import FileLimits, Manner, Means, open_provider_run
from keyquestions.codebook import load_codebook
from keyquestions.errors import ModelUnreachable, QuotaExhausted, RequestRejected, StoreFailed
from keyquestions.jobs.batches.requests import BatchLine
from keyquestions.model_analyst import open_analyst
from keyquestions.models.clock import Clock, ManualClock
from keyquestions.models.openai_batches import OpenAIBatches, line_of
from keyquestions.models.prices import Price, Prices
from keyquestions.prompting import load_prompts
from keyquestions.resources import prompts_folder

from ..models.test_stored import Memory  # noqa: TID252 - no package
from ..pipeline.conftest import FRAMING, QUESTIONS, SUMMARY, TEXT  # noqa: TID252 - no package
from .batch_api_server import USAGE, BatchServer, extract

PROMPTS = load_prompts(prompts_folder())
CODEBOOK = load_codebook(prompts_folder())
PRICES = Prices(own={"openai:m": Price(input=1.0, output=10.0)})
COST = (USAGE["prompt_tokens"] * 1.0 + USAGE["completion_tokens"] * 10.0) / 1e6 / 2
ANSWERS = {
    "summary": SUMMARY.model_dump_json(),
    "framing": FRAMING.model_dump_json(),
    "questions": QUESTIONS.model_dump_json(),
}


def task_of(line):
    return line["body"]["response_format"]["json_schema"]["name"]


def shown(line):
    return line["body"]["messages"][-1]["content"]


def scripted(line):
    """What a model says that has read the article."""
    return ANSWERS[task_of(line)]


def items(count):
    """Articles that differ in their last paragraph."""
    for line in range(1, count + 1):
        text = f"{TEXT}\n\nNotice number {line} was read aloud."
        yield ArchiveItem(line, f"a{line}", BatchLine(custom_id=f"a{line}", content_text=text))


class Desk:
    """Runs over one file of state and one reply store, as often as a test wants."""

    def __init__(self, server, folder):
        self.server = server
        self.state = folder / "state.sqlite3"
        self.store = Memory()
        self.clock = ManualClock()
        self.told = {}
        self.settled = []
        self.progress = []

    async def settle(self, item, outcome):
        """Note the outcome."""
        self.told[item.line] = outcome
        self.settled.append(item.line)

    async def run(self, source, **manner):
        """One run of the program."""
        endpoint = OpenAIBatches("m", api_key="k", base_url=self.server.url)
        means = Means(
            partial(open_analyst, prompts=PROMPTS, codebook=CODEBOOK),
            CODEBOOK,
            lambda schema: schema.name,
            self.store,
            PRICES,
        )
        chosen = Manner(**{"clock": self.clock.clock, "progress": self.progress.append} | manner)
        async with open_provider_run(endpoint, self.state, means, chosen) as run:
            return await run.run(source, self.settle) if source else await run.cancel()

    def anew(self):
        """Forget everything, as another archive's run."""
        self.state = self.state.with_name(f"{self.state.stem}-.sqlite3")
        for each in (self.store.kept, self.server.sent, self.server.bodies, self.server.paid):
            each.clear()

    def tasks(self):
        """What was asked for, batch by batch."""
        return [Counter(map(task_of, lines)) for lines in self.server.bodies]


@pytest.fixture
async def server():
    async with BatchServer(answer=scripted) as running:
        yield running


@pytest.fixture
def desk(server, tmp_path):
    return Desk(server, tmp_path)


async def test_two_round_trips_make_an_archive(desk, server):
    """Summaries and framings first, then the questions; each paid once, for half the price."""
    report = await desk.run(lambda: items(8))
    assert desk.tasks() == [{"summary": 8, "framing": 8}, {"questions": 8}]
    assert report.outcomes == {"succeeded": 8}
    assert set(server.paid.values()) == {1}
    assert (report.passes, report.refused, report.unsent) == (2, 0, 0)
    assert report.spent_usd == pytest.approx(24 * COST)
    first = desk.told[1]
    assert isinstance(first, Analysis)
    assert len(first.questions) == 4
    assert first.provenance.cost_usd == pytest.approx(3 * COST)
    assert len(desk.store.kept) == 24
    costs = [each.reply.cost_usd for each in desk.store.kept.values()]
    assert costs == [pytest.approx(COST)] * 24
    assert desk.progress[-1].spent_usd == pytest.approx(report.spent_usd)


async def test_what_is_stored_is_not_asked_for(desk, server, tmp_path):
    """A second archive with the same articles costs nothing; neither do duplicates in one."""
    await desk.run(lambda: items(3))
    again = Desk(server, tmp_path / "..")
    again.state, again.store = tmp_path / "other.sqlite3", desk.store
    report = await again.run(lambda: items(3))
    assert (len(server.sent), report.spent_usd) == (2, 0)
    assert again.told[1].provenance.cost_usd == 0
    assert again.told[1].summary == desk.told[1].summary

    twice = Desk(server, tmp_path)
    twice.state = tmp_path / "twice.sqlite3"
    double = [*items(1), ArchiveItem(2, "b", next(items(1)).request)]
    report = await twice.run(lambda: double)
    assert report.spent_usd == pytest.approx(3 * COST)
    assert sum(each.provenance.cost_usd for each in twice.told.values()) == pytest.approx(3 * COST)


async def test_lines_that_expire_are_sent_again_and_no_others(desk, server):
    """Whether they are told in the file of errors or in none."""
    fates = {"summary": "expired", "framing": "lost"}
    server.plan = lambda line, times: fates.get(task_of(line), "ok") if times == 1 else "ok"
    report = await desk.run(lambda: items(4))
    assert report.outcomes == {"succeeded": 4}
    assert [len(each) for each in server.sent] == [8, 8, 4]
    assert set(server.paid.values()) == {1}


async def test_lines_that_always_expire_are_told(desk, server):
    """After three batches; the rest of the article is made without them."""
    server.plan = lambda line, _times: "expired" if task_of(line) == "framing" else "ok"
    report = await desk.run(lambda: items(2))
    assert [len(each) for each in server.sent] == [4, 2, 2, 2]
    assert report.outcomes == {"partial": 2}
    assert report.refused == 2
    failure = desk.told[1].failures[0]
    assert (failure.stage, failure.code) == ("framing", "provider_timeout")


async def test_lines_that_fail_are_told_and_the_others_go_on(desk, server):
    """A refusal is final, a server that is busy is asked again; bad items never get there."""
    bad = {"a2": "refused", "a3": "busy"}

    def plan(line, times):
        told = json.dumps(line["body"])
        number = next((name for name in bad if f"Notice number {name[1:]} " in told), None)
        return bad[number] if number and (number == "a2" or times == 1) else "ok"

    server.plan = plan
    broken = ArchiveItem(4, None, error=ItemError("line_invalid", "Line 4 is not a JSON object."))
    short = ArchiveItem(5, "a5", BatchLine(custom_id="a5", content_text="Short."))
    report = await desk.run(lambda: [*items(3), broken, short])
    assert report.outcomes == {
        "succeeded": 2,
        "provider_request_rejected": 1,
        "line_invalid": 1,
        "content_too_short": 1,
    }
    assert desk.told[2].code == "provider_request_rejected"
    assert desk.told[4] is broken.error
    assert [len(each) for each in server.sent] == [6, 2, 3, 1]
    assert sorted(desk.settled) == [1, 2, 3, 4, 5]


async def test_a_killed_process_goes_on_polling_the_same_batch(desk, server):
    """Wherever it was: nothing is handed in or settled twice."""
    for looks in (1, 2, 4, 5):
        with pytest.raises(asyncio.CancelledError):
            await desk.run(lambda: items(5), clock=stopping(server, looks))
    report = await desk.run(lambda: items(5))
    assert [len(each) for each in server.sent] == [10, 5]
    assert set(server.paid.values()) == {1}
    assert sorted(desk.settled) == [1, 2, 3, 4, 5]
    assert report.spent_usd == pytest.approx(15 * COST)


def stopping(server, looks):
    """A clock on which the process is killed once the server was asked so often."""

    async def sleep(_seconds):
        if server.looks >= looks:
            raise asyncio.CancelledError

    return Clock(sleep=sleep)


async def test_a_batch_that_was_handed_in_without_an_answer_is_found_again(desk, server):
    """A connection that breaks just then does not pay twice; nor do other hiccups."""
    server.hiccups += ["create", "retrieve", "content", "create"]
    report = await desk.run(lambda: items(3))
    assert report.outcomes == {"succeeded": 3}
    assert [len(each) for each in server.sent] == [6, 3]
    assert set(server.paid.values()) == {1}


async def test_a_process_that_died_while_handing_in_finds_its_batch(desk, server):
    """It is known by a name that was noted before."""
    server.hiccups += ["create"]

    with pytest.raises(asyncio.CancelledError):
        await desk.run(lambda: items(3), clock=stopping(server, 0))
    await desk.run(lambda: items(3))
    assert [len(each) for each in server.sent] == [6, 3]


async def test_files_keep_to_the_provider_s_limits(desk, server):
    """Of lines and bytes; full files are sent while the archive is still read."""
    report = await desk.run(lambda: items(17), limits=FileLimits(lines=30))
    assert [len(each) for each in server.sent] == [30, 4, 17]
    assert report.outcomes == {"succeeded": 17}
    desk.anew()
    await desk.run(lambda: items(4), limits=FileLimits(bytes=40_000))
    sizes = [
        sum(len(line_of(each["custom_id"], each["body"])) for each in lines)
        for lines in server.bodies
    ]
    assert len(sizes) > 2
    assert all(20_000 < size <= 40_000 for size in sizes[:2])


async def test_no_more_tokens_wait_than_may(desk, server):
    """Where the limit is known, batches wait for each other; where not, it is found out."""
    await desk.run(lambda: items(6))
    waiting = sum(len(json.dumps(each)) for each in server.bodies[0]) // 4
    desk.anew()
    server.token_limit = waiting // 3
    report = await desk.run(lambda: items(6))
    assert report.outcomes == {"succeeded": 6}
    assert [sum(each.values()) for each in desk.tasks()][:2] == [12, 6]
    desk.anew()
    await desk.run(lambda: items(6), limits=FileLimits(tokens=waiting // 4))
    assert set(server.paid.values()) == {1}
    assert sum(sum(each.values()) for each in desk.tasks()) == 18
    assert max(each.batches for each in desk.progress[-12:]) == 1


async def test_one_request_that_is_too_much_is_refused(desk, server):
    """Cut down to single requests, there is nothing left to cut."""
    server.token_limit = 1
    report = await desk.run(lambda: items(1))
    assert report.outcomes == {"provider_request_rejected": 1}


async def test_a_budget_is_not_overspent(desk, server):
    """What there is no room for is told, and done with a larger one."""
    report = await desk.run(lambda: items(10), budget_usd=0.04)
    assert 0 < report.spent_usd <= 0.04
    assert report.unsent > 0
    assert sum(report.outcomes.values()) < 10
    paid = sum(server.paid.values())
    report = await desk.run(lambda: items(10), budget_usd=100.0)
    assert (report.unsent, len(desk.told)) == (0, 10)
    assert set(server.paid.values()) == {1}
    assert sum(server.paid.values()) == 30 > paid
    nothing = Desk(server, desk.state.parent)
    nothing.state = desk.state.with_name("nothing.sqlite3")
    assert (await nothing.run(lambda: items(2), budget_usd=0.0)).unsent == 4


async def test_a_setting_that_the_server_does_not_take_is_left_out(desk, server):
    """From all requests that follow, and it is remembered."""
    server.plan = lambda line, _times: "temperature" if "temperature" in line["body"] else "ok"
    report = await desk.run(lambda: items(2))
    assert report.outcomes == {"succeeded": 2}
    with_it = ["temperature" in each["body"] for lines in server.bodies for each in lines]
    assert not any(with_it[-2:])


async def test_an_empty_quota_ends_the_run_and_loses_nothing(desk, server):
    """What was answered is kept; the same command goes on."""
    is_empty = True
    server.plan = lambda line, _times: "quota" if is_empty and task_of(line) == "summary" else "ok"
    with pytest.raises(QuotaExhausted):
        await desk.run(lambda: items(3))
    is_empty = False
    report = await desk.run(lambda: items(3))
    assert report.outcomes == {"succeeded": 3}
    assert [len(each) for each in server.sent] == [6, 3, 3]


async def test_a_cancelled_batch_is_not_sent_again_by_itself(desk, server):
    """Somebody wanted that; going on is a decision."""
    with pytest.raises(asyncio.CancelledError):
        await desk.run(lambda: items(2), clock=stopping(server, 1))
    server.batches["batch_1"]["status"] = "cancelled"
    with pytest.raises(RequestRejected, match="was cancelled at its provider"):
        await desk.run(lambda: items(2))
    report = await desk.run(lambda: items(2))
    assert report.outcomes == {"succeeded": 2}
    assert [len(each) for each in server.sent] == [4, 4, 2]


async def test_a_run_can_be_cancelled_at_the_provider(desk, server):
    """What is under way ends there; going on hands in what was not answered."""
    with pytest.raises(asyncio.CancelledError):
        await desk.run(lambda: items(2), clock=stopping(server, 1))
    assert await desk.run(None) == 1
    assert await desk.run(None) == 1  # it has ended by itself, which is no error
    with pytest.raises(RequestRejected):
        await desk.run(lambda: items(2))
    assert await desk.run(None) == 0
    assert (await desk.run(lambda: items(2))).outcomes == {"succeeded": 2}


async def test_a_file_that_is_refused_for_some_lines_is_sent_without_them(desk, server):
    """They are told, and the others are as they were."""
    server.bad_lines.add(2)
    report = await desk.run(lambda: items(2))
    assert [len(each) for each in server.sent][:2] == [4, 3]
    assert report.refused == 1
    assert report.outcomes == {"succeeded": 1, "partial": 1}


async def test_a_reply_that_is_no_json_is_asked_for_once_more(desk, server):
    """As another request, since the same one has its answer; both are on the bill."""
    summaries = Counter()

    def answer(line):
        if task_of(line) != "summary":
            return scripted(line)
        summaries["asked"] += 1
        return "I would rather not." if summaries["asked"] == 1 else scripted(line)

    server.answer = answer
    report = await desk.run(lambda: items(1))
    assert report.outcomes == {"succeeded": 1}
    assert [len(each) for each in server.sent] == [2, 1, 1]
    assert desk.told[1].provenance.calls == 4


async def test_long_articles_are_read_in_parts_side_by_side(desk, server):
    """All parts are asked for in the first batch, not one a day."""
    paragraphs = [
        f"The council of town {town} voted {town} to 4 on Tuesday to close the library in street "
        f"{town}, because its roof would cost too much to repair."
        for town in range(10, 400)
    ]
    long = BatchLine(custom_id="long", content_text="\n\n".join(paragraphs))
    server.answer = extract
    means = partial(open_analyst, prompts=PROMPTS, codebook=CODEBOOK, window=16_000)
    endpoint = OpenAIBatches("m", api_key="k", base_url=server.url)
    parts = Means(means, CODEBOOK, lambda schema: schema.name, desk.store, PRICES)
    manner = Manner(clock=desk.clock.clock)
    async with open_provider_run(endpoint, desk.state, parts, manner) as run:
        report = await run.run(lambda: [ArchiveItem(1, "long", long)], desk.settle)
    assert report.outcomes.total() == 1
    assert len(server.sent[0]) > 4


async def test_files_with_articles_are_not_left_at_the_provider(desk, server):
    """What was sent and what came back are deleted when they are read."""
    await desk.run(lambda: items(2))
    assert server.files == {}


async def test_only_one_process_uses_a_file_of_state(desk, server):
    """A second one would pay for everything once more."""
    second = Desk(server, desk.state.parent)

    async def meddle(_item, _outcome):
        with pytest.raises(StoreFailed, match="other process"):
            await second.run(lambda: items(1))

    desk.settle = meddle
    await desk.run(lambda: items(1))
    assert len(server.sent) == 2


async def test_a_server_that_is_gone_for_long_ends_the_run(desk, server):
    """With patience before; the state is there for the next time."""
    await server.__aexit__(None, None, None)
    with pytest.raises(ModelUnreachable):
        await desk.run(lambda: items(1))
    assert sum(desk.clock.slept) > 600


async def test_a_server_that_takes_no_schema_is_asked_in_another_way(desk, server):
    """Only where it says that this is the reason: each way takes a day."""
    server.plan = lambda line, _times: (
        "schema" if "json_schema" in line["body"].get("response_format", {}) else "ok"
    )
    server.answer = lambda line: next(
        answer for name, answer in ANSWERS.items() if shown(line).endswith(name)
    )
    report = await desk.run(lambda: items(1))
    assert report.outcomes == {"succeeded": 1}
    assert desk.told[1].provenance.structure == "json_object"
