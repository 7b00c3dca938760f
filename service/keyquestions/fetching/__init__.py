"""Pages from URLs; only from public addresses, unless that is switched off."""

from keyquestions.fetching.addresses import CheckedBackend, Network, SystemNetwork, is_public
from keyquestions.fetching.contents import Pages
from keyquestions.fetching.pages import (
    MAX_BYTES,
    MAX_REDIRECTS,
    TIMEOUT,
    Page,
    fetch,
    is_about_certificate,
    ssl_context,
)
from keyquestions.fetching.targets import shown, target

__all__ = [
    "MAX_BYTES", "MAX_REDIRECTS", "TIMEOUT", "CheckedBackend", "Network", "Page", "Pages",
    "SystemNetwork", "fetch", "is_about_certificate", "is_public", "shown", "ssl_context", "target",
]  # fmt: skip
