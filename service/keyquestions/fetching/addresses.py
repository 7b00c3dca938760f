"""Where connections may go.

An address is checked where the connection is made: what was resolved is what is connected to, so
that neither a redirect, nor an odd spelling, nor a second answer of the name server leads inside.
"""

import asyncio
import ipaddress
import socket
from collections.abc import Iterable
from typing import Any, Protocol

import httpcore2

from keyquestions.errors import AddressForbidden

CONNECT_TIMEOUT = 5.0
"""Seconds for each of a host's addresses but the last, which has all the time that is left."""

_UNICAST = ipaddress.ip_network("2000::/3")
_INSIDE = tuple(
    map(
        ipaddress.ip_network,
        # Protocol assignments and relays, a cloud's own service, and addresses for documents: not
        # every Python that is supported knows all of them.
        ("192.0.0.0/24", "192.88.99.0/24", "168.63.129.16/32", "3fff::/20"),
    )
)
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


class Network(Protocol):
    """What looks up names and opens connections."""

    async def resolve(self, host: str, port: int) -> list[str]:
        """The IP addresses that a host name, or an address in any spelling, stands for."""
        ...

    async def connect(
        self,
        address: str,
        port: int,
        *,
        timeout: float | None,  # noqa: ASYNC109 - passed on to the library
    ) -> httpcore2.AsyncNetworkStream:
        """Connect to an IP address within so many seconds."""
        ...


class SystemNetwork:
    """The operating system's resolver and sockets."""

    async def resolve(self, host: str, port: int) -> list[str]:
        """Ask the system, without duplicates and in its order."""
        loop = asyncio.get_running_loop()
        found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        return list(dict.fromkeys(str(entry[4][0]) for entry in found))

    async def connect(
        self,
        address: str,
        port: int,
        *,
        timeout: float | None,  # noqa: ASYNC109 - passed on to the library
    ) -> httpcore2.AsyncNetworkStream:
        """Open a TCP connection."""
        return await httpcore2.AnyIOBackend().connect_tcp(address, port, timeout)


class CheckedBackend(httpcore2.AsyncNetworkBackend):
    """Resolves a name once, refuses it if any of its addresses is inside, then connects."""

    def __init__(self, network: Network, *, allow_private: bool) -> None:
        self._network = network
        self._allow_private = allow_private

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - the signature is the library's
        local_address: str | None = None,  # noqa: ARG002 - the same
        socket_options: Iterable[Any] | None = None,  # noqa: ARG002 - the same
    ) -> httpcore2.AsyncNetworkStream:
        """Connect to the first of the host's addresses that answers.

        Raises:
            AddressForbidden: one of them is not public.
        """
        addresses = await self._network.resolve(host, port)
        if not self._allow_private and not all(map(is_public, addresses)):
            raise AddressForbidden(
                f"{host} is a loopback or private address, which is not fetched; give the file, or "
                "say --allow-private (KEYQUESTIONS_FETCH_PRIVATE=1) if you mean it."
            )
        if not addresses:
            raise httpcore2.ConnectError("no address")
        for address in addresses[:-1]:
            try:
                return await self._network.connect(address, port, timeout=CONNECT_TIMEOUT)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout):
                continue
        return await self._network.connect(addresses[-1], port, timeout=timeout)


def is_public(address: str) -> bool:
    """Whether an IP address is one of the public internet, whatever form it comes in."""
    try:
        ip = ipaddress.ip_address(address.split("%", maxsplit=1)[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour
        if ip in _NAT64:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
        if ip not in _UNICAST:
            return False
    return ip.is_global and not ip.is_multicast and not any(ip in each for each in _INSIDE)
