"""The fault-injecting server does what the other tests believe it does."""

import httpx2
import pytest

from .faults import (
    FaultServer,
    closed_url,
    failure,
    page,
    reply,
    reset,
    reset_in_body,
    stall_in_body,
)


async def test_plays_its_script_in_order_and_journals_the_requests() -> None:
    """Two requests get two answers, a third one is told that it is too many."""
    async with (
        FaultServer([failure(503), reply("hello")]) as server,
        httpx2.AsyncClient() as client,
    ):
        told = [await client.post(f"{server.url}/x", json={"n": n}) for n in range(3)]
    assert [answer.status_code for answer in told] == [503, 200, 418]
    assert told[1].json()["choices"][0]["message"]["content"] == "hello"
    assert server.bodies == [{"n": 0}, {"n": 1}, {"n": 2}]
    assert {asked.path for asked in server.journal} == {"/v1/x"}


async def test_a_script_may_be_a_function_of_the_request() -> None:
    """The answer can depend on what was asked."""

    def by_path(asked):
        return page() if asked.path.endswith("/page") else reply()

    async with FaultServer(by_path) as server, httpx2.AsyncClient() as client:
        html = await client.get(f"{server.url}/page")
        chat = await client.get(f"{server.url}/chat")
    assert html.headers["content-type"] == "text/html"
    assert chat.json()["choices"]


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (reset(), httpx2.NetworkError | httpx2.RemoteProtocolError),
        (reset_in_body(), httpx2.NetworkError | httpx2.RemoteProtocolError),
        (stall_in_body(), httpx2.ReadTimeout),
    ],
)
async def test_breaks_connections(answer, error) -> None:
    """A reset and a stall look to a client like what they are."""
    # A slow machine may take its time to connect; after that, late is as good as never.
    patience = httpx2.Timeout(60, read=0.05)
    async with FaultServer(answer) as server, httpx2.AsyncClient(timeout=patience) as client:
        with pytest.raises(error.__args__ if hasattr(error, "__args__") else error):
            await client.get(server.url)


async def test_nothing_listens_at_a_closed_address() -> None:
    """The address for connection failures refuses connections."""
    async with httpx2.AsyncClient() as client:
        with pytest.raises(httpx2.ConnectError):
            await client.get(closed_url())
