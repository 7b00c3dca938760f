"""`keyquestions keys`: who may use the service."""

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, TypeVar

import click

if TYPE_CHECKING:
    from keyquestions.store.keys import Key, Keys

SCOPES = ("analyze", "read", "review", "metrics", "admin")
DEFAULT_SCOPES = ("analyze", "read", "review")

Result = TypeVar("Result")


@click.group()
def keys() -> None:
    """Make, list and revoke the API keys of the service."""


@keys.command()
@click.argument("name")
@click.option(
    "--scope", "scopes", multiple=True, type=click.Choice(SCOPES), default=DEFAULT_SCOPES,
    show_default=True, help="What it may do; give it once for each.",
)  # fmt: skip
@click.option("--requests-per-minute", type=click.IntRange(min=1), help="At most so many.")
@click.option("--requests-per-day", type=click.IntRange(min=1), help="At most so many (UTC).")
@click.option(
    "--usd-per-month", type=click.FloatRange(min=0),
    help="No new analyses once models have cost so many US dollars (UTC).",
)  # fmt: skip
def create(
    name: str,
    scopes: tuple[str, ...],
    requests_per_minute: int | None,
    requests_per_day: int | None,
    usd_per_month: float | None,
) -> None:
    """Make a key called NAME, and print it. It is shown this once: only its digest is kept."""
    from keyquestions.store.keys import Quota, Scope

    quota = Quota(requests_per_minute, requests_per_day, usd_per_month)
    made, token = _with_keys(lambda stored: stored.create(name, map(Scope, scopes), quota))
    click.echo(f"{made.id} ({_told(made)}). Keep it safe, it is not shown again:", err=True)
    click.echo(token)


@keys.command("list")
def list_() -> None:
    """List all keys, without their secrets."""
    found = _with_keys(lambda stored: stored.all())
    for key in found:
        click.echo(f"{key.id}  {key.name}\n    {_told(key)}")
    if not found:
        click.echo("There are no API keys: the service serves its own machine only.", err=True)


@keys.command()
@click.argument("identity")
def revoke(identity: str) -> None:
    """Let the key IDENTITY (kq_live_...) open nothing any more, within five seconds."""
    from keyquestions.store.keys import PREFIX

    # Whoever gives the whole key has it revoked, too, and never sees it in an error.
    name = "_".join(identity.split("_")[:3]) if identity.startswith(PREFIX) else identity
    revoked = _with_keys(lambda stored: stored.revoke(name))
    click.echo(f"{revoked.id} ({revoked.name}) is revoked.")


def _with_keys(work: "Callable[[Keys], Awaitable[Result]]") -> Result:
    import asyncio

    from keyquestions.serving import service_url
    from keyquestions.settings import load_settings
    from keyquestions.store.database import Database
    from keyquestions.store.keys import Keys

    async def run() -> Result:
        database = await Database.open(service_url(load_settings()))
        try:
            return await work(Keys(database))
        finally:
            await database.aclose()

    return asyncio.run(run())


def _told(key: "Key") -> str:
    quota = key.quota
    limits = {
        "requests a minute": quota.requests_per_minute,
        "requests a day": quota.requests_per_day,
        "US dollars a month": quota.usd_per_month,
    }
    told = [", ".join(sorted(key.scopes))]
    told += [f"{limit:,g} {of}" for of, limit in limits.items() if limit is not None]
    told.append(f"made {key.created_at:%Y-%m-%d}")
    told.append(f"last used {key.last_used_at:%Y-%m-%d}" if key.last_used_at else "never used")
    if key.revoked_at:
        told.append(f"revoked {key.revoked_at:%Y-%m-%d}")
    return "; ".join(told)
