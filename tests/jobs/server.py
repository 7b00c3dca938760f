"""A process that takes articles in and runs until it is killed: `server.py URL MODEL COUNT`."""

import asyncio
import sys

from keyquestions.article import read_article
from keyquestions.jobs import Submission
from keyquestions.serving import open_core
from keyquestions.settings import load_settings


async def main(url: str, model: str, count: int) -> None:
    """Take so many articles in, out of standard input, and say so."""
    text = sys.stdin.read()
    settings = load_settings(
        database_url=url, model="openai:m", openai_base_url=model, running=count
    )
    async with open_core(settings) as core:
        for number in range(count):
            article = read_article(f"{text}\n\nNotice number {number} was read aloud.")
            await core.jobs.submit(Submission(article, external_id=f"post-{number}"))
        print("taken in", flush=True)  # noqa: T201 - it is what the test reads
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2], int(sys.argv[3])))
