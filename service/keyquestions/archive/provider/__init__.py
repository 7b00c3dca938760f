"""Archives at half the price: a provider's batch endpoint answers the requests within a day."""

from keyquestions.archive.provider.limits import FileLimits
from keyquestions.archive.provider.opening import Manner, Means, open_provider_run
from keyquestions.archive.provider.running import Outcome, Progress, ProviderRun, Report

__all__ = [
    "FileLimits",
    "Manner",
    "Means",
    "Outcome",
    "Progress",
    "ProviderRun",
    "Report",
    "open_provider_run",
]
