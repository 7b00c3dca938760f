"""The composition root: what the settings choose is what is built, and it works together."""

import asyncio
import json
import os
import subprocess
import sys

import pytest

from keyquestions import errors
from keyquestions.analysis import AnalysisStatus, Stage
from keyquestions.article import read_article
from keyquestions.models.clock import ManualClock
from keyquestions.settings import load_settings
from keyquestions.store.opening import default_database
from keyquestions.store.recordings import read_recordings
from keyquestions.wiring import open_service

from .models.faults import FaultServer, closed_url, failure, reply, stall
from .pipeline.conftest import FRAMING, QUESTIONS, SUMMARY, TEXT

ARTICLE = read_article(TEXT)
DRAFTS = {"summary": SUMMARY, "framing": FRAMING, "questions": QUESTIONS}
FIRST, SECOND = "openai:first", "openai:second"


@pytest.fixture(autouse=True)
def data(monkeypatch, tmp_path):
    """The user's data folder, which is not there yet."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))


def stage_of(asked):
    """Which part of the analysis a request is for."""
    return asked.body["response_format"]["json_schema"]["name"]


def good(asked):
    """A reply with the draft that was asked for."""
    return reply(DRAFTS[stage_of(asked)].model_dump_json())


async def analyse(server, clock=None, **settings):
    """One analysis with these settings against that server."""
    chosen = {"model": FIRST, "openai_base_url": server if isinstance(server, str) else server.url}
    clock = clock or ManualClock().clock
    async with open_service(load_settings(**(chosen | settings)), clock) as service:
        return await service.analyze(ARTICLE)


async def test_the_same_article_twice_is_paid_once():
    """By default, and also in another process: the file is in the user's data folder."""
    async with FaultServer(good) as server:
        first = await analyse(server)
        second = await analyse(server)

    assert len(server.journal) == 3
    assert first.status is second.status is AnalysisStatus.SUCCEEDED
    assert second.summary == first.summary
    assert second.questions == first.questions
    assert (first.provenance.calls, first.provenance.stored) == (3, 0)
    assert first.provenance.tokens.input == 300
    assert (second.provenance.calls, second.provenance.stored) == (0, 3)
    assert (second.provenance.tokens.input, second.provenance.cost_usd) == (0, 0.0)
    assert second.provenance.models == (FIRST,)
    assert second.provenance.model_served == "served-1"


async def test_replies_off_pays_every_time(tmp_path):
    """And leaves no file behind."""
    async with FaultServer(good) as server:
        await analyse(server, replies="off")
        await analyse(server, replies="off")
    assert len(server.journal) == 6
    assert not (tmp_path / "data").exists()


async def test_refresh_asks_anew():
    """What it gets is what is used from then on."""
    async with FaultServer(good) as server:
        await analyse(server)
        await analyse(server, replies="refresh")
        await analyse(server)
    assert len(server.journal) == 6


async def test_a_recording_is_replayed_on_a_machine_without_a_model(tmp_path):
    """Neither key nor server is needed, only the file; a reply that is missing is an error."""
    file = tmp_path / "all.jsonl"
    async with FaultServer(good) as server:
        recorded = await analyse(server, recordings=file)
        settings = load_settings(model=FIRST, recordings=file, replies="replay")
        async with open_service(settings) as service:
            replayed = await service.analyze(ARTICLE)
            with pytest.raises(errors.ReplyNotRecorded, match=r"differs at messages\[1\]\.content"):
                await service.analyze(read_article(TEXT.replace("Tuesday", "Monday")))
    assert len(server.journal) == 3
    assert replayed.questions == recorded.questions
    assert {each.request.model for each in read_recordings(file)} == {FIRST}
    assert not (tmp_path / "data").exists()


async def test_recordings_that_are_not_there_cannot_be_replayed(tmp_path):
    """It is said before anything is analysed."""
    with pytest.raises(errors.StoreFailed, match="KEYQUESTIONS_RECORDINGS"):
        await analyse(closed_url(), recordings=tmp_path / "none", replies="replay")


async def test_replay_of_the_database_never_asks():
    """An empty database has nothing to replay."""
    async with FaultServer(good) as server:
        with pytest.raises(errors.ReplyNotRecorded, match="nothing at all"):
            await analyse(server, replies="replay")
    assert server.journal == []


async def test_the_database_is_where_the_setting_says(tmp_path):
    """And nowhere else."""
    async with FaultServer(good) as server:
        await analyse(server, database_url=f"sqlite:///{tmp_path}/mine.sqlite3")
    assert (tmp_path / "mine.sqlite3").exists()
    assert not (tmp_path / "data").exists()


async def test_a_database_that_is_set_tells_servers_apart(tmp_path):
    """Two servers may call different models by one name; each is asked, and then no more."""
    url = f"sqlite:///{tmp_path}/shared.sqlite3"
    async with FaultServer(good) as one, FaultServer(good) as other:
        for server in (one, other, one, other):
            await analyse(server, database_url=url)
    assert [len(server.journal) for server in (one, other)] == [3, 3]


async def test_recordings_of_one_server_are_replayed_at_another_address(tmp_path):
    """They go by the model's name alone, and nothing has to run there."""
    file = tmp_path / "replies.jsonl"
    async with FaultServer(good) as server:
        first = await analyse(server, recordings=file)
    again = await analyse(closed_url(), recordings=file, replies="replay")
    assert again.summary == first.summary
    assert again.provenance.calls == 0


def test_the_default_database_is_in_the_users_data_folder(tmp_path):
    """As XDG says it, and in a file for each server that is not the vendor's own."""
    assert default_database() == f"sqlite:///{tmp_path}/data/keyquestions/keyquestions.sqlite3"
    here, there = "http://localhost:11434/v1", "http://localhost:8000/v1"
    assert default_database(here) == default_database(f"{here}/") != default_database(there)


async def test_another_server_gives_answers_of_its_own():
    """Two servers may call different models by one name: the first one's reply is not reused."""
    for _ in range(2):
        async with FaultServer(good) as server:
            analysis = await analyse(server)
            again = await analyse(server)
        assert (analysis.provenance.stored, analysis.provenance.calls) == (0, 3)
        assert (again.provenance.stored, again.provenance.calls) == (3, 0)


async def test_a_database_that_was_asked_for_has_to_work(tmp_path):
    """It is said before anything is paid."""
    (tmp_path / "file").write_text("")
    async with FaultServer(good) as server:
        with pytest.raises(errors.StoreFailed, match="KEYQUESTIONS_DATABASE_URL"):
            await analyse(server, database_url=f"sqlite:///{tmp_path}/file/x.sqlite3")
    assert server.journal == []


async def test_the_default_database_may_fail(tmp_path, monkeypatch, told, notices):
    """Where the home cannot be written, the analysis is made all the same, and the user told."""
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "file"))
    async with FaultServer(good) as server:
        analysis = await analyse(server)
        assert analysis.status is AnalysisStatus.SUCCEEDED
        assert notices[0].startswith("Replies are not kept: ")
        assert ("store.failed", {"code": "store_failed"}) in told()
        with pytest.raises(errors.StoreFailed):
            await analyse(server, replies="replay")


async def test_a_second_model_takes_over_and_the_provenance_says_so():
    """For the stage whose first model was down, with that one's error; the first is billed, too."""

    def first_is_down_for_framing(asked):
        down = asked.body["model"] == "first" and stage_of(asked) == "framing"
        return failure(402) if down else good(asked)

    async with FaultServer(first_is_down_for_framing) as server:
        analysis = await analyse(server, fallback_model=SECOND)
        again = await analyse(server, fallback_model=SECOND)

    (stand_in,) = analysis.provenance.stand_ins
    assert (stand_in.model, stand_in.instead_of) == (SECOND, FIRST)
    assert stand_in.code == "provider_quota_exhausted"
    assert analysis.provenance.model == FIRST
    assert set(analysis.provenance.models) == {FIRST, SECOND}
    assert analysis.status is AnalysisStatus.SUCCEEDED
    # The second model's reply is stored under its own name: only the first is asked again.
    assert len(server.journal) == 5
    assert again.provenance.stand_ins == analysis.provenance.stand_ins


async def test_a_fallback_is_replayed_under_the_name_of_the_model_that_answered(tmp_path):
    """A recording knows who said what."""
    file = tmp_path / "all.jsonl"
    settings = {"fallback_model": SECOND, "recordings": file}

    def first_is_down(asked):
        return failure(402) if asked.body["model"] == "first" else good(asked)

    async with FaultServer(first_is_down) as server:
        recorded = await analyse(server, **settings)
    replayed = await analyse(closed_url(), **settings, replies="replay")
    assert replayed.questions == recorded.questions
    assert replayed.provenance.models == (SECOND,)
    assert {each.request.model for each in read_recordings(file)} == {SECOND}


@pytest.mark.filterwarnings("ignore:.*en-lexicon:pytest.PytestUnraisableExceptionWarning")
async def test_the_builtin_analyst_stands_in_where_the_publisher_wants_it():
    """The whole analysis is its own, and says which model failed and why."""
    analysis = await analyse(closed_url(), fallback_model="builtin")

    assert analysis.status is AnalysisStatus.SUCCEEDED
    assert analysis.provenance.analyst == "builtin"
    assert analysis.provenance.model is None
    (stand_in,) = analysis.provenance.stand_ins
    assert (stand_in.model, stand_in.instead_of) == ("builtin", FIRST)
    assert stand_in.code == "provider_unreachable"
    async with open_service(load_settings(model="builtin")) as service:
        assert (await service.analyze(ARTICLE)).id == analysis.id


async def test_without_that_wish_a_model_that_is_down_is_an_error():
    """A failure is not dressed as a result."""
    with pytest.raises(errors.ModelUnreachable):
        await analyse(closed_url())


async def test_the_builtin_analyst_does_not_stand_in_for_a_refusal():
    """That is an answer; and so is a part of an analysis."""
    async with FaultServer(lambda _: reply(None, refusal="I would rather not.")) as server:
        with pytest.raises(errors.ReplyRefused):
            await analyse(server, fallback_model="builtin")


async def test_a_part_that_succeeded_keeps_the_builtin_analyst_out():
    """The analysis is partial and the model's."""

    def only_summaries(asked):
        return good(asked) if stage_of(asked) == "summary" else failure(402)

    async with FaultServer(only_summaries) as server:
        analysis = await analyse(server, fallback_model="builtin")
    assert analysis.status is AnalysisStatus.PARTIAL
    assert analysis.provenance.analyst == "model"
    assert [each.stage for each in analysis.failures] == [Stage.FRAMING, Stage.QUESTIONS]


async def test_when_the_deadline_passes_what_is_done_is_kept():
    """Nothing more is sent; the stages that are missing say that it was the time."""
    time = ManualClock()

    def framing_takes_for_ever(asked):
        if stage_of(asked) == "summary":
            return good(asked)
        time.time += 1000
        return failure(503)

    async with FaultServer(framing_takes_for_ever) as server:
        analysis = await analyse(server, time.clock, deadline=60, replies="off")
    assert analysis.summary
    assert analysis.status is AnalysisStatus.PARTIAL
    framing, questions = analysis.failures
    assert (framing.stage, framing.code) == (Stage.FRAMING, "provider_unreachable")
    assert (questions.stage, questions.code) == (Stage.QUESTIONS, "provider_timeout")
    assert "KEYQUESTIONS_DEADLINE" in questions.message
    assert len(server.journal) == 2


async def test_an_analysis_that_is_cancelled_is_cancelled():
    """Nothing on the way takes it for a failure, and the connection is closed."""
    asked = asyncio.Event()

    def hangs(_asked):
        asked.set()
        return stall()

    async with FaultServer(hangs) as server:
        task = asyncio.create_task(analyse(server))
        await asked.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task


async def test_attempts_and_patience_are_the_settings():
    """Two attempts each, after a wait of what the server asked for."""
    time = ManualClock()
    async with FaultServer(lambda _: failure(503, headers={"retry-after": "9"})) as server:
        with pytest.raises(errors.ModelUnreachable, match="tried 2 times"):
            await analyse(server, time.clock, attempts=2, breaker_failures=99)
        assert len(server.journal) == 6
        assert min(time.slept) >= 9
        with pytest.raises(errors.ModelUnreachable, match="LONGEST_WAIT allows 5"):
            await analyse(server, longest_wait=5, breaker_failures=99)
    assert len(server.journal) == 9


async def test_the_breaker_is_shared_by_all_stages_and_articles():
    """After five failures a dead server is left alone."""
    settings = load_settings(
        model=FIRST, openai_base_url="placeholder", replies="off", breaker_failures=5
    )
    async with FaultServer(lambda _: failure(500)) as server:
        settings = settings.model_copy(update={"openai_base_url": server.url})
        async with open_service(settings, ManualClock().clock) as service:
            for _ in range(10):
                with pytest.raises((errors.ModelUnreachable, errors.ModelSuspended)):
                    await service.analyze(ARTICLE)
    assert 5 <= len(server.journal) <= 8


async def test_the_rate_is_shared_by_all_stages():
    """Six a minute is one every ten seconds."""
    time = ManualClock()
    async with FaultServer(good) as server:
        await analyse(server, time.clock, requests_per_minute=6, replies="off")
    assert sum(time.slept) == pytest.approx(20)


@pytest.mark.parametrize(
    ("settings", "error"),
    [
        ({"model": "gpt-5"}, errors.ModelUnknown),
        ({"model": "openai: "}, errors.ModelUnknown),
        ({"model": FIRST}, errors.KeyMissing),
        ({"model": FIRST, "fallback_model": "gpt-5", "openai_api_key": "k"}, errors.ModelUnknown),
        ({"model": FIRST, "prompts": "none"}, errors.PromptInvalid),
    ],
)
async def test_what_cannot_work_is_told_before_anything_is_opened(settings, error, tmp_path):
    """And leaves no file behind."""
    with pytest.raises(error):
        async with open_service(load_settings(**settings)):
            pass
    assert not (tmp_path / "data").exists()


def test_the_builtin_analyst_loads_neither_database_nor_vendor():
    """What is not used is not imported: a start takes no longer than it must."""
    code = (
        "import asyncio, json, sys\n"
        "from keyquestions.settings import load_settings\n"
        "from keyquestions.wiring import open_service\n"
        "async def main():\n"
        "    async with open_service(load_settings(model='builtin')):\n"
        "        pass\n"
        "asyncio.run(main())\n"
        "print(json.dumps(sorted({name.partition('.')[0] for name in sys.modules})))\n"
    )
    command = [sys.executable, "-c", code]
    ran = subprocess.run(command, capture_output=True, check=True, text=True)
    loaded = set(json.loads(ran.stdout))
    assert not loaded & {
        "sqlalchemy",
        "alembic",
        "openai",
        "tenacity",
        "langchain_core",
    }


def test_what_stays_is_out_of_the_collectors_sight() -> None:
    """Full collections do not look through what was loaded for the service, which stays anyway."""
    code = (
        "import asyncio, gc\n"
        "from keyquestions.settings import load_settings\n"
        "from keyquestions.wiring import open_service\n"
        "async def main():\n"
        f"    async with open_service(load_settings(model={FIRST!r}, replies='off')):\n"
        "        print(gc.get_freeze_count())\n"
        "asyncio.run(main())"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, check=True, text=True,
        env=os.environ | {"OPENAI_API_KEY": "k"},
    )  # fmt: skip
    assert int(ran.stdout) > 0
