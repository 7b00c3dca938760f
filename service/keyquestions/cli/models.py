"""`keyquestions models`: what can be used, what it wants, and whether it works."""

from typing import TYPE_CHECKING

import click

from keyquestions.cli.outputs import wrapped

if TYPE_CHECKING:
    from keyquestions.models import ChatReply, ChatRequest
    from keyquestions.models.adapters import Offer
    from keyquestions.prompting import Prompts
    from keyquestions.settings import Settings

MEANINGS = {
    "json_schema": "the server holds replies to a schema",
    "json_object": "the server holds replies to JSON; the schema goes into the prompt",
    "tool": "the schema is asked for as a tool",
    "text": "JSON is looked for in plain text; expect more to be dropped",
}


@click.group(invoke_without_command=True)
@click.pass_context
def models(context: click.Context) -> None:
    """List what can be set as a model: what is installed, and what key each wants."""
    if context.invoked_subcommand is None:
        _list()


@models.command()
@click.option(
    "--model", help='"openai:NAME" or "langchain:VENDOR:NAME"; before KEYQUESTIONS_MODEL.'
)
def check(model: str | None) -> None:
    """Make one tiny call and say what the server can do. It may cost a fraction of a cent."""
    import asyncio

    from keyquestions.settings import load_settings

    settings = load_settings(model=model)
    if settings.model in {None, "", "builtin"}:
        click.echo("The built-in analyst needs no server: there is nothing to check.")
        return
    reply = asyncio.run(_ask(settings))
    for line in _findings(reply):
        click.echo(wrapped(line))


def _list() -> None:
    from keyquestions.models.adapters import offers
    from keyquestions.settings import load_settings
    from keyquestions.wiring import access_of

    settings = load_settings()
    click.echo(f"Set as a model now: {settings.model or 'builtin'}\n")
    click.echo("builtin\n  Rules, no language model. Installed; needs nothing.")
    for offer in offers(access_of(settings)):
        click.echo()
        for line in _lines(offer):
            click.echo(wrapped(line))


def _lines(offer: "Offer") -> list[str]:
    state = "Installed" if offer.installed else "Not installed"
    lines = [offer.spelling, f"  {offer.title}. {state}; needs {offer.needed}."]
    if not offer.installed:
        lines.append(f"  To install it: {offer.install}")
    for name, known in offer.keys.items():
        lines.append(f"  {name}: {'set' if known else 'not set'}")
    return lines


async def _ask(settings: "Settings") -> "ChatReply":
    from keyquestions.wiring import open_bare

    async with open_bare(settings) as (model, prompts):
        return await model.complete(_request(prompts))


def _request(prompts: "Prompts") -> "ChatRequest":
    from keyquestions.models import ChatRequest, JsonSchema, Message, Role

    answer = {"type": "object", "properties": {"answer": {"type": "string"}}}
    closed = {"required": ["answer"], "additionalProperties": False}
    return ChatRequest(
        messages=(Message(role=Role.USER, content=prompts.render("check")),),
        json_schema=JsonSchema(name="check", body=answer | closed),
        max_output_tokens=prompts.sampling("check").max_output_tokens,
    )


def _findings(reply: "ChatReply") -> list[str]:
    structure = str(reply.structure)
    tokens, cost = reply.tokens, reply.cost_usd
    counted = tokens.input is not None and tokens.output is not None
    findings = {
        "served by": reply.model_served or "the server does not say",
        "structure": f"{structure}: {MEANINGS[structure]}",
        "usage": f"{tokens.input} tokens in, {tokens.output} out" if counted else "not told",
        "cost": f"${cost:.6f}" if cost is not None else "unknown; see KEYQUESTIONS_PRICES",
        "tries": f"{len(reply.spent)} answers without the JSON before it" if reply.spent else "",
        "not taken": ", ".join(reply.ignored),
    }
    told = [f"  {name:<10} {value}" for name, value in findings.items() if value]
    return [f"{reply.model} works; it answered in {reply.latency_ms} ms.", *told]
