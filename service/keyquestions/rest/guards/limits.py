"""How much is read of a request, and how long for."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Bytes and seconds.

    `body` is for a JSON body and `stream` for one of many lines (`application/jsonl`), both once
    they are decompressed. `seconds` is how long a body may take, and longer by a second for every
    `pace` bytes that came. `requests` is how many there are at once, at most, in one process.
    """

    body: int = 10_000_000
    stream: int = 200_000_000
    seconds: float = 30.0
    pace: int = 20_000
    requests: int = 1000
