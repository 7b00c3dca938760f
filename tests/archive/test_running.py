"""Archive jobs from their input to their output, on both databases."""

import asyncio
import json
from collections import Counter
from dataclasses import dataclass

import pytest

from keyquestions.archive.inputs import open_input
from keyquestions.archive.outputs import open_output
from keyquestions.archive.running import Office
from keyquestions.errors import BatchHeld, BudgetUsedUp, ModelTimeout
from keyquestions.jobs.scripted import ScriptedJobs
from keyquestions.store.accounts import Spent
from keyquestions.store.archives import Archives
from keyquestions.store.batches import BatchStore
from keyquestions.store.chunks import Chunks
from keyquestions.store.database import Database
from keyquestions.store.times import utc_now

from ..jobs.batches.conftest import analysis, line  # noqa: F401, TID252
from ..store.conftest import postgres_url, sqlite_url, url  # noqa: F401, TID252
from .doubles import EngineInMemory, QueueInMemory


async def nothing(_account):
    return Spent()


@dataclass
class Shop:
    """A database, scripted analyses, and a folder with the archive and its output."""

    database: Database
    jobs: ScriptedJobs
    folder: object

    def __post_init__(self):
        """Begin with an empty queue."""
        self.queue = QueueInMemory()
        self.archives = Archives(self.database)

    @property
    def target(self):
        """The output."""
        return self.folder / "out.jsonl"

    def write(self, *given):
        """The archive."""
        (self.folder / "in.jsonl").write_text("\n".join(given), "utf-8")

    def engine(self, name="me"):
        """An engine, as a process of that name has it."""
        return EngineInMemory(self.database, self.jobs, utc_now, name=name, queue=self.queue)

    def office(self, engine):
        """What jobs are run with."""
        store = BatchStore(self.database)
        return Office(self.archives, store, Chunks(self.database), engine, nothing, grace=0.0)

    async def begin(self):
        """A new job."""
        return await self.archives.create("job", "in.jsonl", "out.jsonl", {}, utc_now())

    async def run(
        self, archive, *, name="me", ordered=False, budget=None, stop=None, going_on=True
    ):
        """See the job through in a process of that name."""
        engine = self.engine(name)
        office = self.office(engine)
        archive = await office.claim(archive, budget)
        working = asyncio.create_task(engine.run())
        output = open_output(self.target, going_on=going_on)
        try:
            report = await office.run(
                archive,
                lambda: open_input(self.folder / "in.jsonl"),
                output,
                ordered=ordered,
                stop=stop or asyncio.Event(),
                tell=lambda _report: None,
            )
            output.close()
        finally:
            working.cancel()
            await asyncio.gather(working, return_exceptions=True)
        return report

    def lines(self):
        """What is in the output."""
        return [json.loads(each) for each in self.target.read_text("utf-8").splitlines()]

    def submitted(self):
        """How often each article was analysed."""
        texts = [given.article.text for name, given in self.jobs.asked if name == "submit"]
        return Counter(text.split(":")[0] for text in texts)


@pytest.fixture
async def shop(url, analysis, tmp_path):  # noqa: F811 - fixtures
    database = await Database.open(url)
    yield Shop(database, ScriptedJobs(lambda _submission: analysis), tmp_path)
    await database.aclose()


async def test_every_line_ends_as_exactly_one_line(shop):
    """Bad ones have their errors, articles that are there twice are analysed once."""
    given = [line(number % 150, custom_id=f"c{number}") for number in range(200)]
    given[7], given[9] = "{no JSON", line(9, content_text=None)
    given[11] = line(1, custom_id="c3")
    shop.write(*given)
    report = await shop.run(await shop.begin())
    lines = shop.lines()
    assert sorted(each["line"] for each in lines) == list(range(1, 201))
    bad = {each["line"]: each["error"]["code"] for each in lines if each["error"]}
    assert bad == {8: "line_invalid", 10: "line_invalid", 12: "custom_id_repeated"}
    assert (report.settled, report.written) == (200, 200)
    assert set(shop.submitted().values()) == {1}


async def test_in_order_where_that_is_asked_for(shop):
    """A line waits for all before it."""
    shop.write(*map(line, range(150)))
    await shop.run(await shop.begin(), ordered=True)
    assert [each["line"] for each in shop.lines()] == list(range(1, 151))


async def test_what_was_written_before_a_crash_is_not_written_again(shop):
    """Also where the database did not learn of it; half a line is cut off, a lost one written."""
    shop.write(*map(line, range(100)))
    archive = await shop.begin()
    await shop.run(archive)
    await shop.archives.rewrite(archive.id)
    whole = shop.target.read_bytes().splitlines(keepends=True)
    shop.target.write_bytes(b"".join(whole[:60]) + whole[60][:30])
    await shop.run(archive, name="next")
    assert sorted(each["line"] for each in shop.lines()) == list(range(1, 101))
    shop.target.unlink()
    await shop.run(archive, name="third")
    assert sorted(each["line"] for each in shop.lines()) == list(range(1, 101))


async def test_a_job_goes_on_where_it_was_stopped(shop, analysis):  # noqa: F811 - a fixture
    """What was done is not done again."""
    stop = asyncio.Event()

    def script(_submission):
        if shop.submitted().total() < 100:
            return analysis
        stop.set()
        return None  # it is under way until it is given up

    shop.jobs._script = script
    shop.write(*map(line, range(300)))
    archive = await shop.begin()
    report = await shop.run(archive, stop=stop)
    done = {f"Number {each['line'] - 1}" for each in shop.lines()}
    assert 0 < report.written == len(done) < 300
    assert report.archive.is_open
    for job in await shop.jobs.recent(300):
        if not job.settled:
            shop.jobs.settle(job.id, analysis)
    shop.jobs._script = lambda _submission: analysis
    shop.jobs.asked.clear()
    report = await shop.run(archive, name="next")
    assert (report.written, report.archive.state) == (300, "finished")
    assert sorted(each["line"] for each in shop.lines()) == list(range(1, 301))
    assert not done & shop.submitted().keys()


async def test_a_budget_that_is_used_up_halts_the_job(shop, analysis):  # noqa: F811 - a fixture
    """What is done is kept; with more of it the same job goes on."""
    paid = set()

    def script(given):
        if len(paid) >= 5:
            return BudgetUsedUp("The budget of $1.00 is used up; go on with a larger one.")
        paid.add(given.article.text)
        return analysis

    shop.jobs._script = script
    shop.write(*map(line, range(80)))
    archive = await shop.begin()
    report = await shop.run(archive, budget=1.0)
    assert (report.archive.halted, report.archive.budget_usd) == ("budget_used_up", 1.0)
    assert (report.settled, len(shop.lines())) == (5, 5)
    shop.jobs._script = lambda _submission: analysis
    report = await shop.run(archive, name="next", budget=2.0)
    assert (report.archive.halted, report.settled, len(shop.lines())) == (None, 80, 80)


async def test_a_failure_is_a_line_and_is_tried_again_when_asked(shop, analysis):  # noqa: F811
    """The failed alone are."""
    shop.jobs._script = lambda given: (
        ModelTimeout("Late.") if "Number 3:" in given.article.text else analysis
    )
    shop.write(*map(line, range(10)))
    archive = await shop.begin()
    report = await shop.run(archive)
    assert report.counts["failed"] == 1
    shop.jobs._script = lambda _submission: analysis
    shop.jobs.asked.clear()
    await BatchStore(shop.database).retry(archive.id, utc_now())
    shop.target.unlink()
    report = await shop.run(archive, name="next")
    assert (report.counts["failed"], report.settled) == (0, 10)
    assert dict(shop.submitted()) == {"Number 3": 1}
    assert all(each["error"] is None for each in shop.lines())


async def test_two_processes_do_not_write_one_output(shop):
    """The second is told; a dead one's job is free."""
    shop.write(line(1))
    archive = await shop.begin()
    first, second = shop.engine("first"), shop.engine("second")
    await first.crew.beat(first.worker)
    claimed = await shop.office(first).claim(archive, None)
    with pytest.raises(BatchHeld, match="keyquestions worker"):
        await shop.office(second).claim(claimed, None)
    await first.crew.bury("first")
    assert (await shop.office(second).claim(claimed, None)).runner == "second"
