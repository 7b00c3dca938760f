"""Verification of the parties to a matter."""

from collections.abc import Iterable

from keyquestions.analysis import Perspective, PerspectiveStatus
from keyquestions.analyst import PerspectiveDraft
from keyquestions.pipeline.texts import tidy
from keyquestions.pipeline.verdict import Docket

MOST_ABSENT = 3
LONGEST_NAME = 15
"""Words that name a party; more is no name."""


def verify_perspectives(
    drafts: Iterable[PerspectiveDraft], docket: Docket
) -> tuple[Perspective, ...]:
    """Keep the parties that the article has where it is said to have them, each once."""
    kept: dict[str, Perspective] = {}
    absent = 0
    for draft in drafts:
        perspective = _checked(draft, docket)
        if perspective is None:
            continue
        absent += perspective.status is PerspectiveStatus.ABSENT
        if perspective.who.casefold() in kept:
            docket.drop(_item(draft), "the party is named already")
        elif perspective.status is PerspectiveStatus.ABSENT and absent > MOST_ABSENT:
            docket.drop(_item(draft), f"more than {MOST_ABSENT} absent ones")
        else:
            kept[perspective.who.casefold()] = perspective
    return tuple(kept.values())


def _checked(draft: PerspectiveDraft, docket: Docket) -> Perspective | None:
    item, who, why = _item(draft), tidy(draft.who), tidy(draft.why)
    if not docket.knows("perspective_statuses", draft.status, item):
        return None
    if not docket.legible(who, item, most=LONGEST_NAME, languages=()):
        return None
    status = PerspectiveStatus(draft.status)
    is_absent = status is PerspectiveStatus.ABSENT
    if not (_is_missing(who, item, docket) if is_absent else _is_there(who, item, docket)):
        return None
    evidence = docket.prove(draft.quotes, item) if is_absent else docket.proved(draft.quotes, item)
    if not evidence and not is_absent:
        return None
    if not docket.explains(why, item, besides=who):
        return None
    return Perspective(who=who, status=status, why=why, evidence=evidence)


def _item(draft: PerspectiveDraft) -> str:
    return f"perspective {tidy(draft.who)}: {tidy(draft.why)}"


def _is_there(who: str, item: str, docket: Docket) -> bool:
    """Whether the article names a party that is said to be in it; else it is dropped.

    A party's name in another language than the article's is not looked up: its quotes prove it.
    """
    if docket.language is not None or docket.grounding.names_party(who):
        return True
    docket.drop(item, "the article does not name this party")
    return False


def _is_missing(who: str, item: str, docket: Docket) -> bool:
    """Whether the article is without a party that is said to be absent; else it is dropped."""
    if not docket.grounding.names_person(who):
        return True
    docket.drop(item, "it is marked absent, but the article names it")
    return False
