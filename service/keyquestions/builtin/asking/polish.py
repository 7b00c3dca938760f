"""The last hand on a question: names in full, things by what they were introduced as."""

import re

from keyquestions.builtin.asking.material import Material
from keyquestions.builtin.clauses import SPEECH
from keyquestions.builtin.document import Passage
from keyquestions.builtin.names import is_title

_DAY = re.compile(
    r" (?:on|last|this) (?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)"
    r"(?: (?:night|morning|evening))?(?=[ ?,])"
)
_ADVERB = re.compile(
    r"(?: early(?=\?)| by then\b|\b(?:also|then|already|now|publicly|immediately|actually) )"
)
_SAID = frozenset(
    "charge criticism accusation allegation claim demand objection warning suspicion".split()
)
"""What somebody said in the sentence before, and can be named by."""
_POINTING = _SAID | frozenset(
    "decision move step idea news comment comments remark remarks announcement episode incident "
    "matter issue situation delay difference advantage effect".split()
)
"""Nouns that mean nothing to who has not read the sentence before."""
_ACCUSING = frozenset(
    "accuse criticise criticize call demand blame condemn object question doubt".split()
)
_DANGLING = re.compile(
    r"\bthe (?:remainder|rest|remaining|balance|drive|journey|trip|ride|walk|amount|majority|"
    r"minority|others|latter)\b(?! (?:of|from|to|between|that|who)\b)",
    re.IGNORECASE,
)
"""Nouns that are a part or a measure of something, without of what."""
_COLLECTIVE = re.compile(
    r"\bthe (group|team|company|firm|club|charity|organisation|organization|trust|union|agency|"
    r"chain|operator|owner|manufacturer|retailer|carrier|airline|association|network)\b"
    r"(?!['’]| [A-Z]| (?:of|for|that|which|who|behind|in|representing)\b)"
)
"""Bodies that a reader of the question alone cannot tell from others of their kind."""
_BARE = re.compile(
    r"\bthe ([a-z]+)(?=[?,]| (?:to|in|on|at|by|for|with|after|because|about|over)\b| of\?)"
)


def polished(text: str, material: Material, passage: Passage) -> str | None:
    """The question so that it can be read without the article, None where it cannot."""
    named = _bodies_named(_ADVERB.sub("", _DAY.sub("", text, count=1)), material, passage)
    if named is None:
        return None
    text = named
    for noun in _BARE.findall(text):
        if re.search(rf"\ban? {noun}\b", passage.text, re.IGNORECASE):
            continue
        rich = material.references.fuller(f"the {noun}", passage.start + 1)
        if rich == f"the {noun}" and noun in _POINTING | {"findings"}:
            whose = _by_whom(noun, material, passage)
            if whose is None and noun in _POINTING:
                return None
            rich = whose or rich
        if rich not in text:
            text = text.replace(f"the {noun}", rich, 1)
    return None if _DANGLING.search(text) else _names_in_full(text, material)


def _bodies_named(text: str, material: Material, passage: Passage) -> str | None:
    """The question with "the group" by its name, None where it has none."""
    for noun in _COLLECTIVE.findall(text):
        if re.search(rf"\ban? {noun}\b", passage.text, re.IGNORECASE):
            continue
        name = material.references.body(noun, passage.start + 1)
        if name is None:
            return None
        text = text.replace(f"the {noun}", name, 1)
    return text


def _by_whom(noun: str, material: Material, passage: Passage) -> str | None:
    """ "The charge" with who made it in the sentence before."""
    back = material.before(passage)
    said = noun in _SAID or noun == "findings"
    found = material.clauses(back) if back is not None and said else ()
    spoken = [clause for clause in found if clause.verb in SPEECH | _ACCUSING]
    who = material.subject(spoken[-1]) if spoken else None
    return f"the {noun} {'of' if noun == 'findings' else 'by'} {who}" if who is not None else None


def _names_in_full(text: str, material: Material) -> str:
    """The first short name of a person with the first name before it."""
    words = text.split(" ")
    for at, word in enumerate(words):
        bare = re.split(r"['’?,]", word)[0]
        full = material.document.names.full.get(bare)
        alone = at == 0 or not words[at - 1][:1].isupper() or at == 1
        titled = at > 0 and is_title(words[at - 1])
        if full is not None and full != bare and full not in text and alone and not titled:
            words[at] = full + word[len(bare) :]
            text = " ".join(words)
    return text
