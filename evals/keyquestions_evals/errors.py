"""Every error that a caller of the evals can meet.

EvalsError
├── FixturesInvalid    fixtures or labels that cannot be used; it lists all faults
├── JournalInvalid     a journal that cannot be read or written
├── RunMismatch        runs that cannot be put together
├── VariantInvalid     no such set of prompt files
├── GateInvalid        the gate's file is wrong
├── JudgesInvalid      the judges' register is wrong
├── BenchDataInvalid   a public data set that is not there, or not as it should be
├── JudgeUnfit         a judge that may not gate
├── JudgeSilent        a judge that gave no verdict where one was needed
├── NothingToCompare   fewer articles than a statistic needs
└── MeasuresMixed      values that were found by different measures
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


class JournalInvalid(EvalsError):
    """A journal that cannot be read or written; the text begins with "FILE:LINE:"."""


class RunMismatch(EvalsError):
    """Runs that cannot be put together: of other articles, or of another variant."""


class VariantInvalid(EvalsError):
    """There is no such variant, or its files cannot be used."""


class GateInvalid(EvalsError):
    """The gate's file does not hold what it must."""


class JudgesInvalid(EvalsError):
    """The judges' register does not hold what it must."""


class BenchDataInvalid(EvalsError):
    """A public data set is not where it was said to be, or not as it should be."""


class JudgeUnfit(EvalsError):
    """A judge whose agreement with labelled verdicts is too low, or not known, to gate by it."""


class JudgeSilent(EvalsError):
    """A judge gave no verdict where one was needed; `codes` are those of the models' errors."""

    def __init__(self, faults: Sequence[str], codes: Sequence[str]) -> None:
        super().__init__("\n".join(faults))
        self.codes = tuple(codes)


class NothingToCompare(EvalsError):
    """There are fewer articles than a statistic needs."""


class MeasuresMixed(EvalsError):
    """Values of one column that were found by different measures, which are not comparable."""
