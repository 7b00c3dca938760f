"""From bytes to lines."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyquestions.errors import BatchTooLarge
from keyquestions.jobs.batches import lines as module
from keyquestions.jobs.batches.lines import Line, Splitter, groups


def split(*chunks):
    """The lines of these pieces."""
    splitter = Splitter()
    return [line for chunk in chunks for line in splitter.feed(chunk)] + splitter.finish()


@given(st.lists(st.sampled_from([b"{}", b"", b" ", b"a\r", "é".encode()])), st.integers(1, 5))
def test_lines_are_the_same_however_they_arrive(lines, size):
    """In one piece or in many; blank ones are counted, and left out."""
    data = b"\n".join(lines)
    expected = [Line(number, line) for number, line in enumerate(lines, start=1) if line.strip()]
    assert split(data) == expected
    assert split(*(data[at : at + size] for at in range(0, len(data), size))) == expected


def test_a_mark_at_the_beginning_belongs_to_no_line():
    """Some editors write one."""
    assert split(b"\xef\xbb\xbf{}\n\xef\xbb\xbf") == [Line(1, b"{}"), Line(2, b"\xef\xbb\xbf")]


def test_of_a_line_that_is_too_long_nothing_is_kept(monkeypatch):
    """It has its number, and the lines around it are whole."""
    monkeypatch.setattr(module, "MOST_LINE_BYTES", 5)
    splitter = Splitter()
    found = splitter.feed(b"ab\n" + b"x" * 4)
    found += splitter.feed(b"x" * 4)
    assert len(splitter._rest) <= 5
    found += splitter.feed(b"x" * 4 + b"\ncd")
    assert found + splitter.finish() == [Line(1, b"ab"), Line(2, None), Line(3, b"cd")]


@pytest.mark.parametrize(("limit", "told"), [("MOST_BYTES", "bytes"), ("MOST_LINES", "lines")])
def test_more_than_is_taken_is_refused_where_it_begins(monkeypatch, limit, told):
    """Before the rest of it arrives."""
    monkeypatch.setattr(module, limit, 3)
    with pytest.raises(BatchTooLarge, match=told):
        split(b"a\nb\n", b"c\nd\n")


async def test_lines_come_in_groups_of_limited_size(monkeypatch):
    """By number and by bytes: what is in memory at once does not grow with the batch."""
    monkeypatch.setattr(module, "GROUP_LINES", 3)
    monkeypatch.setattr(module, "GROUP_BYTES", 10)

    async def body():
        yield b"a\n" * 7 + b"x" * 12 + b"\nb\nc"

    assert [len(group) async for group in groups(body())] == [3, 3, 2, 2]
