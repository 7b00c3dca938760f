"""Verification of a summary."""

from collections.abc import Sequence

from rapidfuzz import fuzz

from keyquestions.analysis import Dropped, Summary, SummarySentence
from keyquestions.analyst import SummaryDraft
from keyquestions.pipeline.texts import tidy
from keyquestions.pipeline.verdict import Docket, Verdict, fault_sentences

MAX_WORDS = 80
ALIKE = 92
"""From this ratio of common letters (0 to 100) on, two sentences are one."""


def verify_summary(
    draft: SummaryDraft, docket: Docket, rejected: Sequence[Dropped]
) -> Verdict[Summary]:
    """Keep the sentences whose quotes are in the article and that say nothing it does not say."""
    docket.dropped += rejected
    kept: list[SummarySentence] = []
    for sentence in draft.sentences:
        text = tidy(sentence.text)
        if not docket.legible(text, text):
            continue
        evidence = docket.proved(sentence.quotes, text, words=2)
        if not evidence or not docket.stands(text, evidence, text):
            continue
        if any(_alike(text, other.text) for other in kept):
            docket.drop(text, "the summary says so already")
        else:
            kept.append(SummarySentence(text=text, evidence=evidence))
    kept = _within_limit(kept, docket)
    return Verdict(
        part=Summary(text=" ".join(each.text for each in kept), sentences=tuple(kept)),
        kept=len(kept),
        void=not kept,
        dropped=tuple(docket.dropped),
        faults=_faults(len(kept), docket.dropped),
    )


def _alike(one: str, other: str) -> bool:
    return fuzz.ratio(one.casefold(), other.casefold()) >= ALIKE


def _within_limit(sentences: list[SummarySentence], docket: Docket) -> list[SummarySentence]:
    kept, words = [], 0
    for sentence in sentences:
        length = len(sentence.text.split())
        if words + length > MAX_WORDS:
            docket.drop(sentence.text, f"the summary would be over {MAX_WORDS} words with it")
        else:
            kept.append(sentence)
            words += length
    return kept


def _faults(kept: int, dropped: Sequence[Dropped]) -> tuple[str, ...]:
    if kept > len(dropped):
        return ()
    return fault_sentences(dropped) or ("The summary is empty.",)
