"""HTML, Markdown and JSON."""

import re
from functools import cache
from typing import TYPE_CHECKING

from keyquestions.analysis import Analysis
from keyquestions.rendering.directions import direction
from keyquestions.rendering.prose import nested
from keyquestions.rendering.styles import LOOK, TOKENS, style
from keyquestions.rendering.view import PageView

if TYPE_CHECKING:
    import jinja2

# What is or could start markup anywhere in a line, also the bare links of GitHub's dialect and the
# braces of template languages; and what is markup at the start of a line only.
_MARKDOWN = re.compile(r"[\\`*_{}\[\]<>|~&@]|:(?=//)|(?<=\bwww)\.", re.IGNORECASE)
_MARKDOWN_START = re.compile(r"^(\d+)(?=[.)])|^(?=[-=+#])")


def as_json(analysis: Analysis) -> str:
    """The analysis as indented JSON, keys in the order of the schema."""
    return analysis.model_dump_json(indent=2) + "\n"


def as_html(view: PageView) -> str:
    """An accessible fragment for the end of an article page; everything in it is escaped."""
    text = _templates().get_template("page.html.j2").render(page=view, words=view.words)
    return text.strip() + "\n"


def as_document(view: PageView) -> str:
    """The fragment as an HTML file of its own, with its look; it loads nothing."""
    template = _templates().get_template("document.html.j2")
    fragment = as_html(view).strip()
    styles = (style(TOKENS), style(LOOK))
    text = template.render(page=view, words=view.words, fragment=fragment, styles=styles)
    return text.strip() + "\n"


def as_markdown(view: PageView) -> str:
    """CommonMark; nothing of the article or of the analyst's words can become markup."""
    text = _templates().get_template("page.md.j2").render(page=view, words=view.words)
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"


@cache
def _templates() -> "jinja2.Environment":
    import jinja2  # noqa: PLC0415 - text and JSON, the usual formats, need none

    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("keyquestions.rendering"),
        autoescape=jinja2.select_autoescape(enabled_extensions=("html.j2",), default=False),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["md"] = _escaped
    environment.filters["nested"] = nested
    environment.filters["direction"] = direction
    return environment


def _escaped(text: str) -> str:
    return _MARKDOWN_START.sub(r"\1\\", _MARKDOWN.sub(r"\\\g<0>", text))
