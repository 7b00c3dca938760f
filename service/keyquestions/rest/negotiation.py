"""What a request's headers ask for: the representation, a wait, or nothing if nothing changed."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256

JSON = "application/json"
HTML = "text/html"
TEXT = "text/plain"
EVENTS = "text/event-stream"
WIDGET = "application/vnd.keyquestions.widget+json"
"""What the reader's widget shows, as data out of which it builds elements."""

LONGEST_WAIT = 20.0
"""How long a request may be held for its result, in seconds."""

SHORT_WAIT = 0.3
"""How long it is held without being asked to: what is done by then needs no second request.

The built-in analyst is done by then unless it has a queue. Whoever posts gets an answer within a
second when the service is busy, too.
"""

_RANGE = re.compile(r"\s*([^\s/;,]+)/([^\s/;,]+)\s*((?:;[^,]*)?)$")
_QUALITY = re.compile(r";\s*q\s*=\s*([^;\s]*)\s*(?:;|$)", re.IGNORECASE)
_TAG = re.compile(r'(?:W/)?("[^"]*")')
_SECONDS = re.compile(r"\d{1,6}")


def chosen(accept: str | None, offers: Sequence[str]) -> str | None:
    """The offer that the Accept header likes best; None where it wants none of them.

    Of those that it likes equally the first one offered is taken. Ranges that are none are passed
    over.
    """
    if accept is None or not accept.strip():
        return offers[0]
    ranges = list(_ranges(accept))
    ranked = [(_liking(offer, ranges), offer) for offer in offers]
    best = max(liking for liking, _ in ranked)
    return next(offer for liking, offer in ranked if liking == best) if best > 0 else None


def _ranges(accept: str) -> Iterator[tuple[str, str, float]]:
    for part in accept.split(","):
        found = _RANGE.match(part)
        if found is None:
            continue
        quality = _QUALITY.search(found[3])
        yield found[1].lower(), found[2].lower(), _number(quality[1]) if quality else 1.0


def _number(text: str) -> float:
    """A quality from 0 to 1; what is none counts as not wanted."""
    return float(text) if re.fullmatch(r"0(\.\d{0,3})?|1(\.0{0,3})?", text) else 0.0


def _liking(offer: str, ranges: Sequence[tuple[str, str, float]]) -> float:
    """The quality of the most specific range that covers the offer."""
    main, sub = offer.split("/")
    best = (-1, 0.0)
    for type_, subtype, quality in ranges:
        if (type_, subtype) in {(main, sub), (main, "*"), ("*", "*")}:
            best = max(best, ((type_ != "*") + (subtype != "*"), quality))
    return best[1]


@dataclass(frozen=True, slots=True)
class Wait:
    """For how many seconds to hold the request, and what to say was applied of `Prefer`.

    They are counted from when the whole of the request was there.
    """

    seconds: float = SHORT_WAIT
    applied: str | None = None

    def left(self, passed: float) -> float:
        """How long to hold it when so many seconds have passed."""
        return max(0.0, self.seconds - passed)


def preferred_wait(prefer: Sequence[str]) -> Wait:
    """What the Prefer headers say (RFC 7240): `wait=N`, `respond-async`, or neither.

    More than the limit is the limit; what is no number of seconds is passed over, as the RFC says.
    """
    wanted: dict[str, str] = {}
    for part in ",".join(prefer).split(","):
        name, _, value = part.partition(";")[0].partition("=")
        wanted.setdefault(name.strip().lower(), value.strip().strip('"'))
    if _SECONDS.fullmatch(wanted.get("wait", "")):
        seconds = min(float(wanted["wait"]), LONGEST_WAIT)
        return Wait(seconds, f"wait={seconds:g}")
    if "respond-async" in wanted:
        return Wait(0.0, "respond-async")
    return Wait()


def entity_tag(body: bytes) -> str:
    """A strong tag: another byte, another tag. Representations of one thing have their own."""
    return f'"{sha256(body).hexdigest()[:32]}"'


def is_known(tag: str, if_none_match: Sequence[str]) -> bool:
    """Whether the caller has what the tag stands for (weak comparison, RFC 9110 13.1.2)."""
    told = ",".join(if_none_match).strip()
    return told == "*" or tag in _TAG.findall(told)
