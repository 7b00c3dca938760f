"""`keyquestions analyze`."""

import os
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from keyquestions.cli.exits import OK, PARTIAL
from keyquestions.cli.options import article_options
from keyquestions.cli.outputs import check_output, columns, say, to_terminal, write

if TYPE_CHECKING:
    from keyquestions.analysis import Analysis
    from keyquestions.settings import Settings
    from keyquestions.wiring import Service

FORMATS = ("text", "json", "html", "markdown")
UNASKED = (
    "no model is set, so the built-in analyst serves. For a language model set "
    "KEYQUESTIONS_MODEL=openai:NAME and OPENAI_API_KEY (or OPENAI_BASE_URL for a local server); "
    "KEYQUESTIONS_MODEL=builtin silences this."
)


@click.command()
@article_options
@click.option(
    "--model",
    help='"builtin", "openai:NAME" or "langchain:VENDOR:NAME"; before KEYQUESTIONS_MODEL.',
)
@click.option(
    "--output-language",
    help="ISO 639-1 code of the language to write in, where it is not the article's; quotes stay.",
)
@click.option(
    "--format", "form", type=click.Choice(FORMATS), default="text", show_default=True,
    help="How the analysis is written.",
)  # fmt: skip
@click.option(
    "--output", type=click.Path(path_type=Path), help="Write to this file, at once or not at all."
)
@click.option("--verbose", is_flag=True, help="List what could not be verified, too, and why.")
def analyze(  # noqa: PLR0913 - a command's parameters are its options
    source: str,
    *,
    encoding: str | None,
    title: str | None,
    language: str | None,
    model: str | None,
    output_language: str | None,
    form: str,
    output: Path | None,
    allow_private: bool,
    verbose: bool,
) -> int:
    """Analyse the article in SOURCE: a file of text or HTML, a URL, or - for standard input.

    --verbose is for the text format; JSON always has everything.
    """
    import asyncio

    from keyquestions.settings import load_settings

    settings = load_settings(model=model, fetch_private=allow_private or None)
    check_output(output)
    hints = {"encoding": encoding, "title": title, "language": language}
    write_as = partial(_written, form=form, output=output, verbose=verbose)
    analysis, text = asyncio.run(_analyze(source, settings, hints, output_language, write_as))
    if settings.model is None:
        say(UNASKED)
    write(text, output)
    for failure in analysis.failures:
        say(f"{failure.stage} is missing: {failure.message}")
    for each in analysis.provenance.stand_ins:
        say(f"{each.model} answered in place of {each.instead_of} ({each.code}).")
    return PARTIAL if analysis.failures else OK


async def _analyze(
    source: str,
    settings: "Settings",
    hints: dict[str, str | None],
    output_language: str | None,
    write_as: "Callable[[Analysis, Service], str]",
) -> "tuple[Analysis, str]":
    from keyquestions.cli.inputs import load_article
    from keyquestions.wiring import open_service

    async with open_service(settings) as service:
        article = await load_article(source, settings, **hints)
        analysis = await service.analyze(article, output_language=output_language)
        return analysis, write_as(analysis, service)


def _written(
    analysis: "Analysis", service: "Service", *, form: str, output: Path | None, verbose: bool
) -> str:
    from keyquestions import rendering

    if form == "json":
        return rendering.as_json(analysis)
    view = rendering.page(analysis, service.codebook, rendering.load_words(service.prompts))
    if form == "html":
        return rendering.as_document(view)
    if form == "markdown":
        return rendering.as_markdown(view)
    colour = _in_colour(output)
    return rendering.as_text(view, width=columns(), colour=colour, verbose=verbose)


def _in_colour(output: Path | None) -> bool:
    refused = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    return to_terminal(output) and not refused
