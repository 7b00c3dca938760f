"""Pages for callers who are not the operator."""

import pytest

from keyquestions.errors import AddressForbidden, FetchFailed, FetchOff
from keyquestions.fetching import Pages

from .conftest import PUBLIC, FakeNetwork, reply


async def test_nothing_is_fetched_by_default():
    """The sentence says what to send instead."""
    with pytest.raises(FetchOff, match="send the article as content_html"):
        await Pages().fetch("http://93.184.215.14/")


async def test_a_page_that_leads_inside_is_refused_at_every_hop(server):
    """Nor is a word of the command line's advice in the sentence."""
    server.answers["/a"] = reply(status=302, location="http://inside.example/")
    network = FakeNetwork({"a.example": [PUBLIC], "inside.example": ["10.0.0.7"]}, server.port)
    with pytest.raises(AddressForbidden) as error:
        await Pages(allowed=True, network=network).fetch("http://a.example/a")
    assert error.value.message == (
        "inside.example is a loopback or private address, which is not fetched; send the article "
        "as content_html instead."
    )
    assert network.connected == [PUBLIC]


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (reply(status=404), "answered with HTTP 404; send"),
        (reply(content_type="image/png"), "is not a page of HTML or text; send"),
    ],
)
async def test_a_page_that_does_not_come_is_told(server, answer, told):
    """With what the server said, and what to do."""
    server.answers["/a"] = answer
    network = FakeNetwork({"a.example": [PUBLIC]}, server.port)
    with pytest.raises(FetchFailed, match=told):
        await Pages(allowed=True, network=network).fetch("http://a.example/a")
