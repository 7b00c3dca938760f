"""Fetching: only public addresses, within limits, and errors that a person can act on."""

import asyncio
import contextlib
import gzip
import socket
import ssl
import struct
from collections.abc import AsyncIterator, Awaitable, Callable

import httpcore2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyquestions.errors import AddressForbidden, FetchError, FetchFailed
from keyquestions.fetching import MAX_REDIRECTS, Page, SystemNetwork, fetch, is_public
from keyquestions.fetching.addresses import CONNECT_TIMEOUT

Answer = Callable[[asyncio.StreamWriter], Awaitable[None]]
PUBLIC, OTHER_PUBLIC = "93.184.215.14", "93.184.215.15"


def reply(
    body: bytes = b"<p>Hello.</p>", *, status: int = 200, framed: bool = True, **headers: str
) -> bytes:
    """An HTTP answer; `framed` says how long it is."""
    fields = {"content_type": "text/html"} | headers
    if framed:
        fields.setdefault("content_length", str(len(body)))
    lines = [f"{name.replace('_', '-')}: {value}" for name, value in fields.items()]
    return "\r\n".join([f"HTTP/1.1 {status} X", *lines, "", ""]).encode() + body


class Server:
    """Answers each path on loopback with bytes, or with what a function writes."""

    def __init__(self) -> None:
        self.answers: dict[str, bytes | Answer] = {}
        self.requests: list[str] = []
        self.port = 0

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"

    async def handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one request and hang up."""
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            request = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            self.requests.append(request)
            answer = self.answers.get(request.split(" ")[1], reply(b"", status=404))
            if isinstance(answer, bytes):
                writer.write(answer)
                await writer.drain()
            else:
                await answer(writer)
        writer.close()


class FakeNetwork:
    """Names and public addresses that lead to a server on loopback; it records who asked."""

    def __init__(self, names: dict[str, list[str]], port: int, dead: tuple[str, ...] = ()) -> None:
        self.names = names
        self.port = port
        self.dead = dead
        self.asked: list[str] = []
        self.connected: list[str] = []
        self.timeouts: list[float | None] = []

    async def resolve(self, host: str, port: int) -> list[str]:
        """What the test says; numbers in odd spellings as the system reads them."""
        self.asked.append(host)
        if host in self.names:
            return self.names[host]
        return await SystemNetwork().resolve(host, port)

    async def connect(
        self,
        address: str,
        port: int,
        *,
        timeout: float | None,  # noqa: ASYNC109 - the port's signature
    ) -> httpcore2.AsyncNetworkStream:
        """Lead to the server, unless the address is dead."""
        self.connected.append(address)
        self.timeouts.append(timeout)
        if address in self.dead:
            raise httpcore2.ConnectTimeout
        return await SystemNetwork().connect("127.0.0.1", self.port, timeout=None)


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    server = Server()
    listening = await asyncio.start_server(server.handle, "127.0.0.1", 0)
    server.port = listening.sockets[0].getsockname()[1]
    async with listening:
        yield server


async def local(server: Server, path: str, **options: object) -> Page:
    """Fetch from the server with private addresses allowed."""
    return await fetch(f"{server.url}{path}", allow_private=True, **options)


async def failure(url: str, **options: object) -> str:
    """The one line that a fetch fails with."""
    with pytest.raises(FetchError) as caught:
        await fetch(url, **options)
    message = str(caught.value)
    assert "\n" not in message
    assert message.endswith((".", "mean it."))
    return message


async def test_a_page_comes_with_its_encoding_and_last_address(server):
    """Bytes, the charset that the server named, and where redirects led."""
    server.answers["/old"] = reply(status=302, location="/new?a=1")
    server.answers["/new?a=1"] = reply(b"caf\xe9", content_type='text/html; charset="ISO-8859-1"')

    page = await local(server, "/old#top")

    assert page == Page(b"caf\xe9", "ISO-8859-1", f"{server.url}/new?a=1")


async def test_a_request_says_who_asks_and_wants_nothing_compressed(server):
    """The server sees our name, and no fragment, cookie or password."""
    server.answers["/a"] = reply()

    await local(server, "/a#secret")

    request = server.requests[0].lower()
    assert "accept-encoding: identity" in request
    assert "user-agent: keyquestions/" in request
    assert "secret" not in request
    assert "authorization" not in request


async def test_addresses_with_letters_of_any_script_are_spelled_for_the_wire(server):
    """An editor pastes what the browser shows: spaces, umlauts, an accented host."""
    server.answers["/gr%C3%B6%C3%9Fe%20a?q=%C3%A9"] = reply(b"ok")
    network = FakeNetwork({"xn--bcher-kva.example": [PUBLIC]}, server.port)

    page = await fetch("http://bücher.example/größe a?q=é", network=network)

    assert page.data == b"ok"
    assert network.asked == ["xn--bcher-kva.example"]


async def test_a_location_in_raw_bytes_is_followed(server):
    """Servers put UTF-8, or Latin-1, into a header that should be ASCII."""
    server.answers["/a"] = reply(status=301, location="LOCATION").replace(
        b"LOCATION", "/ä".encode()
    )
    server.answers["/%C3%A4"] = reply(status=301, location="LOCATION").replace(
        b"LOCATION", "/ö".encode("latin-1")
    )
    server.answers["/%C3%B6"] = reply(b"there")

    assert (await local(server, "/a")).data == b"there"


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "http://127.1.2.3:8080/",
        "http://2130706433/",
        "http://0177.0.0.1/",
        "http://0x7f.0.0.1/",
        "http://0x7f000001/",
        "http://127.1/",
        "http://127。0。0。1/",
        "http://①②⑦.⓪.⓪.①/",
        "http://localhost/",
        "http://LOCALHOST/",
        "http://0.0.0.0/",
        "http://0/",
        "http://[::1]/",
        "http://[::]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[::ffff:7f00:1]/",
        "http://[::127.0.0.1]/",
        "http://[64:ff9b::7f00:1]/",
        "http://[64:ff9b:1::7f00:1]/",
        "http://[2002:7f00:1::]/",
        "http://[fe80::1]/",
        "http://[fc00::1]/",
        "http://[fec0::1]/",
        "http://[ff02::1]/",
        "http://10.0.0.1/",
        "http://172.16.0.1/",
        "http://192.168.1.1/",
        "http://169.254.169.254/latest/meta-data",
        "http://100.64.0.1/",
        "http://100.100.100.200/",
        "http://192.0.0.192/",
        "http://168.63.129.16/",
        "http://198.18.0.1/",
        "http://224.0.0.1/",
        "http://240.0.0.1/",
        "http://255.255.255.255/",
    ],
)
async def test_nothing_inside_is_connected_to_however_it_is_spelled(url):
    """No spelling of an inner address gets as far as a connection."""
    network = FakeNetwork({}, 0)

    message = await failure(url, network=network)

    assert "is a loopback or private address" in message
    assert "--allow-private" in message
    assert network.connected == []


@pytest.mark.parametrize(
    "addresses",
    [["10.0.0.7"], ["::1"], [PUBLIC, "127.0.0.1"], ["fd00::1", PUBLIC], ["not an address"]],
)
async def test_a_name_is_refused_if_any_of_its_addresses_is_inside(addresses):
    """A name server may not point inside, and may not mix inner addresses with public ones."""
    network = FakeNetwork({"news.example": addresses}, 0)

    message = await failure("http://news.example/a", network=network)

    assert message.startswith("news.example is a loopback or private address")
    assert network.connected == []


async def test_what_was_resolved_is_what_is_connected_to(server):
    """A name is looked up once for a connection: a second answer could lead inside."""
    server.answers["/a"] = reply(b"public")
    network = FakeNetwork({"news.example": [PUBLIC]}, server.port)

    page = await fetch("http://news.example/a", network=network)

    assert page.data == b"public"
    assert network.asked == ["news.example"]
    assert network.connected == [PUBLIC]


@pytest.mark.parametrize(
    "location",
    [
        "http://127.0.0.1/admin",
        "//localhost/admin",
        "http://inside.example/",
        "http://[::ffff:10.0.0.1]/",
        "http://2852039166/latest/meta-data/",
    ],
)
async def test_a_public_page_cannot_redirect_inside(server, location):
    """Every hop is checked where its connection is made."""
    server.answers["/a"] = reply(status=307, location=location)
    names = {"news.example": [PUBLIC], "inside.example": ["192.168.0.3"]}
    network = FakeNetwork(names, server.port)

    message = await failure("http://news.example/a", network=network)

    assert "is a loopback or private address" in message
    assert network.connected == [PUBLIC]
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    ("location", "says"),
    [
        ("file:///etc/passwd", "A file: URL is not an http or https address"),
        ("ftp://news.example/a", "ftp://news.example/a is not an http or https address"),
        ("http://bob:hunter2@news.example/", "comes with a user or password"),
        ("http://[::1/", "redirects to what is not a valid address"),
        ("http://news.example:99999/", "is not a valid address"),
    ],
)
async def test_a_redirect_may_not_change_to_what_is_not_fetched(server, location, says):
    """Schemes, passwords and broken addresses are refused behind a redirect, too."""
    server.answers["/a"] = reply(status=301, location=location)
    network = FakeNetwork({"news.example": [PUBLIC]}, server.port)

    message = await failure("http://news.example/a", network=network)

    assert says in message
    assert "hunter2" not in message


async def test_the_next_address_is_tried_where_one_does_not_answer(server):
    """A dead address costs some seconds of the deadline, not all of it."""
    server.answers["/a"] = reply(b"ok")
    names = {"news.example": [PUBLIC, OTHER_PUBLIC]}
    network = FakeNetwork(names, server.port, dead=(PUBLIC,))

    assert (await fetch("http://news.example/a", network=network)).data == b"ok"
    assert network.connected == [PUBLIC, OTHER_PUBLIC]
    assert network.timeouts == [CONNECT_TIMEOUT, None]


async def test_a_host_without_an_answering_address_cannot_be_reached():
    """All addresses dead, none at all, and a name that nobody knows are told alike."""
    names = {"dead.example": [PUBLIC], "empty.example": []}
    network = FakeNetwork(names, 0, dead=(PUBLIC,))

    for host in ("dead.example", "empty.example"):
        message = await failure(f"http://{host}/a?key=1", network=network)
        assert message == f"http://{host}/a cannot be reached; check the address."


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "ftp://news.example/a",
        "data:text/html,<p>hello",
        "gopher://news.example/",
        "javascript:alert(1)",
        "news.example/a",
        "http:///a",
        "",
        "http://",
        "https://" + "a" * 9000,
        "http://" + "a" * 70 + ".example/",
        "http://[::1",
        "http://news.example:port/",
        "http://bob:hunter2@news.example/",
        "http://hunter2@news.example/",
        "http:bob:hunter2@news.example/",
        "bob:hunter2@news.example",
        "https:///bob:hunter2@news.example/",
        "http://news.example\\@127.0.0.1/",
    ],
)
async def test_what_is_no_address_of_a_page_is_refused_without_a_connection(url):
    """Other schemes, passwords and broken URLs: one line that never repeats a password."""
    network = FakeNetwork({"news.example": [PUBLIC]}, 0)

    with pytest.raises(AddressForbidden):
        await fetch(url, network=network)
    message = await failure(url, network=network)

    assert "hunter2" not in message
    assert "passwd" not in message
    assert len(message) < 300
    assert network.connected == []


@pytest.mark.parametrize("allow_private", [True, False])
async def test_the_port_of_an_address_is_used_and_shown(server, allow_private):
    """A page may be on any port; the error says which."""
    network = FakeNetwork({"news.example": [PUBLIC]}, server.port)

    message = await failure(
        "http://news.example:8081/x?token=abc", network=network, allow_private=allow_private
    )

    assert message == "http://news.example:8081/x answered with HTTP 404; check the address."
    assert "host: news.example:8081" in server.requests[0].lower()


@pytest.mark.parametrize(
    ("status", "advice"),
    [
        (404, "check the address"),
        (410, "check the address"),
        (403, "save the page"),
        (500, "try again later"),
        (503, "try again later"),
        (429, "try again later"),
        (204, "check the address"),
        (304, "check the address"),
    ],
)
async def test_a_status_without_a_page_is_told_with_what_to_do(server, status, advice):
    """404, 403 and 503 want different things of a person."""
    body = b"" if status in {204, 304} else b"<p>Sorry.</p>"
    server.answers["/a?token=abc"] = reply(body, status=status)

    message = await failure(f"{server.url}/a?token=abc", allow_private=True)

    assert f"HTTP {status}; {advice}" in message
    assert "abc" not in message


async def test_redirects_that_never_end_are_given_up(server):
    """A loop is asked for a limited number of times."""
    server.answers["/a"] = reply(status=302, location="/b")
    server.answers["/b"] = reply(status=302, location="/a")

    message = await failure(f"{server.url}/a", allow_private=True)

    assert "redirects too often" in message
    assert len(server.requests) == MAX_REDIRECTS + 1


async def test_a_redirect_to_nowhere_is_an_answer_without_a_page(server):
    """A 302 without a Location is told by its status."""
    server.answers["/a"] = reply(status=302)

    assert "HTTP 302" in await failure(f"{server.url}/a", allow_private=True)


@pytest.mark.parametrize(
    "content_type", ["application/pdf", "image/png", "application/json", "video/mp4", "text/css"]
)
async def test_what_is_no_text_is_refused(server, content_type):
    """A PDF or a picture is not read as if it were a page."""
    server.answers["/a"] = reply(content_type=content_type)

    assert "is not a page of HTML or text" in await failure(f"{server.url}/a", allow_private=True)


@pytest.mark.parametrize("content_type", ["text/html", "TEXT/PLAIN; x=y", "application/xhtml+xml"])
async def test_html_and_text_are_read(server, content_type):
    """The types that an article comes in."""
    server.answers["/a"] = reply(b"words", content_type=content_type)

    assert (await local(server, "/a")).data == b"words"


async def test_what_was_not_asked_for_compressed_is_not_unpacked(server):
    """A few kilobytes of gzip can be gigabytes."""
    server.answers["/a"] = reply(gzip.compress(b"\0" * 1_000_000), content_encoding="gzip")

    assert "compressed" in await failure(f"{server.url}/a", allow_private=True)


async def test_a_page_over_the_limit_is_refused_and_one_at_the_limit_is_read(server):
    """Nothing is cut."""
    server.answers["/over"] = reply(b"x" * 1001)
    server.answers["/at"] = reply(b"x" * 1000)

    message = await failure(f"{server.url}/over", allow_private=True, limit_bytes=1000)

    assert "is over 1,000 bytes" in message
    assert len((await local(server, "/at", limit_bytes=1000)).data) == 1000


async def test_a_page_without_an_end_is_stopped_at_the_limit(server):
    """An endless body costs no more memory than the limit."""

    async def endless(writer: asyncio.StreamWriter) -> None:
        writer.write(reply(b"", framed=False))
        while True:
            writer.write(b"x" * 10_000)
            await writer.drain()

    server.answers["/a"] = endless

    assert "is over 100,000 bytes" in await failure(
        f"{server.url}/a", allow_private=True, limit_bytes=100_000
    )


async def test_headers_without_an_end_are_refused(server):
    """Endless headers are no web server's answer."""

    async def endless(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\n")
        while True:
            writer.write(b"a: b\r\n" * 1000)
            await writer.drain()

    server.answers["/a"] = endless

    assert "does not answer as a web server does" in await failure(
        f"{server.url}/a", allow_private=True
    )


async def test_a_deadline_ends_all_of_it():
    """The deadline holds for looking up, connecting and reading together."""

    class Silent(FakeNetwork):
        async def resolve(self, host: str, port: int) -> list[str]:
            await asyncio.Event().wait()
            return await super().resolve(host, port)

    message = await failure("http://news.example/a?x=1", network=Silent({}, 0), timeout=0)

    assert message == ("http://news.example/a did not answer within 0 seconds; try again later.")


async def test_a_server_that_drips_does_not_outlast_the_deadline(server):
    """Each byte in time is still too late in all."""
    waiting = asyncio.Event()

    async def dripping(writer: asyncio.StreamWriter) -> None:
        writer.write(reply(b"x", content_length="1000"))
        await writer.drain()
        await waiting.wait()

    server.answers["/a"] = dripping

    message = await failure(f"{server.url}/a", allow_private=True, timeout=0.2)

    waiting.set()
    assert "did not answer within 0.2 seconds" in message


async def test_cancelling_a_fetch_is_not_turned_into_an_error(server):
    """A cancelled caller is cancelled."""
    asked, waiting = asyncio.Event(), asyncio.Event()

    async def silent(_: asyncio.StreamWriter) -> None:
        asked.set()
        await waiting.wait()

    server.answers["/a"] = silent
    task = asyncio.create_task(local(server, "/a"))
    await asked.wait()
    task.cancel()

    with pytest.raises(asyncio.CancelledError):
        await task
    waiting.set()


async def test_a_refused_connection_is_told():
    """A port where nobody listens."""
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{unused.getsockname()[1]}/a?token=abc"
        message = await failure(url, allow_private=True)

    assert message.endswith("/a cannot be reached; check the address.")


@pytest.mark.parametrize("reset", [True, False])
async def test_a_page_that_breaks_off_is_no_page(server, reset):
    """Half a page is an error, whether the connection was reset or closed."""

    async def half(writer: asyncio.StreamWriter) -> None:
        writer.write(reply(b"<p>Half", content_length="1000"))
        await writer.drain()
        if reset:
            linger = struct.pack("ii", 1, 0)
            writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)

    server.answers["/a"] = half

    assert "broke off in the middle" in await failure(f"{server.url}/a", allow_private=True)


@pytest.mark.parametrize(
    "answer", [b"SSH-2.0-OpenSSH_9.6\r\n", b"\0\1\2", b"", b"HTTP/9.9 x\r\n\r\n"]
)
async def test_what_is_no_web_server_is_told(server, answer):
    """Another protocol's greeting, rubbish, or nothing."""
    server.answers["/a"] = answer

    assert "does not answer as a web server does" in await failure(
        f"{server.url}/a", allow_private=True
    )


async def test_https_to_a_server_without_tls_cannot_be_reached():
    """A handshake that fails is an unreachable page."""

    async def greet(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 mail.example\r\n")
        writer.close()

    async with await asyncio.start_server(greet, "127.0.0.1", 0) as listening:
        port = listening.sockets[0].getsockname()[1]
        message = await failure(f"https://127.0.0.1:{port}/a", allow_private=True)

    assert "cannot be reached" in message


async def test_an_invalid_certificate_is_named():
    """The reader is not sent looking for a typing error."""

    class Impostor(httpcore2.AsyncNetworkStream):
        async def start_tls(
            self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, **_: object
        ) -> httpcore2.AsyncNetworkStream:
            assert ssl_context.verify_mode is ssl.CERT_REQUIRED
            assert ssl_context.check_hostname
            assert server_hostname == "news.example"
            try:
                raise ssl.SSLCertVerificationError
            except ssl.SSLError as error:
                raise httpcore2.ConnectError(error) from error

        async def aclose(self) -> None:
            """Nothing to close."""

    class Network(FakeNetwork):
        async def connect(self, address: str, port: int, **_: object) -> Impostor:
            assert (address, port) == (PUBLIC, 443)
            return Impostor()

    network = Network({"news.example": [PUBLIC]}, 0)

    assert "has no valid certificate" in await failure("https://news.example/", network=network)


async def test_what_is_shown_of_an_address_is_one_printable_line(server):
    """Control characters in a path do not reach a terminal, and long paths are cut."""
    network = FakeNetwork({"news.example": [PUBLIC]}, server.port)

    message = await failure(f"http://news.example/\x1b[2J\u2028\u202e{'a' * 500}", network=network)

    assert message.isprintable()
    assert len(message) < 300


@pytest.mark.parametrize(
    "address",
    ["8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808", "2002:808:808::1"],
)
def test_public_addresses_are_public_in_every_form(address):
    """IPv4 inside IPv6 is as public as what is inside."""
    assert is_public(address)


@given(st.ip_addresses(v=4))
def test_an_address_inside_is_inside_in_every_form(address):
    """Mapping, NAT64 and 6to4 change nothing about an address."""
    number = int(address)
    sixes = f"2002:{number >> 16:x}:{number & 0xFFFF:x}::1"

    assert {
        is_public(f"::ffff:{address}"), is_public(f"64:ff9b::{address}"), is_public(sixes)
    } == {is_public(str(address))}  # fmt: skip


@given(st.text(max_size=60).map(lambda text: f"http://{text}"))
def test_any_text_behind_a_scheme_is_a_fetch_error_or_a_page_asked_for(text):
    """No URL, however broken, makes anything else than a fetch error."""

    class Dead(FakeNetwork):
        async def resolve(self, host: str, port: int) -> list[str]:
            assert host.isascii()
            assert 0 <= port <= 65535
            return [PUBLIC]

    with pytest.raises((AddressForbidden, FetchFailed)) as caught:
        asyncio.run(fetch(text, network=Dead({}, 0, dead=(PUBLIC,))))
    assert str(caught.value).isprintable()
