"""Analyses as they are read again and again: many at once in one look, and each understood once."""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from keyquestions.analysis import Analysis
from keyquestions.store import analyses
from keyquestions.store.database import PATIENCE, Database
from keyquestions.store.entries import Entry
from keyquestions.store.gathering import Gathering

MOST = 256
"""How many analyses are remembered: some tens of megabytes, at most."""


class Reading:
    """Finds entries with their analyses.

    The database is asked each time, and after the question was put: what is found is never old.
    Those who ask while it is being read share the next look. What an unchanged row's result says
    is remembered; it takes longer to understand than to read.
    """

    def __init__(self, database: Database, most: int = MOST) -> None:
        """Remember the last `most` analyses."""
        self._database = database
        self._most = most
        self._looks: Gathering[str, Entry | None] = Gathering(self._look)
        self._known: OrderedDict[str, tuple[datetime, Analysis]] = OrderedDict()

    async def find(self, identity: str) -> Entry:
        """The entry of that id, with its analysis once there is one.

        Raises:
            AnalysisUnknown: there is none.
            StoreFailed: the database fails.
        """
        entry = await self._looks.add(identity)
        if entry is None:
            raise analyses.unknown(identity)
        return entry

    def forget(self, identity: str) -> None:
        """Keep nothing of that analysis in memory."""
        self._known.pop(identity, None)

    async def _look(self, identities: Sequence[str]) -> Sequence[Entry | None]:
        wanted = set(identities)
        known = {each: self._known[each] for each in wanted if each in self._known}
        unchanged = {identity: at for identity, (at, _) in known.items()}
        found = await self._database.read(
            lambda connection: analyses.find_all(connection, wanted, unchanged), within=PATIENCE
        )
        for identity in wanted - found.keys():
            self.forget(identity)
        for identity, entry in found.items():
            if entry.analysis is None and unchanged.get(identity) == entry.updated_at:
                found[identity] = replace(entry, analysis=known[identity][1])
            self._remember(found[identity])
        return [found.get(identity) for identity in identities]

    def _remember(self, entry: Entry) -> None:
        if entry.analysis is None:
            self.forget(entry.id)
            return
        self._known[entry.id] = entry.updated_at, entry.analysis
        self._known.move_to_end(entry.id)
        if len(self._known) > self._most:
            self._known.popitem(last=False)
