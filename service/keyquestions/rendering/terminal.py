"""Text for a terminal, or plain text where there is none."""

import io
import re
from collections.abc import Iterator, Sequence

from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from keyquestions.analysis import PerspectiveStatus, QuestionStatus
from keyquestions.rendering.prose import Prose, nested
from keyquestions.rendering.quotes import QuoteView
from keyquestions.rendering.view import (
    FindingView,
    FramingView,
    PageView,
    QuestionView,
    SignalsView,
    Status,
)

_QUOTE = "cyan"
_STATUS_STYLES = {
    QuestionStatus.ANSWERED: "green",
    QuestionStatus.PARTLY_ANSWERED: "yellow",
    QuestionStatus.OPEN: "bold magenta",
    PerspectiveStatus.PRESENT: "green",
    PerspectiveStatus.MENTIONED_NOT_QUOTED: "yellow",
    PerspectiveStatus.ABSENT: "bold magenta",
}
_INDENT = 3
# Spaces that fill a line, before and after the codes that end its colour.
_TRAILING = re.compile(r"(?:\x1b\[[\d;]*m| )+$", re.MULTILINE)


def as_text(view: PageView, *, width: int = 88, colour: bool = False, verbose: bool = False) -> str:
    """The page as text.

    Args:
        view: the page.
        width: characters a line.
        colour: whether to use ANSI colours; what they show is in the words, too.
        verbose: whether to list what was dropped.
    """
    console = Console(
        file=io.StringIO(), width=width, force_terminal=colour, no_color=not colour,
        color_system="standard" if colour else None, highlight=False, markup=False, emoji=False,
    )  # fmt: skip
    with console.capture() as capture:
        for line in _page(view, verbose=verbose):
            console.print(line)
    text = _TRAILING.sub(lambda spaces: spaces[0].replace(" ", ""), capture.get())
    return text.strip("\n") + "\n"


def _page(view: PageView, *, verbose: bool) -> Iterator[RenderableType]:
    words = view.words
    if view.title:
        yield from (Text(view.title, "bold"), "")
    yield Text(view.summary or _missing(view, "summary"))
    yield from _heading(words.bias_analysis)
    if view.framing:
        yield from _framing(view, view.framing)
    else:
        yield Text(_missing(view, "framing"))
    yield from _heading(words.key_questions)
    if not view.questions:
        yield from (Text(_missing(view, "questions")), "")
    for number, question in enumerate(view.questions, 1):
        yield from _question(view, number, question)
    yield Text(words.made, "bold")
    for each in (view.notice, *view.stand_ins):
        yield Text(each, "dim")
    yield from _dropped(view, verbose=verbose)


def _framing(view: PageView, framing: FramingView) -> Iterator[RenderableType]:
    words = view.words
    yield Text(f"{words.genre}: {framing.genre}. {framing.genre_note}".strip())
    level = Text.assemble(f"{words.severity}: ", (framing.severity, "bold"), ". ")
    yield level + Text(framing.severity_meaning)
    yield from ("", Text(words.frames, "bold"))
    yield _indented(Text(words.frames_note if framing.frames else words.no_frames, "dim"))
    yield from _findings(view, framing.frames)
    for heading, findings in (
        (words.functions, framing.functions),
        (words.perspectives, framing.perspectives),
    ):
        if findings:
            yield from ("", Text(heading, "bold"))
            yield from _findings(view, findings)
    yield from _signals(view, words.author_signals, framing.author_signals)
    yield from _signals(view, words.source_signals, framing.source_signals)


def _findings(view: PageView, findings: Sequence[FindingView]) -> Iterator[RenderableType]:
    for finding in findings:
        line = Text.assemble((finding.name, "italic"))
        if finding.status:
            line.append(" ").append_text(_tag(finding.status, finding.status_name))
        yield _marked("•", line.append(": ").append_text(_prose(finding.text)))
        yield from _quotes(view, finding.quotes)


def _signals(
    view: PageView, heading: str, groups: Sequence[SignalsView]
) -> Iterator[RenderableType]:
    if groups:
        yield from ("", Text(heading, "bold"))
    for group in groups:
        yield _indented(Text(group.name, "italic"))
        for signal in group.signals:
            line = Text.assemble((f"“{nested(signal.quote)}”", _QUOTE), _prose(signal.text))
            if signal.neutral:
                line.append(f" {view.words.neutral}: ").append(signal.neutral, "italic")
            yield _marked("•", line)


def _question(view: PageView, number: int, question: QuestionView) -> Iterator[RenderableType]:
    yield _marked(f"{number}.", Text(question.text, "bold"), indent=0)
    told = Text.assemble(_tag(question.status, question.status_name), " ")
    yield _indented(told + _prose(question.answer or ()))
    if question.quotes and not question.answer:
        yield _indented(Text(f"{view.words.gap}:"))
    yield from _quotes(view, question.quotes)
    yield _indented(Text(f"{view.words.why}: ", "dim") + _prose(question.why))
    yield ""


def _dropped(view: PageView, *, verbose: bool) -> Iterator[RenderableType]:
    words, count = view.words, len(view.dropped)
    if not count:
        return
    told = words.dropped_one if count == 1 else words.dropped
    yield Text(f"{count} {told}{':' if verbose else f' ({words.dropped_hint}).'}", "dim")
    if verbose:
        for each in view.dropped:
            yield _marked("•", Text(f"{each.stage}: {each.item}: {each.reason}", "dim"))


def _tag(status: Status, name: str) -> Text:
    return Text(f"[{name}]", _STATUS_STYLES[status])


def _prose(prose: Prose) -> Text:
    text = Text()
    for run in prose:
        if run.quoted:
            text.append(f"“{nested(run.text)}”", _QUOTE)
        else:
            text.append(run.text)
    return text


def _quotes(view: PageView, quotes: Sequence[QuoteView]) -> Iterator[RenderableType]:
    for quote in quotes:
        text = Text(f"“{nested(quote.text)}”", _QUOTE)
        if quote.again:
            text.append(f" … ({view.words.quoted_above})", "dim")
        yield Padding(text, (0, 0, 0, 2 * _INDENT))


def _missing(view: PageView, stage: str) -> str:
    return f"{view.words.failed}: {view.failures.get(stage, '')}"


def _heading(text: str) -> Iterator[RenderableType]:
    yield from ("", Text(text, "bold"), Text("─" * len(text)), "")


def _indented(text: Text) -> Padding:
    return Padding(text, (0, 0, 0, _INDENT))


def _marked(mark: str, text: Text, indent: int = _INDENT) -> Padding:
    """A bullet or a number, and the text beside it on all its lines."""
    grid = Table.grid(padding=(0, 1, 0, 0))
    grid.add_column(width=max(len(mark), 2 if not indent else 1))
    grid.add_column()
    grid.add_row(mark, text)
    return Padding(grid, (0, 0, 0, indent))
