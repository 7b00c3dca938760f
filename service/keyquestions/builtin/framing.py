"""The framing half of the built-in analyst: rules over an article's own words, no model."""

from keyquestions.analyst import FramingDraft
from keyquestions.builtin.document import Document
from keyquestions.builtin.frames import find_frames
from keyquestions.builtin.functions import find_functions
from keyquestions.builtin.genre import genre_of
from keyquestions.builtin.perspectives import find_perspectives
from keyquestions.builtin.scan import Scan
from keyquestions.builtin.signals import signals_of
from keyquestions.builtin.wordlists import LANGUAGES


def frame(document: Document) -> FramingDraft:
    """Draft the framing analysis of an article.

    Every quote is copied from the article. In a language without word lists the draft is empty and
    the genre "other".
    """
    if document.article.language not in LANGUAGES:
        return FramingDraft(genre="other", frames=(), functions=(), signals=(), perspectives=())
    scan = document.once(Scan.of)
    genre = document.once(genre_of)
    return FramingDraft(
        genre=genre,
        frames=find_frames(scan),
        functions=find_functions(scan, genre),
        signals=document.once(signals_of),
        perspectives=find_perspectives(scan),
    )
