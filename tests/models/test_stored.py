"""A model that is not asked twice."""

import asyncio

import pytest

from keyquestions import errors
from keyquestions.models.clock import ManualClock
from keyquestions.models.deadline import deadline
from keyquestions.models.port import Finish, Replies
from keyquestions.models.records import Asked
from keyquestions.models.scripted import ScriptedModel, scripted_reply
from keyquestions.models.stored import Replayed, ReplyStore, Stored, noting

from .doubles import Held, ask, call, settle


class Memory(ReplyStore):
    """A store in a dictionary that can be told to fail."""

    def __init__(self):
        self.kept = {}
        self.fault = None

    async def get(self, key):
        """What is kept."""
        self._check()
        return self.kept.get(key)

    async def put(self, record, charge=None):
        """Keep it."""
        self._check()
        self.kept[record.request.key] = record

    async def nearest(self, asked):
        """Any that is kept."""
        return next((record.request for record in self.kept.values()), None)

    async def erase(self, keys):
        """Drop them."""
        for key in keys:
            self.kept.pop(key, None)

    async def records(self):
        """All that is kept."""
        for record in self.kept.values():
            yield record

    def _check(self):
        if self.fault:
            raise errors.StoreFailed(self.fault)


@pytest.fixture
def memory():
    return Memory()


async def test_what_is_stored_is_not_asked_again(memory):
    """The second reply is the first one, marked as stored, and costs nothing now."""
    model = ScriptedModel(["there"])
    stored = Stored(model, memory)
    first = await stored.complete(ask())
    second = await stored.complete(ask())

    assert (first.text, first.stored) == ("there", False)
    assert (second.text, second.stored, second.spent) == ("there", True, ())
    assert len(model.requests) == 1
    assert stored.name == "scripted"


async def test_another_trial_is_asked_anew(memory):
    """Repetitions that shall be told apart are."""
    stored = Stored(ScriptedModel(["one", "two"]), memory)
    assert (await stored.complete(ask())).text == "one"
    assert (await stored.complete(ask(trial=1))).text == "two"
    assert len(memory.kept) == 2


async def test_refresh_asks_anew_and_replaces_what_is_stored(memory):
    """Afterwards the new reply is the stored one."""
    await Stored(ScriptedModel(["old"]), memory).complete(ask())
    reply = await Stored(ScriptedModel(["new"]), memory, Replies.REFRESH).complete(ask())
    assert (reply.text, reply.stored) == ("new", False)
    assert (await Stored(ScriptedModel([]), memory).complete(ask())).text == "new"


@pytest.mark.parametrize("finish", [Finish.LENGTH, Finish.REFUSAL, Finish.FILTER])
async def test_what_is_no_whole_answer_is_not_stored(memory, finish):
    """Another day it may come out better."""
    await Stored(ScriptedModel([scripted_reply("no", finish)]), memory).complete(ask())
    assert memory.kept == {}


async def test_a_failure_is_not_stored(memory):
    """It is raised with its bill, and the next request is sent."""
    failed = errors.ModelUnreachable("Gone.").after([call()])
    stored = Stored(ScriptedModel([failed, "there"]), memory)
    with pytest.raises(errors.ModelUnreachable, match="Gone") as told:
        await stored.complete(ask())
    assert len(told.value.spent) == 1
    assert (await stored.complete(ask())).text == "there"


async def test_fifty_who_ask_the_same_at_once_cause_one_call(memory):
    """One of them gets the bill, the others a stored reply."""
    held = Held()
    stored = Stored(held, memory)
    tasks = [asyncio.create_task(stored.complete(ask())) for _ in range(50)]
    await settle()
    held.gate.set()
    replies = await asyncio.gather(*tasks)

    assert held.asked == ["Summarise it."]
    assert {reply.text for reply in replies} == {"reply to Summarise it."}
    assert sum(not reply.stored for reply in replies) == 1


async def test_fifty_who_ask_in_vain_share_one_failure(memory):
    """Each gets an error of its own, one of them the bill."""
    held = Held(errors.ModelUnreachable("Gone.").after([call()]))
    stored = Stored(held, memory)
    tasks = [asyncio.create_task(stored.complete(ask())) for _ in range(50)]
    await settle()
    held.gate.set()
    told = await asyncio.gather(*tasks, return_exceptions=True)

    assert len(held.asked) == 1
    assert {type(error) for error in told} == {errors.ModelUnreachable}
    assert len({id(error) for error in told}) == 50
    assert sum(bool(error.spent) for error in told) == 1


async def test_one_who_cancels_does_not_cancel_it_for_the_others(memory):
    """Also where it is the one who began; the bill goes to one who stays."""
    held = Held()
    stored = Stored(held, memory)
    first, second, third = (asyncio.create_task(stored.complete(ask())) for _ in range(3))
    await settle()
    first.cancel()
    second.cancel()
    await settle()
    held.gate.set()
    reply = await third
    assert (reply.text, reply.stored) == ("reply to Summarise it.", False)
    assert len(held.asked) == 1


async def test_when_the_last_one_leaves_the_call_is_given_up(memory):
    """Its slot is free at once, and the next one starts anew."""
    held = Held()
    stored = Stored(held, memory)
    tasks = [asyncio.create_task(stored.complete(ask())) for _ in range(3)]
    await settle()
    for task in tasks:
        task.cancel()
    await settle()
    assert held.inside == 0
    held.gate.set()
    assert (await stored.complete(ask())).text == "reply to Summarise it."
    assert len(held.asked) == 2


async def test_one_who_waits_for_another_is_bound_by_its_own_deadline(memory):
    """It leaves when its time is over; the other stays."""
    held = Held()
    stored = Stored(held, memory)
    patient = asyncio.create_task(stored.complete(ask()))
    await settle()
    with deadline(0.001), pytest.raises(errors.ModelTimeout, match="the same request"):
        await stored.complete(ask())
    held.gate.set()
    assert (await patient).text == "reply to Summarise it."


async def test_one_who_waits_for_another_is_not_bound_by_the_others_deadline(memory):
    """Where the other's time is over first, it asks on its own account."""
    time = ManualClock()
    held = Held(errors.ModelTimeout("The time is over."))
    stored = Stored(held, memory)
    with deadline(10, time.clock):
        hurried = asyncio.create_task(stored.complete(ask()))
    await settle()
    with deadline(100, time.clock):
        patient = asyncio.create_task(stored.complete(ask()))
    await settle()
    time.time += 11
    held.gate.set()
    gate, held.gate = held.gate, asyncio.Event()
    with pytest.raises(errors.ModelTimeout):
        await hurried
    await settle()
    assert gate is not held.gate
    held._error = None
    held.gate.set()
    assert (await patient).text == "reply to Summarise it."
    assert len(held.asked) == 2


async def test_a_store_that_cannot_be_written_loses_no_reply(memory, told, notices, caplog):
    """The reply that was paid for is handed over; the log and the user are told."""
    memory.fault = "database or disk is full"
    reply = await Stored(ScriptedModel(["there"]), memory, Replies.REFRESH).complete(ask())
    assert reply.text == "there"
    ((name, fields),) = told()
    assert (name, fields["code"]) == ("store.failed", "store_failed")
    (sentence,) = notices
    assert "will have to be paid for again: " in sentence
    assert "disk is full" in sentence
    assert "Summarise" not in caplog.text + sentence


async def test_a_store_that_cannot_be_read_is_done_without(memory, told, notices):
    """The model is asked instead; the log and the user are told."""
    memory.fault = "database is locked"
    assert (await Stored(ScriptedModel(["there"]), memory).complete(ask())).text == "there"
    assert [name for name, _ in told()] == ["store.failed", "store.failed"]
    assert notices[0] == "The reply store cannot be read: database is locked"


async def test_the_log_tells_what_the_store_had(memory, told):
    """By the beginning of the request's digest, which is what replaying names, too."""
    model = Stored(ScriptedModel(["there"], name="openai:m"), memory)
    for _ in range(2):
        await model.complete(ask())
    await Replayed("openai:m", memory).complete(ask())
    request = Asked.of("openai:m", ask()).key[:12]
    fields = {"model": "openai:m", "request": request}
    assert told() == [("store.miss", fields), ("store.hit", fields), ("store.hit", fields)]


async def test_recordings_that_cannot_be_read_are_told_in_the_log(memory, told):
    """Next to the error, which the stage ends with."""
    memory.fault = "gone"
    with pytest.raises(errors.ReplyNotRecorded, match="cannot be read: gone"):
        await Replayed("openai:m", memory).complete(ask())
    ((name, fields),) = told()
    assert (name, fields["code"]) == ("store.failed", "store_failed")


async def test_replay_gives_what_was_recorded(memory):
    """Under the model's name, without a model."""
    await Stored(ScriptedModel(["there"], name="openai:m"), memory).complete(ask())
    reply = await Replayed("openai:m", memory).complete(ask())
    assert (reply.text, reply.model, reply.stored) == ("there", "openai:m", True)


async def test_a_miss_in_replay_names_the_nearest_and_its_first_difference(memory):
    """In the sentence without the article's words; in the error with them."""
    await Stored(ScriptedModel(["there"]), memory).complete(ask("It rained in Oslo."))
    near = Asked.of("scripted", ask("It rained in Oslo."))
    with pytest.raises(errors.ReplyNotRecorded) as told:
        await Replayed("scripted", memory).complete(ask("It rained in Rome."))
    assert near.key[:12] in told.value.message
    assert "messages[1].content, line 1, character 14" in told.value.message
    assert "Rome" not in told.value.message
    assert told.value.difference.asked == '"Rome."'


async def test_a_miss_where_nothing_is_recorded_says_so(memory):
    """There is nothing to compare with."""
    with pytest.raises(errors.ReplyNotRecorded, match="nothing at all is recorded") as told:
        await Replayed("scripted", memory).complete(ask())
    assert told.value.difference is None


async def test_recordings_that_cannot_be_read_are_an_error_in_replay(memory):
    """No model is asked in their place."""
    memory.fault = "disk I/O error"
    with pytest.raises(errors.ReplyNotRecorded, match="cannot be read: disk I/O"):
        await Replayed("scripted", memory).complete(ask())


async def test_records_of_one_store_can_be_put_into_another(memory):
    """The number of records is returned."""
    stored = Stored(ScriptedModel(["one", "two"]), memory)
    await stored.complete(ask())
    await stored.complete(ask(trial=1))
    other = Memory()
    assert await other.add([record async for record in memory.records()]) == 2
    assert other.kept == memory.kept
    assert await other.add([]) == 0
    await other.aclose()


async def test_closing_closes_the_model(memory):
    """The store is closed by whoever opened it."""
    held = Held()
    await Stored(held, memory).aclose()
    assert held.closed


async def test_what_is_used_is_noted_before_it_is_asked_for(memory):
    """A reply that is there is noted, too; outside of the block nothing is."""
    noted = []
    model = ScriptedModel(lambda _request: noted.append("asked") or scripted_reply("there"))
    stored = Stored(model, memory)

    async def note(key):
        noted.append(key)

    key = Asked.of("scripted", ask()).key
    with noting(note):
        await stored.complete(ask())
        await stored.complete(ask())
    await stored.complete(ask())
    assert noted == [key, "asked", key]
