"""Where a draft is verified: in this process, or in another that fills the same port."""

import asyncio
from collections.abc import Callable, Sequence
from functools import partial
from typing import Protocol, TypeVar

from keyquestions.analysis import Dropped, Framing, Question, Summary
from keyquestions.analyst import FramingDraft, Proposal, QuestionsDraft, SummaryDraft
from keyquestions.pipeline.verdict import Docket, Verdict

Draft = TypeVar("Draft", SummaryDraft, FramingDraft, QuestionsDraft)
Part = TypeVar("Part", Summary, Framing, tuple[Question, ...])
Verify = Callable[[Draft, Docket, Sequence[Dropped]], Verdict[Part]]

SHORT = 1500
"""Words of an article whose stages are verified in some 10 ms each: a thread would cost more."""


class Verifier(Protocol):
    """Has drafts verified, always with the same result, wherever that is done."""

    async def verify(
        self, verify: Verify[Draft, Part], docket: Docket, proposal: Proposal[Draft]
    ) -> Verdict[Part]:
        """Verify what was proposed for the stage of that docket, which is new, with `verify`.

        A caller who is cancelled goes at once, whatever becomes of the verdict.

        Raises:
            VerificationCrashed: the process that verified it died, and so did the next one.
        """
        ...


class VerifierHere:
    """Verifies in this process: at once where that is soon done, else in a thread.

    While a thread verifies, nobody has to wait; one that nobody waits for ends by itself.
    """

    async def verify(
        self, verify: Verify[Draft, Part], docket: Docket, proposal: Proposal[Draft]
    ) -> Verdict[Part]:
        """Verify it; see `Verifier.verify`."""
        work = partial(verify, proposal.draft, docket, proposal.rejected)
        is_short = docket.grounding.article.words <= SHORT
        return work() if is_short else await asyncio.to_thread(work)


HERE = VerifierHere()
