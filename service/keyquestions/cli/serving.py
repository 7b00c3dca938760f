"""`keyquestions serve` and `keyquestions database`."""

from typing import TYPE_CHECKING

import click

from keyquestions.cli.outputs import say

if TYPE_CHECKING:
    from keyquestions.settings import Settings

OK, FAILED = 0, 70


@click.command()
@click.option("--host", help="The address to listen at; before KEYQUESTIONS_HOST.")
@click.option("--port", type=click.IntRange(0, 65_535), help="0 is any; before KEYQUESTIONS_PORT.")
@click.option(
    "--workers", type=click.IntRange(1, 64), help="Processes; before KEYQUESTIONS_WORKERS."
)
def serve(host: str | None, port: int | None, workers: int | None) -> int:
    """Serve the REST API until Ctrl-C or SIGTERM; a second one ends it at once."""
    import asyncio

    from keyquestions.rest.serving import Serving, bind, url_of
    from keyquestions.rest.serving import serve as serve_at
    from keyquestions.settings import load_settings

    settings = load_settings(host=host, port=port, workers=workers)
    with_keys = asyncio.run(_prepared(settings))
    with bind(settings.host, settings.port, with_keys=with_keys) as listening:
        line = _line(settings, url_of(listening), with_keys=with_keys)
        serving = Serving(settings.workers, settings.grace)
        return OK if serve_at(listening, serving, lambda: say(line)) else FAILED


@click.group()
def database() -> None:
    """Look after the service's database."""


@database.command()
def migrate() -> None:
    """Bring the database up to date; the service does it itself when it starts."""
    import asyncio

    from keyquestions.settings import load_settings
    from keyquestions.store.database import HEAD

    asyncio.run(_prepared(load_settings()))
    click.echo(f"The database is up to date (revision {HEAD}).")


async def _prepared(settings: "Settings") -> bool:
    """Bring the database up to date; whether there are keys in it."""
    from keyquestions.serving import service_url
    from keyquestions.store.database import Database
    from keyquestions.store.keys import Keys

    opened = await Database.open(service_url(settings))
    try:
        return await Keys(opened).exist()
    finally:
        await opened.aclose()


def _line(settings: "Settings", url: str, *, with_keys: bool) -> str:
    from keyquestions.serving import service_url

    model = settings.model or "builtin"
    analyst = "the built-in analyst" if model == "builtin" else model
    kind = "PostgreSQL" if service_url(settings).startswith("postgres") else "SQLite"
    processes = f", {settings.workers} processes" if settings.workers > 1 else ""
    keys = (
        "Requests need an API key."
        if with_keys
        else "There are no API keys: only this machine is served, and needs none."
    )
    return f"serving at {url} with {analyst} on {kind}{processes}. {keys}"
