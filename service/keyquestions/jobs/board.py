"""Who waits for which analysis in this process, and how they are woken."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager


class Board:
    """Events by id: `wake` sets those of all who watch."""

    def __init__(self) -> None:
        self._watching: dict[str, set[asyncio.Event]] = {}
        self._seen: dict[str, int | None] = {}

    @property
    def watched(self) -> Sequence[str]:
        """The ids that somebody waits for."""
        return tuple(self._watching)

    @contextmanager
    def watch(self, identity: str) -> Iterator[asyncio.Event]:
        """An event that is set whenever something happens to that analysis; look first, then wait.

        Whoever is woken clears it before looking again.
        """
        moved = asyncio.Event()
        self._watching.setdefault(identity, set()).add(moved)
        try:
            yield moved
        finally:
            watching = self._watching[identity]
            watching.discard(moved)
            if not watching:
                del self._watching[identity]
                self._seen.pop(identity, None)

    def wake(self, identity: str) -> None:
        """Something happened to it here."""
        for moved in self._watching.get(identity, ()):
            moved.set()

    def compare(self, asked: Sequence[str], marks: Mapping[str, int]) -> None:
        """Wake those for whom something happened in another process, or who were erased."""
        for identity in asked:
            mark = marks.get(identity)
            if identity in self._watching and self._seen.get(identity, -1) != mark:
                self._seen[identity] = mark
                self.wake(identity)
