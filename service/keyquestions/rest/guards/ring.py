"""Keys as requests need them: remembered for a moment, because every request asks for one."""

from hashlib import sha256

from keyquestions.models.clock import CLOCK, Clock
from keyquestions.store.keys import Key, Keys

SECONDS = 5.0
"""How long what the database said holds: so long a key that was revoked goes on at most."""

MOST = 10_000
"""How many keys are remembered; all are forgotten when there are more."""


class KeyRing:
    """Keys, asked of the database at most once in `SECONDS`.

    Only keys that are valid are remembered, by their token's digest: nobody can fill the memory
    with guesses, and no token lies in it.
    """

    def __init__(self, keys: Keys, clock: Clock = CLOCK) -> None:
        self._keys = keys
        self._clock = clock
        self._known: dict[bytes, tuple[Key, float]] = {}
        self._needed: bool = False
        self._asked: float | None = None

    async def open(self) -> bool:
        """Whether there is no key, so that nobody needs one."""
        # Once there was one, it stays so: revoking all of them opens nothing.
        if not self._needed and (self._asked is None or self._over(self._asked)):
            self._needed = await self._keys.exist()
            self._asked = self._clock.now()
        return not self._needed

    async def find(self, token: str) -> Key | None:
        """The valid key that the token belongs to."""
        digest = sha256(token.encode("utf-8", "surrogatepass")).digest()
        known = self._known.get(digest)
        if known is not None and not self._over(known[1]):
            return known[0]
        key = await self._keys.find(token)
        if len(self._known) >= MOST:
            self._known.clear()
        if key is None:
            self._known.pop(digest, None)
        else:
            self._known[digest] = (key, self._clock.now())
        return key

    def _over(self, since: float) -> bool:
        return self._clock.now() - since >= SECONDS
