"""Pages that a caller of the service names instead of sending them."""

from dataclasses import dataclass, field

from keyquestions.errors import AddressForbidden, FetchFailed, FetchOff
from keyquestions.fetching.addresses import Network, SystemNetwork
from keyquestions.fetching.pages import Page, fetch


@dataclass(frozen=True, slots=True)
class Pages:
    """Fetches for callers who are not the operator, if the operator allows that at all.

    `private` lets them point to loopback and private addresses, which are otherwise refused after
    resolving, at every redirect.
    """

    allowed: bool = False
    private: bool = False
    network: Network = field(default_factory=SystemNetwork)

    async def fetch(self, url: str) -> Page:
        """The page at that address.

        Raises:
            FetchOff: nothing is fetched here.
            AddressForbidden: the address, or one that it redirects to, is not a public one.
            FetchFailed: no page came.
        """
        if not self.allowed:
            raise FetchOff(
                "This service does not fetch pages; send the article as content_html or "
                "content_text."
            )
        try:
            return await fetch(url, allow_private=self.private, network=self.network)
        except (AddressForbidden, FetchFailed) as error:
            # What follows the semicolon is advice for somebody at the command line.
            fact = error.message.rpartition("; ")[0]
            raise type(error)(f"{fact}; send the article as content_html instead.") from None
