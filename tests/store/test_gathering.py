"""Many requests to a database as few."""

import asyncio

import pytest

from keyquestions.store.gathering import LARGEST, Gathering


async def test_what_gathers_meanwhile_makes_the_next_batch():
    """The first goes alone, the others together; each gets its own result."""
    batches, gate = [], asyncio.Event()

    async def run(items):
        batches.append(list(items))
        await gate.wait()
        return [item * 10 for item in items]

    gathering = Gathering(run)
    first = gathering.add(1)
    await asyncio.sleep(0)
    rest = [gathering.add(item) for item in (2, 3)]
    gate.set()
    assert [await first, *[await each for each in rest]] == [10, 20, 30]
    assert batches == [[1], [2, 3]]


async def test_a_batch_has_its_limit():
    """Databases limit the parameters of a statement."""
    sizes = []

    async def run(items):
        sizes.append(len(items))
        return items

    gathering = Gathering(run)
    done = [gathering.add(item) for item in range(LARGEST + 1)]
    await gathering.finish()
    assert [each.result() for each in done] == list(range(LARGEST + 1))
    assert sizes == [LARGEST, 1]


async def test_a_failure_is_told_to_all_of_its_batch_and_to_no_other():
    """Also where it is a defect: nobody waits for ever."""

    async def run(items):
        if "bad" in items:
            raise ZeroDivisionError
        return items

    gathering = Gathering(run)
    bad = [gathering.add("bad"), gathering.add("with it")]
    await gathering.finish()
    for each in bad:
        with pytest.raises(ZeroDivisionError):
            await each
    assert await gathering.add("good") == "good"


async def test_one_who_left_is_not_told_of_a_failure():
    """There is nobody to tell."""

    async def run(_items):
        raise ZeroDivisionError

    gathering = Gathering(run)
    gone = gathering.add(1)
    gone.cancel()
    await gathering.finish()
    assert gone.cancelled()
    await gathering.finish()


async def test_one_who_stops_waiting_for_the_end_does_not_stop_the_work():
    """Only the waiting is cancelled."""
    gate = asyncio.Event()

    async def run(items):
        await gate.wait()
        return items

    gathering = Gathering(run)
    done = gathering.add(1)
    ending = asyncio.create_task(gathering.finish())
    await asyncio.sleep(0)
    ending.cancel()
    with pytest.raises(asyncio.CancelledError):
        await ending
    gate.set()
    assert await done == 1


async def test_where_the_work_itself_is_cancelled_nobody_waits_for_ever():
    """As at the end of the loop: neither those of the batch nor those after it."""

    async def run(items):
        await asyncio.Event().wait()
        return items

    gathering = Gathering(run)
    done = [gathering.add(item) for item in range(LARGEST + 1)]
    await asyncio.sleep(0)
    gathering._task.cancel()
    await gathering.finish()
    assert all(each.cancelled() for each in done)
    assert gathering._task is None
