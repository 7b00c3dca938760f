"""A model's window, and how much of it a request is estimated to take.

No tokenizer is asked: each model has its own, and those of OpenAI's are downloaded when they are
first used. The estimate counts characters by their kind and errs on the side of too much. Against
the tokenizers of OpenAI's models (o200k_base / cl100k_base), as a multiple of the true count:
English news 1.2-1.5 / 1.2-1.5, the English prompts 1.2-1.3, German 1.2 / 1.0, French and Spanish
1.2 / 1.0-1.1, Chinese 1.5 / 1.1, Japanese 1.5 / 1.1, Russian 3.2 / 1.8, Arabic 3.1 / 1.2, Hindi
3.1 / 0.9. Where it is too little after all, the server says so, and the text is split smaller.
"""

import re
from dataclasses import dataclass
from math import ceil

from keyquestions.models import ChatRequest

DEFAULT_WINDOW = 128_000
"""Tokens; what most models that are offered today have at least. Local servers often have less."""

SMALLEST_WINDOW = 4096
REPLY_SHARE = 4
"""A reply may take one part in so many of the window."""

MESSAGE_TOKENS = 8

_LETTER, _OTHER, _WIDE, _REST, _ASTRAL = 0.25, 0.75, 1.25, 1.0, 3.0
_LETTERS = re.compile(r"[A-Za-z ]+")
_OTHERS = re.compile(r"[\x00-\x1f!-@\[-`{-\x7f]+")
_WIDES = re.compile("[\u2e80-\ud7ff\uf900-\uffff]+")
_ASTRALS = re.compile("[\U00010000-\U0010ffff]+")


def estimated_tokens(text: str) -> int:
    """About how many tokens a text has; rather too many than too few."""
    left, total = text, 0.0
    for kind, weight in (
        (_LETTERS, _LETTER), (_OTHERS, _OTHER), (_WIDES, _WIDE), (_ASTRALS, _ASTRAL),
    ):  # fmt: skip
        without = kind.sub("", left)
        total += weight * (len(left) - len(without))
        left = without
    return ceil(total + _REST * len(left))


@dataclass(frozen=True, slots=True)
class Window:
    """How many tokens a model can take in and give out together."""

    tokens: int = DEFAULT_WINDOW

    def reply(self, wanted: int | None) -> int | None:
        """The limit of a reply for which a prompt file wants so many tokens; None has no limit."""
        return None if wanted is None else min(wanted, self.tokens // REPLY_SHARE)

    def taken(self, request: ChatRequest) -> int:
        """How much of the window a request takes, with its schema and the room for its reply."""
        sent = sum(estimated_tokens(each.content) + MESSAGE_TOKENS for each in request.messages)
        schema = request.json_schema
        shown = estimated_tokens(schema.model_dump_json()) if schema else 0
        return sent + shown + (request.max_output_tokens or self.tokens // REPLY_SHARE)

    def left(self, request: ChatRequest) -> int:
        """How many tokens are free beside a request; less than 0 where it does not fit."""
        return self.tokens - self.taken(request)
