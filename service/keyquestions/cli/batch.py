"""`keyquestions batch`: archives of very many articles."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from keyquestions.cli.exits import INTERRUPTED, OK, PARTIAL
from keyquestions.cli.outputs import say

if TYPE_CHECKING:
    from keyquestions.archive.running import Report
    from keyquestions.settings import Settings


@click.group()
def batch() -> None:
    """Analyse archives: jobs that go on where they were stopped, and pay for nothing twice."""


@batch.command()
@click.argument("source", metavar="INPUT", type=click.Path(path_type=Path))
@click.argument("target", metavar="OUTPUT", type=click.Path(path_type=Path))
@click.option("--format", "form", help="Of the input, where it cannot be told.")
@click.option("--ordered", is_flag=True, help="Write lines in their order, not as they are done.")
@click.option(
    "--concurrency", type=click.IntRange(1, 4096), default=64, show_default=True,
    help="Articles at the same time.",
)  # fmt: skip
@click.option("--budget", type=click.FloatRange(min=0), metavar="USD", help="Spend no more.")
@click.option("--limit", type=click.IntRange(min=1), help="Only so many lines, from the first.")
@click.option("--name", help="What to call the job; else it goes by its files.")
@click.option(
    "--model",
    help='"builtin", "openai:NAME" or "langchain:VENDOR:NAME"; before KEYQUESTIONS_MODEL.',
)
@click.option(
    "--provider-batch",
    is_flag=True,
    help="Ask through OpenAI's Batch API: half the price, an answer within a day or two.",
)
@click.option(
    "--provider-tokens", type=click.IntRange(min=1),
    help="So many tokens may wait there, by your account's tier; else it is found out.",
)  # fmt: skip
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

    The same command again goes on where it was stopped.
    """
    import asyncio

    from keyquestions.cli.archives import Order, carry_out
    from keyquestions.settings import load_settings

    settings = load_settings(model=model)
    settings = settings.model_copy(
        update={"concurrency": max(settings.concurrency, 2 * concurrency)}
    )
    order = Order(source, target, form, ordered, concurrency, budget, limit, name)
    if dry_run:
        from keyquestions.cli.foreseeing import foresee

        click.echo(asyncio.run(foresee(settings, order)))
        return OK
    if provider_batch:
        from keyquestions.cli.halfprice import carry_out_at_half_price

        return asyncio.run(carry_out_at_half_price(settings, order, provider_tokens))
    return asyncio.run(carry_out(settings, order))
