"""A whole page within its limits, or one line that a person can act on."""

import asyncio
import gzip
import socket
import ssl
import struct

import httpcore2
import pytest

from keyquestions.fetching import MAX_REDIRECTS, Page

from .conftest import PUBLIC, FakeNetwork, failure, local, reply


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
