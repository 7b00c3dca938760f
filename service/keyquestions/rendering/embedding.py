"""An analysis for the reader's widget: the fragment as data, out of which it builds elements."""

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from keyquestions.rendering.documents import as_html
from keyquestions.rendering.prose import Prose
from keyquestions.rendering.view import PageView, QuestionView

if TYPE_CHECKING:
    from lxml.html import HtmlElement

Node = str | list[Any]
"""A text, or a list of a tag, its attributes and its nodes."""


def as_widget(view: PageView) -> str:
    """JSON with the fragment's nodes, and what search engines may be told about it.

    A page that takes this instead of markup needs to parse none: text can only be text.
    """
    from lxml import html  # noqa: PLC0415 - the command line, which needs none, imports this too

    fragment = html.fragment_fromstring(as_html(view).strip())
    told = {"fragment": _node(fragment), "json_ld": _linked_data(view)}
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def _node(element: "HtmlElement") -> Node:
    return [element.tag, dict(element.attrib), *_nodes(element)]


def _nodes(element: "HtmlElement") -> Iterator[Node]:
    """What is in it, without the line breaks between the lines of the template."""
    if element.text and element.text.strip():
        yield element.text
    for child in element:
        yield _node(child)
        tail = child.tail or ""
        if tail.strip() or (tail and "\n" not in tail):
            yield tail


def _linked_data(view: PageView) -> dict[str, Any] | None:
    """The questions that the article answers, after schema.org; None where there are none."""
    answered = [each for each in view.questions if each.answer]
    if not answered:
        return None
    told: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "FAQPage",
        "name": view.words.key_questions,
        "inLanguage": view.prose_language,
        "mainEntity": [_question(each) for each in answered],
    }
    return told | ({"dateModified": view.label.at} if view.label.at else {})


def _question(question: QuestionView) -> dict[str, Any]:
    return {
        "@type": "Question",
        "name": question.text,
        "acceptedAnswer": {"@type": "Answer", "text": _plain(question.answer or ())},
    }


def _plain(prose: Prose) -> str:
    return "".join(f"“{run.text}”" if run.quoted else run.text for run in prose)
