"""The framing of an article's parts: read by the model, put together by code."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial

from keyquestions.analyst import FramingDraft, Objections, Proposal
from keyquestions.article import Article
from keyquestions.grounding import Grounding
from keyquestions.model_analyst.findings import faults_in, sift
from keyquestions.model_analyst.framings import Piece, join_framing
from keyquestions.model_analyst.reading import Read, Reading, at_once


@dataclass(slots=True)
class Joining:
    """The task of the framing, for an article in parts; it remembers what was read."""

    reading: Reading[FramingDraft]
    grounding: Grounding
    reads: list[Read[FramingDraft]] = field(default_factory=list)

    async def join(self, parts: Sequence[Article]) -> Proposal[FramingDraft]:
        """Read the parts and put them together.

        Raises:
            ModelError: one of them gave nothing.
        """
        self.reads = await self.reading.read(parts)
        return self._proposal(self.reads)

    async def again(self, objections: Objections) -> Proposal[FramingDraft]:
        """Ask again about those parts alone whose findings were objected to.

        Raises:
            ModelError: one of them gave nothing; what was read before is kept.
        """
        faulty = {
            at: faults
            for at, read in enumerate(self.reads)
            if (faults := faults_in(read.proposal.draft, objections.faults))
        }

        async def mended(at: int) -> Read[FramingDraft]:
            said = Objections(self.reads[at].proposal.reply, faulty[at])
            return await self.reading.again(self.reads[at], said)

        done = await at_once(
            [partial(mended, at) for at in faulty], lambda read: read.proposal.calls
        )
        for at, read in zip(faulty, done, strict=True):
            self.reads[at] = read
        return self._proposal(done)

    def _proposal(self, paid: Sequence[Read[FramingDraft]]) -> Proposal[FramingDraft]:
        """The framing of all parts, with the calls for those that were paid for now."""
        pieces, rejected = [], []
        for read in self.reads:
            draft, lost = sift(read.proposal.draft, self.grounding)
            pieces.append(Piece(draft, read.part.words))
            rejected += [*read.proposal.rejected, *lost]
        return Proposal(
            join_framing(pieces),
            tuple(rejected),
            calls=tuple(call for read in paid for call in read.proposal.calls),
            parts=len(self.reads),
        )
