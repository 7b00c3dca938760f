"""`keyquestions batch` and `keyquestions worker`: archives of very many articles."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from keyquestions.cli.exits import OK

if TYPE_CHECKING:
    from keyquestions.cli.jobs import Desk
    from keyquestions.settings import Settings

T = TypeVar("T")

_concurrency = click.option(
    "--concurrency", type=click.IntRange(1, 4096), default=64, show_default=True,
    help="Articles at the same time.",
)  # fmt: skip
_model = click.option(
    "--model",
    help='"builtin", "openai:NAME" or "langchain:VENDOR:NAME"; before KEYQUESTIONS_MODEL.',
)
_budget = click.option(
    "--budget", type=click.FloatRange(min=0), metavar="USD",
    help="Spend no more on this job; 0 has only what costs nothing.",
)  # fmt: skip


@click.group()
def batch() -> None:
    """Analyse archives: jobs that go on where they were stopped, and pay for nothing twice."""


@batch.command()
@click.argument("source", metavar="INPUT", type=click.Path(path_type=Path))
@click.argument("target", metavar="OUTPUT", type=click.Path(path_type=Path))
@click.option("--format", "form", help="Of the input, where it cannot be told.")
@click.option("--ordered", is_flag=True, help="Write lines in their order, not as they are done.")
@_concurrency
@_budget
@click.option("--limit", type=click.IntRange(min=1), help="Only so many lines, from the first.")
@click.option("--name", help="What to call the job; else it goes by its files.")
@_model
@click.option(
    "--provider-batch",
    is_flag=True,
    help="Ask through OpenAI's Batch API: half the price, an answer within a day or two.",
)
@click.option(
    "--provider-tokens",
    type=click.IntRange(min=1),
    help="So many tokens may wait there, by your account's tier; else it is found out.",
)
@click.option("--dry-run", is_flag=True, help="Say what it would cost, and do nothing.")
def run(  # noqa: PLR0913 - a command's parameters are its options
    source: Path,
    target: Path,
    *,
    form: str | None,
    ordered: bool,
    concurrency: int,
    budget: float | None,
    limit: int | None,
    name: str | None,
    model: str | None,
    provider_batch: bool,
    provider_tokens: int | None,
    dry_run: bool,
) -> int:
    """Analyse all articles of INPUT, and write a line for each of them to OUTPUT.

    INPUT is JSONL, CSV, Parquet, a folder, a WordPress export, a feed or a sitemap; OUTPUT ends in
    .jsonl, .jsonl.gz or .parquet. The same command again goes on where it was stopped.
    """
    import asyncio

    from keyquestions.cli.archives import Order, carry_out

    settings = _settings(model, concurrency)
    order = Order(source, target, form, ordered, concurrency, budget, limit, name)
    if dry_run:
        from keyquestions.cli.foreseeing import foresee

        click.echo(asyncio.run(foresee(settings, order)))
        return OK
    if provider_batch:
        from keyquestions.cli.halfprice import carry_out_at_half_price

        return asyncio.run(carry_out_at_half_price(settings, order, provider_tokens))
    return asyncio.run(carry_out(settings, order))


@batch.command()
@click.argument("job", metavar="JOB")
@_concurrency
@_budget
@_model
def retry(job: str, concurrency: int, budget: float | None, model: str | None) -> int:
    """Analyse the lines of JOB that failed again, and no others, and put them into its output."""
    import asyncio

    from keyquestions.cli.archives import try_again

    return asyncio.run(try_again(_settings(model, concurrency), job, concurrency, budget))


@batch.command("list")
@click.option("--limit", type=click.IntRange(1, 1000), default=20, show_default=True)
def list_(limit: int) -> None:
    """List jobs, and batches that were posted over REST, the newest first."""
    from keyquestions.cli.jobs import listed

    found = _at_desk(lambda desk: desk.batches.recent(limit))
    for each in found:
        click.echo(listed(each))
    if not found:
        click.echo("There are no jobs.", err=True)


@batch.command()
@click.argument("job", metavar="JOB")
def status(job: str) -> None:
    """Say how far JOB is, an id or a name."""
    from keyquestions.cli.jobs import shown

    async def told(desk: "Desk") -> str:
        return shown(*await desk.look(job))

    click.echo(_at_desk(told))


@batch.command()
@click.argument("job", metavar="JOB")
def cancel(job: str) -> None:
    """Take back what of JOB waits; what is under way is finished, because it is paid for."""
    from keyquestions.cli.jobs import shown
    from keyquestions.store.times import utc_now

    async def told(desk: "Desk") -> str:
        found = await desk.found(job)
        await desk.batches.cancel(found.id, utc_now())
        return shown(*await desk.look(found.id))

    click.echo(_at_desk(told))


@batch.command()
@click.argument("job", metavar="JOB")
@click.argument("target", metavar="OUTPUT", type=click.Path(path_type=Path))
def export(job: str, target: Path) -> None:
    """Write all lines of JOB that are done by now to OUTPUT, in their order."""
    from keyquestions.cli.jobs import export_to
    from keyquestions.cli.outputs import check_output, say

    check_output(target)

    async def written(desk: "Desk") -> int:
        return await export_to(desk.archives, (await desk.found(job)).id, target)

    say(f"{_at_desk(written):,} lines are in {target}.")


@click.command()
@_concurrency
@_model
def worker(concurrency: int, model: str | None) -> int:
    """Help with all jobs of the database, until Ctrl-C.

    On other machines set KEYQUESTIONS_DATABASE_URL to the same PostgreSQL, and the same model.
    """
    import asyncio

    from keyquestions.cli.archives import help_out

    return asyncio.run(help_out(_settings(model, concurrency), concurrency))


def _settings(model: str | None, concurrency: int) -> "Settings":
    """The settings, with room for the two requests that an article makes at the same time."""
    from keyquestions.settings import load_settings

    settings = load_settings(model=model)
    room = max(settings.concurrency, 2 * concurrency)
    return settings.model_copy(update={"concurrency": room})


def _at_desk(work: "Callable[[Desk], Awaitable[T]]") -> T:
    import asyncio

    from keyquestions.cli.jobs import open_desk
    from keyquestions.settings import load_settings

    async def run() -> T:
        async with open_desk(load_settings()) as desk:
            return await work(desk)

    return asyncio.run(run())
