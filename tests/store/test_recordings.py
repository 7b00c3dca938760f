"""Recordings: replies as JSON Lines, fit for git."""

import pytest

from keyquestions.errors import StoreFailed
from keyquestions.models.scripted import ScriptedModel
from keyquestions.models.stored import Replayed, Stored
from keyquestions.store.recordings import (
    RecordedReplies,
    export_recordings,
    import_recordings,
    read_recordings,
    write_recordings,
)
from keyquestions.store.replies import StoredReplies

from .conftest import record

SOME = [record("One.", task="framing"), record("Two."), record("Three\u2028.", "a\nb")]


def test_what_is_written_can_be_read(tmp_path):
    """One record a line, whatever is in it."""
    file = tmp_path / "new" / "all.jsonl"
    write_recordings(file, SOME)
    assert len(file.read_bytes().split(b"\n")) == 4
    assert {each.request.key: each for each in read_recordings(file)} == {
        each.request.key: each for each in SOME
    }


def test_the_order_does_not_depend_on_the_order_of_writing(tmp_path):
    """A recording that is made again differs in git only where a reply does."""
    one, two = tmp_path / "1.jsonl", tmp_path / "2.jsonl"
    write_recordings(one, SOME)
    write_recordings(two, SOME[::-1])
    assert one.read_bytes() == two.read_bytes()


def test_of_two_replies_to_a_request_the_later_is_kept(tmp_path):
    """There is one reply for a key."""
    file = tmp_path / "all.jsonl"
    write_recordings(file, [record(text="old"), record(text="new")])
    (kept,) = read_recordings(file)
    assert kept.reply.text == "new"


def test_a_folder_is_all_its_files(tmp_path):
    """By name; what is no recording is left alone."""
    for number, each in enumerate(SOME):
        write_recordings(tmp_path / f"{number}.jsonl", [each])
    (tmp_path / "README.md").write_text("# Recordings")
    assert list(read_recordings(tmp_path)) == SOME


@pytest.mark.parametrize(
    ("line", "told"),
    [("{", "line 2.*the line: Invalid JSON"), ('{"request": 1}', "line 2.*request: ")],
)
def test_a_line_that_is_no_record_is_named(tmp_path, line, told):
    """With its file and number, so that it can be mended; its words are not repeated."""
    file = tmp_path / "all.jsonl"
    write_recordings(file, SOME[:1])
    with file.open("a") as opened:
        opened.write(f"{line}\n")
    with pytest.raises(StoreFailed, match=told):
        list(read_recordings(file))


def test_a_last_line_that_a_crash_cut_off_is_left_out(tmp_path, notices, told):
    """The others are there; the log and the user are told."""
    file = tmp_path / "all.jsonl"
    write_recordings(file, SOME)
    file.write_bytes(file.read_bytes()[:-40])
    assert len(list(read_recordings(file))) == 2
    assert notices == [f"The last line of {file} was not written to its end and is left out."]
    assert told() == [("store.failed", {"code": "store_failed"})]


def test_what_cannot_be_read_or_written_is_told(tmp_path):
    """With the path."""
    with pytest.raises(StoreFailed, match="cannot be read"):
        list(read_recordings(tmp_path / "none.jsonl"))
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreFailed, match="cannot be written"):
        write_recordings(tmp_path / "file" / "all.jsonl", SOME)
    (tmp_path / "taken.jsonl").mkdir()
    with pytest.raises(StoreFailed, match="cannot be written"):
        write_recordings(tmp_path / "taken.jsonl", SOME)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "taken.jsonl"]


async def test_replay_needs_nothing_but_a_file(tmp_path, conversation):
    """No database, no model."""
    file = tmp_path / "all.jsonl"
    recorded = RecordedReplies(file)
    await Stored(ScriptedModel(["there"], name="openai:m"), recorded).complete(conversation)
    await recorded.aclose()

    replayed = Replayed("openai:m", RecordedReplies(file))
    assert (await replayed.complete(conversation)).text == "there"


async def test_new_replies_go_to_one_file_of_a_folder(tmp_path):
    """The other files are read and not touched; the new one is in order when all is closed."""
    write_recordings(tmp_path / "old.jsonl", SOME[:1])
    before = (tmp_path / "old.jsonl").read_bytes()
    store = RecordedReplies(tmp_path)
    for each in SOME[:0:-1]:
        await store.put(each)
    assert await store.get(SOME[0].request.key) == SOME[0]
    assert len((tmp_path / "replies.jsonl").read_bytes().splitlines()) == 2
    await store.aclose()

    assert (tmp_path / "old.jsonl").read_bytes() == before
    write_recordings(tmp_path / "expected", SOME[1:])
    assert (tmp_path / "replies.jsonl").read_bytes() == (tmp_path / "expected").read_bytes()


async def test_a_file_that_nothing_was_added_to_is_not_touched(tmp_path):
    """Replaying leaves no trace in git."""
    file = tmp_path / "all.jsonl"
    write_recordings(file, SOME)
    stamp = file.stat().st_mtime_ns
    store = RecordedReplies(file)
    assert [each async for each in store.records()] == list(read_recordings(file))
    assert (await store.nearest(record("Two!").request)).messages[0].content == "Two."
    await store.aclose()
    assert file.stat().st_mtime_ns == stamp


async def test_a_file_whose_last_line_was_cut_off_can_be_added_to(tmp_path):
    """What the crash left is removed first."""
    file = tmp_path / "all.jsonl"
    write_recordings(file, SOME[:1])
    with file.open("a") as opened:
        opened.write('{"request": {"mod')
    store = RecordedReplies(file)
    await store.put(SOME[1])
    await store.aclose()
    assert len(list(read_recordings(file))) == 2


async def test_a_file_that_cannot_be_added_to_is_told(tmp_path):
    """The wrapper then hands the reply over all the same."""
    (tmp_path / "file").write_text("")
    store = RecordedReplies(tmp_path / "none" / "all.jsonl")
    store._file = tmp_path / "file" / "all.jsonl"
    with pytest.raises(StoreFailed, match="cannot be written"):
        await store.put(SOME[0])


async def test_a_database_can_be_exported_and_imported(tmp_path, url):
    """Nothing is lost on the way out and in again."""
    file = tmp_path / "all.jsonl"
    write_recordings(file, SOME)
    store = await StoredReplies.open(url)
    assert await import_recordings(store, file) == 3
    assert await export_recordings(store, tmp_path / "again.jsonl") == 3
    await store.aclose()
    assert (tmp_path / "again.jsonl").read_bytes() == file.read_bytes()
