"""What a line may ask for."""

import json

import pytest

from keyquestions.errors import FetchOff, LineInvalid
from keyquestions.fetching import Pages
from keyquestions.jobs.batches import BatchLine, Reader
from keyquestions.jobs.batches.requests import custom_id_of, read_line, read_object

from ...fetching.conftest import server  # noqa: F401, TID252 - a fixture
from .conftest import TEXT, line

PARAGRAPHS = f"<h1>Bridge closed</h1><p>{TEXT}</p><p>{TEXT.replace('mayor', 'council')}</p>" * 2


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"custom_id": None}, '"custom_id" is missing'),
        ({"custom_id": 7}, '"custom_id" must be text'),
        ({"custom_id": "a\x00b"}, '"custom_id" does not have the form'),
        ({"content_text": None}, "give one of content_html, content_text and url"),
        ({"content_html": "<p>x</p>"}, "give one of content_html, content_text and url"),
        ({"content": "x"}, '"content" is not known'),
        ({"title": "x" * 1001}, '"title" is too long'),
        ({"external_id": "a b"}, '"external_id" does not have the form'),
        ({"url": "file:///etc/passwd"}, '"url" does not have the form'),
        ({"language": "English!"}, '"language" does not have the form'),
    ],
)
def test_a_line_that_cannot_be_used_says_why(changes, told):
    """With its number and the field, and without what stands in it."""
    with pytest.raises(LineInvalid, match=told) as error:
        read_line(read_object(line(1, **changes).encode()), 7)
    assert error.value.message.startswith("Line 7 cannot be used: ")
    assert "passwd" not in error.value.message


@pytest.mark.parametrize("data", [b"", b"[]", b"7", b"{", b'{"a": NaN, }', b"\xff", b"[" * 9999])
def test_what_is_no_object_is_none(data):
    """Whatever is wrong with it."""
    assert read_object(data) is None


@pytest.mark.parametrize("name", [None, 7, "", "x" * 201, "a\nb"])
def test_a_name_that_cannot_be_used_is_none(name):
    """Then the line's number is all that there is to tell it by."""
    assert custom_id_of({"custom_id": name}) is None


async def test_html_is_read_as_html_and_text_as_text():
    """Whatever it looks like; what is asked for goes along."""
    reader = Reader(Pages())
    text = BatchLine.model_validate_json(line(1, content_text=f"<b>{TEXT}", external_id="wp-1"))
    html = BatchLine.model_validate_json(
        line(1, content_text=None, content_html=f"<p>{TEXT}</p>", title="Bridge", retry=True)
    )
    as_text = await reader.submission(text, "kq_1")
    as_html = await reader.submission(html, None)
    assert as_text.article.text.startswith("<b>Number")
    assert as_html.article.text == f"Bridge\n\n{TEXT}"
    assert (as_text.external_id, as_text.key_id, as_html.retry) == ("wp-1", "kq_1", True)


async def test_a_page_is_fetched_where_that_is_switched_on(server):  # noqa: F811 - a fixture
    """And only there: by default nothing is connected to."""
    page = f"<html><body><article>{PARAGRAPHS}</article></body></html>".encode()
    answer = b"HTTP/1.1 200 X\r\ncontent-type: text/html\r\ncontent-length: %d\r\n\r\n"
    server.answers["/a"] = answer % len(page) + page
    asked = BatchLine.model_validate(json.loads(line(1, content_text=None, url=f"{server.url}/a")))

    with pytest.raises(FetchOff, match="content_html"):
        await Reader(Pages()).submission(asked, None)
    assert server.requests == []
    given = await Reader(Pages(allowed=True, private=True)).submission(asked, None)
    assert TEXT in given.article.text
    assert given.url == f"{server.url}/a"
