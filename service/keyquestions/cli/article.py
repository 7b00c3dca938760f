"""`keyquestions article`: what the analysts are given, and what anchors count in."""

import json

import click

from keyquestions.cli.options import article_options
from keyquestions.cli.outputs import check_output, write


@click.command()
@article_options
@click.option(
    "--format", "form", type=click.Choice(("text", "json")), default="text", show_default=True,
    help="The canonical text, or its blocks with their places.",
)  # fmt: skip
def article(
    source: str,
    *,
    encoding: str | None,
    title: str | None,
    language: str | None,
    form: str,
    allow_private: bool,
) -> None:
    """Show what is read from SOURCE: the canonical text that every quote's place counts in."""
    import asyncio

    from keyquestions.cli.inputs import load_article
    from keyquestions.settings import load_settings

    check_output(None)
    settings = load_settings(fetch_private=allow_private or None)
    read = asyncio.run(
        load_article(source, settings, encoding=encoding, title=title, language=language)
    )
    if form == "text":
        write(f"{read.text}\n")
        return
    facts = {"content_hash": read.content_hash, "words": read.words}
    document = read.model_dump(mode="json") | facts
    write(json.dumps(document, ensure_ascii=False, indent=2) + "\n")
