"""Every error that a caller of the evals can meet.

EvalsError
├── FixturesInvalid    fixtures or labels that cannot be used; it lists all faults
└── NothingToCompare   fewer articles than a statistic needs
"""

from collections.abc import Sequence


class EvalsError(Exception):
    """The root; the text is one sentence, or one line for each fault."""


class FixturesInvalid(EvalsError):
    """Fixtures or labels that cannot be used.

    `faults` are lines of the form "FILE:LINE: what is wrong".
    """

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = tuple(faults)


class NothingToCompare(EvalsError):
    """There are fewer articles than a statistic needs."""
