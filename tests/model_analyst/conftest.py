"""A model that reads what it is shown, and articles too long for its window."""

import json
import random
import re
from dataclasses import dataclass, field

import pytest

from keyquestions.article import read_article
from keyquestions.codebook import load_codebook
from keyquestions.errors import ContextTooLong, ModelError
from keyquestions.model_analyst.window import Window
from keyquestions.models import ChatModel
from keyquestions.models.scripted import scripted_reply
from keyquestions.prompting import load_prompts
from keyquestions.resources import prompts_folder

CODEBOOK = load_codebook(prompts_folder())
PROMPTS = load_prompts(prompts_folder())

_SHOWN = re.compile(r"^BEGIN ARTICLE (\w+)\n(.*)^END ARTICLE \1$", re.MULTILINE | re.DOTALL)
_PLACES = "Marlow Harrow Skell Lindow Arden Calder Penrith Tarn Wick Ashby".split()
_VERBS = "closed opened sold rebuilt leased painted surveyed fenced drained mapped".split()
_THINGS = "library ferry school bridge market harbour orchard theatre quarry station".split()


def shown_to(request):
    """What stands between the borders in a request."""
    found = _SHOWN.search(request.messages[1].content)
    assert found, request.messages[1].content[:500]
    return found[2]


def blocks_in(shown):
    """The texts of the blocks, without their marks."""
    lines = [line for line in shown.splitlines() if line]
    return [re.sub(r"^(## |- |> |= )", "", line) for line in lines]


def is_gathering(request):
    """Whether a request is about findings, not about the article."""
    return "what was found in them" in request.messages[1].content


def quotes_in(shown):
    """The passages that a request about findings offers."""
    return [line[2:] for line in shown.splitlines() if line.startswith("> ")]


def _words(text, count):
    return " ".join(text.split()[:count])


def _sentence(passage):
    return {"text": _words(passage, 12), "quotes": [_words(passage, 12)]}


@dataclass
class Reader(ChatModel):
    """Quotes, in whatever is asked of it, from what it is shown; `limit` is its real window.

    `instead` maps a passage to what is said, once, where it is shown: a draft or an error.
    """

    limit: int | None = None
    window: Window = field(default_factory=Window)
    name: str = "reader"
    requests: list = field(default_factory=list)
    instead: dict = field(default_factory=dict)

    async def complete(self, request):
        """Reply with findings that quote the first and the last passage that is shown."""
        self.requests.append(request)
        if self.limit is not None and self.window.taken(request) > self.limit:
            raise ContextTooLong("It is too long.").after(
                scripted_reply("").thrown_away(ContextTooLong)
            )
        shown = shown_to(request)
        for passage in [each for each in self.instead if each in shown]:
            line = self.instead.pop(passage)
            if isinstance(line, ModelError):
                raise line
            return scripted_reply(json.dumps(line))
        offered = quotes_in(shown) if is_gathering(request) else blocks_in(shown)
        return scripted_reply(json.dumps(draft_of(request.json_schema.name, offered)))

    def of(self, stage):
        """The requests of a stage."""
        return [each for each in self.requests if each.json_schema.name == stage]


def draft_of(name, offered):
    """A draft that says and quotes what it is offered."""
    if name == "one":
        return {stage: draft_of(stage, offered) for stage in ("summary", "framing", "questions")}
    first, last = offered[0], offered[-1]
    if name == "summary":
        return {
            "sentences": [{"text": _words(e, 12), "quotes": [_words(e, 12)]} for e in (first, last)]
        }
    if name == "questions":
        asked = [
            {
                "text": f"What is told of {_words(each, 3)} here?",
                "kind": "background",
                "salience": 4,
                "status": "answered",
                "why": "It is what the article is about.",
                "answer": _words(each, 12),
                "quotes": [_words(each, 12)],
            }
            for each in dict.fromkeys(offered)
        ]
        return {"questions": asked[:8]}
    return {
        "genre": "reporting",
        "frames": [
            {"label": "economic", "explanation": "It is about money.", "quotes": [_words(last, 9)]}
        ],
        "functions": [
            {
                "function": "problem_definition",
                "text": _words(last, 12),
                "quotes": [_words(last, 12)],
            }
        ],
        "signals": [
            {
                "kind": "loaded_language",
                "voice": "author",
                "quote": _words(last, 6),
                "explanation": "The wording is strong.",
                "neutral": None,
            }
        ],
        "perspectives": [
            {
                "who": last.split()[1],
                "status": "present",
                "why": "It is concerned.",
                "quotes": [_words(last, 9)],
            }
        ],
    }


def long_text(words, seed=7):
    """An article of about so many words; every paragraph begins unlike all others."""
    chance = random.Random(seed)  # noqa: S311 - nothing is secret
    paragraphs, count, number = ["The towns of the county and what they did in that year"], 0, 0
    while count < words:
        number += 1
        told = []
        for _ in range(chance.randint(2, 6)):
            place, verb, thing = (chance.choice(each) for each in (_PLACES, _VERBS, _THINGS))
            told.append(
                f"The {number} people of {place} {verb} the {thing} because the council there "
                f"had said that {chance.randint(2, 9999)} visitors would come to it by the summer."
            )
        paragraphs.append(" ".join(told))
        count += len(paragraphs[-1].split())
    return "\n\n".join(paragraphs)


@pytest.fixture(scope="session")
def long_article():
    """An article of 30,000 words."""
    article = read_article(long_text(30_000))
    assert article.words >= 30_000
    return article
