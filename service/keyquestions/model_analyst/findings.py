"""What was found in the parts of an article: checked, and told to a model that puts it together."""

from collections.abc import Iterable, Iterator, Sequence

from keyquestions.analysis import Dropped, PerspectiveStatus, QuestionStatus
from keyquestions.analyst import (
    FrameDraft,
    FramingDraft,
    FunctionDraft,
    PerspectiveDraft,
    QuestionDraft,
    QuestionsDraft,
    SentenceDraft,
    SignalDraft,
    SummaryDraft,
)
from keyquestions.grounding import Grounding, Missing
from keyquestions.model_analyst.replies import Draft, stage_of

KNOWN = 60
"""Characters by which an item is known again in a fault."""

Item = SentenceDraft | FrameDraft | FunctionDraft | SignalDraft | PerspectiveDraft | QuestionDraft


def sift(draft: Draft, grounding: Grounding) -> tuple[Draft, tuple[Dropped, ...]]:
    """Leave out, of the draft about a part, what the article does not have, and tell it.

    Quotes that are not in the article go, and with them the items that nothing else proves.
    """
    dropped: list[Dropped] = []
    changes: dict[str, object] = {}
    for name, value in draft:
        if not isinstance(value, tuple):
            continue
        kept: list[Item] = []
        for item in value:
            proved = _proved(item, grounding)
            if proved is None:
                reason = "none of its quotes is in the article"
                dropped.append(Dropped.of(stage_of(type(draft)), told_of(item), reason))
            else:
                kept.append(proved)
        changes[name] = tuple(kept)
    return draft.model_copy(update=changes), tuple(dropped)


def _proved(item: Item, grounding: Grounding) -> Item | None:
    """An item with those of its quotes that the article has; None where it needs one."""
    if isinstance(item, SignalDraft):
        return item if _has(item.quote, grounding) else None
    quotes = tuple(quote for quote in item.quotes if _has(quote, grounding))
    status = item.status if isinstance(item, PerspectiveDraft | QuestionDraft) else None
    free = status in {PerspectiveStatus.ABSENT.value, QuestionStatus.OPEN.value}
    return item.model_copy(update={"quotes": quotes}) if quotes or free else None


def _has(quote: str, grounding: Grounding) -> bool:
    return not isinstance(grounding.locate_all(quote), Missing)


def told_of(item: Item) -> str:
    """What an item is called where it is dropped."""
    match item:
        case SentenceDraft() | QuestionDraft():
            return item.text
        case FrameDraft():
            return f"frame {item.label}: {item.explanation}"
        case FunctionDraft():
            return f"{item.function}: {item.text}"
        case SignalDraft():
            return f"signal {item.kind}: {item.quote}"
        case PerspectiveDraft():
            return f"perspective {item.who}: {item.why}"


def items_of(draft: SummaryDraft | FramingDraft | QuestionsDraft) -> Iterator[Item]:
    """All items of a draft, in order."""
    for _, value in draft:
        if isinstance(value, tuple):
            yield from value


def faults_in(draft: FramingDraft, faults: Iterable[str]) -> tuple[str, ...]:
    """Those of the faults that are about items of this draft."""
    beginnings = [_line(told_of(item)) for item in items_of(draft)]
    return tuple(
        fault
        for fault in faults
        if any(_line(fault).startswith(each[:KNOWN]) for each in beginnings)
    )


def _line(text: str) -> str:
    return " ".join(text.split())


def lines_of(item: SentenceDraft | QuestionDraft) -> str:
    """An item with its quotes, as the model that puts all together is shown it."""
    head = _line(item.text)
    told = [head]
    if isinstance(item, QuestionDraft):
        told = [f"{head} ({item.kind}, salience {item.salience}, {item.status})"]
        if item.answer:
            told.append(f"= {_line(item.answer)}")
    return "\n".join([f"- {told[0]}", *told[1:], *(f"> {_line(each)}" for each in item.quotes)])


def merged(drafts: Sequence[Draft]) -> Draft:
    """Drafts one after another, as one: nothing is left out."""
    first = drafts[0]
    changes = {
        name: tuple(item for draft in drafts for item in getattr(draft, name))
        for name, value in first
        if isinstance(value, tuple)
    }
    return first.model_copy(update=changes)
