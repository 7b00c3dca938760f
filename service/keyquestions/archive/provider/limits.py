"""What a provider takes at once."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FileLimits:
    """Of one file of requests, and of all that wait at the provider.

    `tokens` is how many tokens of input may wait there for one model, by the account's tier; None
    leaves it to the provider to refuse a batch, which is then cut in two.
    """

    lines: int = 50_000
    bytes: int = 200_000_000
    tokens: int | None = None
