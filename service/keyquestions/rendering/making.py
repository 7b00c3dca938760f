"""Who made an analysis, in words."""

from keyquestions.analysis import Provenance, StandIn
from keyquestions.rendering.prose import safe
from keyquestions.rendering.words import Words


def notice(made: Provenance) -> str:
    """The analyst's sentences for readers, and its means."""
    means = (made.model, made.software, made.codebook)
    return f"{safe(made.notice)} ({', '.join(safe(each) for each in means if each)})"


def stand_ins(made: Provenance, words: Words) -> tuple[str, ...]:
    """A sentence for each model, or analyst, that answered in place of another: which, and why."""
    return tuple(_stand_in(each, words) for each in made.stand_ins)


def _stand_in(each: StandIn, words: Words) -> str:
    who = words.builtin if each.model == "builtin" else each.model
    reason = words.stand_in_reasons.get(each.code, each.code)
    return safe(f"{who} {words.stood_in} {each.instead_of}: {reason}.")
