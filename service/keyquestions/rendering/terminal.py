"""Text for a terminal, or plain text where there is none."""

import io
from collections.abc import Iterator, Sequence

from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.text import Text

from keyquestions.rendering.view import FindingView, FramingView, PageView, QuestionView

_STATUS_STYLES = {"answered": "green", "partly_answered": "yellow", "open": "bold magenta"}


def as_text(view: PageView, *, width: int = 88, colour: bool = False, verbose: bool = False) -> str:
    """The page as text; `verbose` lists what was dropped, too."""
    console = Console(
        file=io.StringIO(), width=width, force_terminal=colour, no_color=not colour,
        color_system="standard" if colour else None, highlight=False, markup=False, emoji=False,
    )  # fmt: skip
    with console.capture() as capture:
        for line in _page(view, verbose=verbose):
            console.print(line)
    return "\n".join(line.rstrip() for line in capture.get().splitlines()).strip("\n") + "\n"


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
        yield Text(_missing(view, "questions"))
    for number, question in enumerate(view.questions, 1):
        yield from _question(number, question)
    yield Text(view.notice, "dim")
    yield from _dropped(view, verbose=verbose)


def _framing(view: PageView, framing: FramingView) -> Iterator[RenderableType]:
    words = view.words
    yield Text(f"{words.genre}: {framing.genre}")
    yield Text(f"{words.severity}: {framing.severity}. {framing.severity_meaning}")
    yield ""
    yield from _findings(words.frames, framing.frames, words.no_frames)
    yield from _findings(words.functions, framing.functions)
    yield from _signals(view, words.author_signals, framing.author_signals, words.no_signals)
    yield from _signals(view, words.source_signals, framing.source_signals)
    yield from _findings(words.perspectives, framing.perspectives)


def _findings(
    heading: str, findings: Sequence[FindingView], none: str = ""
) -> Iterator[RenderableType]:
    if not findings and not none:
        return
    yield Text(heading, "bold")
    if not findings:
        yield _indented(Text(none))
    for finding in findings:
        yield _indented(Text.assemble("• ", (finding.name, "italic"), f": {finding.text}"))
        yield from _quotes(finding.quotes)
    yield ""


def _signals(
    view: PageView, heading: str, signals: Sequence[FindingView], none: str = ""
) -> Iterator[RenderableType]:
    if not signals and not none:
        return
    yield Text(heading, "bold")
    if not signals:
        yield _indented(Text(none))
    for signal in signals:
        line = Text.assemble("• ", (f"“{signal.quotes[0]}”", "cyan"), " ", (signal.name, "italic"))
        line.append(f". {signal.text}")
        if signal.neutral:
            line.append(f" {view.words.neutral}: “{signal.neutral}”")
        yield _indented(line)
    yield ""


def _question(number: int, question: QuestionView) -> Iterator[RenderableType]:
    yield Text.assemble(f"{number}. ", (question.text, "bold"))
    status = Text(f"[{question.status_name}] ", _STATUS_STYLES.get(question.status, ""))
    yield _indented(status + Text(question.answer or question.why))
    yield from _quotes(question.quotes)
    yield ""


def _quotes(quotes: Sequence[str]) -> Iterator[RenderableType]:
    for quote in quotes:
        yield Padding(Text(f"“{quote}”", "cyan"), (0, 0, 0, 5))


def _dropped(view: PageView, *, verbose: bool) -> Iterator[RenderableType]:
    count = len(view.dropped)
    if not count:
        return
    told = view.words.dropped_one if count == 1 else view.words.dropped
    yield Text(f"{count} {told}{':' if verbose else ' (--verbose lists them).'}", "dim")
    if verbose:
        for each in view.dropped:
            yield _indented(Text(f"• {each.name}: {each.text}", "dim"))


def _missing(view: PageView, stage: str) -> str:
    return f"{view.words.failed}: {view.failures.get(stage, '')}"


def _heading(text: str) -> Iterator[RenderableType]:
    yield from ("", Text(text, "bold underline"), "")


def _indented(text: Text) -> Padding:
    return Padding(text, (0, 0, 0, 3))
