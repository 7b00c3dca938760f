"""Pages from URLs; only from public addresses, unless that is switched off."""

from keyquestions.fetching.addresses import Network, SystemNetwork, is_public
from keyquestions.fetching.pages import MAX_BYTES, MAX_REDIRECTS, TIMEOUT, Page, fetch

__all__ = [
    "MAX_BYTES", "MAX_REDIRECTS", "TIMEOUT", "Network", "Page", "SystemNetwork", "fetch",
    "is_public",
]  # fmt: skip
