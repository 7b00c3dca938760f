"""A process that writes replies and says which ones are safe: `writer.py URL NAME COUNT`."""

import asyncio
import sys

from keyquestions.models.port import ChatRequest, Message, Role
from keyquestions.models.records import Asked, Record
from keyquestions.models.scripted import scripted_reply
from keyquestions.store.replies import StoredReplies


async def main(url: str, name: str, count: int) -> None:
    """Write so many replies, eight at a time; print the key of each one that is committed."""
    store = await StoredReplies.open(url)
    places = asyncio.Semaphore(8)

    async def write(number: int) -> None:
        message = Message(role=Role.USER, content=f"{name} {number}")
        asked = Asked.of("openai:m", ChatRequest(messages=(message,)))
        async with places:
            await store.put(Record.of(asked, scripted_reply("word " * 500)))
            print(asked.key, flush=True)  # noqa: T201 - it is what the test reads

    async with asyncio.TaskGroup() as group:
        for number in range(count):
            group.create_task(write(number))
    await store.aclose()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2], int(sys.argv[3])))
