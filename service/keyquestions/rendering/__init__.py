"""An analysis as text, Markdown, HTML or JSON."""

from keyquestions.rendering.documents import as_document, as_html, as_json, as_markdown
from keyquestions.rendering.embedding import as_widget
from keyquestions.rendering.labelling import Release
from keyquestions.rendering.styles import LOOK, TOKENS, style
from keyquestions.rendering.terminal import as_text
from keyquestions.rendering.view import PageView, page
from keyquestions.rendering.words import Words, load_words

__all__ = [
    "LOOK", "TOKENS", "PageView", "Release", "Words", "as_document", "as_html", "as_json",
    "as_markdown", "as_text", "as_widget", "load_words", "page", "style",
]  # fmt: skip
