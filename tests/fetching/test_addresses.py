"""Only public addresses are connected to, however they are spelled or reached."""

import asyncio

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from keyquestions.errors import AddressForbidden, FetchFailed
from keyquestions.fetching import fetch, is_public
from keyquestions.fetching.addresses import CONNECT_TIMEOUT

from .conftest import OTHER_PUBLIC, PUBLIC, FakeNetwork, failure, local, reply


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


@settings(deadline=None)
@given(st.ip_addresses(v=4))
def test_an_address_inside_is_inside_in_every_form(address):
    """Mapping, NAT64 and 6to4 change nothing about an address."""
    number = int(address)
    sixes = f"2002:{number >> 16:x}:{number & 0xFFFF:x}::1"

    assert {
        is_public(f"::ffff:{address}"), is_public(f"64:ff9b::{address}"), is_public(sixes)
    } == {is_public(str(address))}  # fmt: skip


@settings(deadline=None)
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
