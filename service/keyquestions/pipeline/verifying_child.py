"""A process that verifies what its parent sends, until the parent is gone."""

import gc
from collections.abc import Callable
from typing import Any

from keyquestions.analysis import Stage
from keyquestions.codebook import Codebook
from keyquestions.grounding import Grounding
from keyquestions.piped import Channel
from keyquestions.pipeline.asked import Asked, Recent, verdicts
from keyquestions.pipeline.framing import verify_framing
from keyquestions.pipeline.questions import verify_questions
from keyquestions.pipeline.summaries import verify_summary
from keyquestions.pipeline.verdict import Docket, Verdict

_CHECKS: dict[Stage, Callable[..., Verdict[Any]]] = {
    Stage.SUMMARY: verify_summary,
    Stage.FRAMING: verify_framing,
    Stage.QUESTIONS: verify_questions,
}


class Answering:
    """Verifies drafts, and keeps the articles that it was sent prepared."""

    def __init__(self) -> None:
        self._articles: Recent[int, Grounding] = Recent()
        self._codebook: Codebook | None = None

    def answer(self, message: bytes) -> bytes:
        """The verdict on a draft, in JSON; nothing where verifying fails: the parent will see."""
        asked = Asked.model_validate_json(message)
        grounding = self._grounding(asked)
        self._codebook = asked.codebook or self._codebook
        if self._codebook is None:
            raise ValueError("the first message came without a codebook")
        docket = Docket(asked.stage, grounding, self._codebook, language=asked.language)
        try:
            verdict = _CHECKS[asked.stage](asked.draft, docket, asked.rejected)
            return verdicts(asked.stage).dump_json(verdict)
        except Exception:  # noqa: BLE001 - the parent repeats it, and gets the error itself
            return b""

    def _grounding(self, asked: Asked) -> Grounding:
        kept = self._articles.get(asked.number)
        if kept is not None:
            return kept
        if asked.article is None:
            raise ValueError("an article is neither kept nor sent")
        grounding = Grounding(asked.article)
        self._articles.put(asked.number, grounding, len(asked.article.text))
        return grounding


def main() -> None:
    """Answer the parent, one message after the other."""
    channel, answering = Channel(), Answering()
    gc.freeze()  # what is loaded by now stays: the collector need not look through it
    while (message := channel.read()) is not None:
        channel.write(answering.answer(message))
