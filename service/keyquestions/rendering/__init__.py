"""An analysis as text, Markdown, HTML or JSON."""

from keyquestions.rendering.documents import as_html, as_json, as_markdown
from keyquestions.rendering.terminal import as_text
from keyquestions.rendering.view import PageView, page
from keyquestions.rendering.words import Words, load_words

__all__ = [
    "PageView", "Words", "as_html", "as_json", "as_markdown", "as_text", "load_words", "page",
]  # fmt: skip
