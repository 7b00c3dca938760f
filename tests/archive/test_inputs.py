"""What is read from archives: whole records as requests, bad ones as errors, all of them once."""

import gzip
import random
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyquestions.archive.inputs import format_of, open_input
from keyquestions.archive.inputs.names import LONGEST_ID, Seen, fitting
from keyquestions.errors import FormatUnknown, InputEmpty, InputUnreadable
from keyquestions.jobs.batches.lines import MOST_LINE_BYTES

from .conftest import record


def read(path, format_=None, **options):
    return list(open_input(path, format_, **options))


def faults(items):
    return {item.line: (item.error.code, item.error.message) for item in items if item.error}


def test_jsonl_is_read_as_rest_reads_it(tmp_path):
    """Each line that is not blank is an item, under its line's number; bad ones fail alone."""
    lines = [
        b"\xef\xbb\xbf" + record(1).encode(),
        b"",
        b"{broken",
        record(3, custom_id=None).encode(),
        record(1).encode(),
        b'{"custom_id": "a5", "content_text": "\xe9t\xe9"}',
        record(7, headline="x").encode(),
        record(8).encode(),
    ]
    path = tmp_path / "a.jsonl"
    path.write_bytes(b"\n".join(lines))
    items = read(path)
    assert [(item.line, item.custom_id) for item in items] == [
        (1, "a1"), (3, None), (4, None), (5, "a1"), (6, None), (7, "a7"), (8, "a8"),
    ]  # fmt: skip
    assert faults(items) == {
        3: ("line_invalid", "Line 3 is not a JSON object."),
        4: ("line_invalid", 'Line 4 cannot be used: the field "custom_id" is missing.'),
        5: (
            "custom_id_repeated",
            "Line 5 has the custom_id of a record before it; each needs its own.",
        ),
        6: ("line_invalid", "Line 6 is not UTF-8; convert the file to UTF-8."),
        7: ("line_invalid", 'Line 7 cannot be used: the field "headline" is not known.'),
    }


def test_a_line_that_is_too_long_is_left_out_and_counted(tmp_path):
    """The next one has its own number; no more of it than may be was in memory."""
    path = tmp_path / "a.jsonl"
    long = record(1, content_text="x" * (2 * MOST_LINE_BYTES))
    path.write_text(f"{long}\n{record(2)}\n")
    items = read(path)
    assert faults(items) == {1: ("line_invalid", "Line 1 has more than 10,000,000 bytes.")}
    assert items[1].request.custom_id == "a2"


@given(
    lines=st.lists(st.sampled_from(["good", "", "  ", "{", "[]"]), max_size=20),
    end=st.sampled_from(["\n", "\r\n"]),
)
def test_every_line_of_jsonl_is_exactly_one_item(tmp_path_factory, lines, end):
    """Whatever stands on the lines around it."""
    path = tmp_path_factory.mktemp("archive") / "a.jsonl"
    told = [record(at) if kind == "good" else kind for at, kind in enumerate(lines, start=1)]
    path.write_bytes(end.join(told).encode())
    wanted = [at for at, line in enumerate(told, start=1) if line.strip()]
    try:
        items = read(path)
    except InputEmpty:
        items = []
    assert [item.line for item in items] == wanted
    good = [at for at, kind in enumerate(lines, start=1) if kind == "good"]
    assert [item.line for item in items if item.request] == good


@pytest.mark.parametrize("name", ["a.jsonl.gz", "a.csv.gz"])
def test_a_truncated_gzip_keeps_all_that_came_before(tmp_path, name):
    """No line that is whole is lost; the last item says that the file is cut off."""
    noise = random.Random(7)  # noqa: S311 - the same in every run
    rows = [noise.randbytes(40).hex() for _ in range(3000)]
    if "csv" in name:
        whole = "id,text\n" + "".join(f"a{at},{row}\n" for at, row in enumerate(rows))
    else:
        whole = "".join(f"{record(at, content_text=row)}\n" for at, row in enumerate(rows))
    data = gzip.compress(whole.encode())
    path = tmp_path / name
    path.write_bytes(data[: len(data) // 2])
    *items, last = read(path)
    assert len(items) > 1000
    assert [item.request.content_text for item in items] == rows[: len(items)]
    assert last.error.code == "input_unreadable"
    assert "cut off or damaged" in last.error.message
    path.write_bytes(data)
    assert len(read(path)) == len(rows)


@pytest.mark.skipif(sys.version_info >= (3, 14), reason="reads Zstandard")
def test_zstandard_says_which_python_reads_it(tmp_path):
    """And what to do with an older one."""
    path = tmp_path / "a.jsonl.zst"
    path.write_bytes(b"\x28\xb5\x2f\xfd rest")
    with pytest.raises(FormatUnknown, match=r"decompress it \(zstd -d\)"):
        open_input(path)


def test_csv_is_read_by_its_header(tmp_path):
    """Semicolons, quoted line ends, other columns and HTML before plain text."""
    path = tmp_path / "a.csv"
    path.write_text(
        'ID;headline;Body;text;views\n1;First;"<p>One\nand ""two"";</p>";one;7\n2;;;plain;8\n'
    )
    items = read(path)
    assert [item.line for item in items] == [2, 4]
    assert items[0].request.model_dump(exclude_defaults=True) == {
        "custom_id": "1",
        "title": "First",
        "content_html": '<p>One\nand "two";</p>',
    }
    assert items[1].request.content_text == "plain"


def test_rows_of_csv_that_are_no_articles_fail_alone(tmp_path):
    """Too few columns, nothing in them, another encoding, the same id."""
    path = tmp_path / "a.csv"
    path.write_bytes(b"id,text\n1,one\n2\n3,\n4,\xe9\n1,again\n,nameless\n5,five\n")
    items = read(path)
    assert [item.custom_id for item in items] == ["1", "2", "3", "4", "1", None, "5"]
    assert {line: code for line, (code, _) in faults(items).items()} == {
        3: "line_invalid",
        4: "line_invalid",
        5: "line_invalid",
        6: "custom_id_repeated",
        7: "line_invalid",
    }
    assert faults(items)[3][1] == "Line 3 has 1 columns, and the header has 2."
    assert "UTF-8" in faults(items)[5][1]


def test_after_an_open_quotation_mark_nothing_is_made_up(tmp_path):
    """What follows could be rows or text: the last item says so, with its line."""
    path = tmp_path / "a.csv"
    path.write_text('id,text\n1,one\n2,"open\n3,three\n')
    first, last = read(path)
    assert first.request.content_text == "one"
    assert (last.line, last.custom_id) == (3, None)
    assert last.error.message.startswith("Line 3 has a quotation mark that is not closed")


def test_a_column_that_is_too_long_ends_a_csv(tmp_path):
    """It is nearly always a quotation mark that was left open."""
    path = tmp_path / "a.csv"
    path.write_text(f"id,text\n1,one\n2,{'x' * (MOST_LINE_BYTES + 10)}\n3,three\n")
    _, last = read(path)
    assert (last.line, last.error.code) == (3, "input_unreadable")
    assert "more than 10,000,000 characters in one column" in last.error.message


def test_columns_can_be_named_by_hand(tmp_path):
    """And those that are missing are told before anything else."""
    path = tmp_path / "a.csv"
    path.write_text("post,copy\n1,one\n")
    with pytest.raises(FormatUnknown, match="has no column custom_id"):
        read(path)
    with pytest.raises(FormatUnknown, match='no column "story"'):
        read(path, columns={"content_text": "story"})
    with pytest.raises(FormatUnknown, match="no column with the articles"):
        read(path, columns={"custom_id": "post"})
    (item,) = read(path, columns={"custom_id": "post", "content_text": "copy"})
    assert (item.custom_id, item.request.content_text) == ("1", "one")


def test_parquet_is_read_by_the_same_names(tmp_path):
    """Numbers are ids, too; nulls are nothing."""
    pa = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    table = pa.table({"id": [7, 8, None], "html": ["<p>a", None, "c"], "text": ["a", "b", "c"]})
    path = tmp_path / "a.parquet"
    parquet.write_table(table, path)
    items = read(path)
    assert [(item.line, item.custom_id) for item in items] == [(1, "7"), (2, "8"), (3, None)]
    assert items[0].request.content_html == "<p>a"
    assert items[1].request.content_text == "b"
    path.write_bytes(path.read_bytes()[:-9])
    with pytest.raises(InputUnreadable, match="not a whole one"):
        read(path)


def test_parquet_that_is_damaged_keeps_the_rows_before(tmp_path):
    """The last item says from which row on it cannot be read."""
    pa = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    path = tmp_path / "a.parquet"
    rows = [f"{at} {random.Random(at).randbytes(50).hex()}" for at in range(400)]  # noqa: S311
    table = pa.table({"id": [str(at) for at in range(400)], "text": rows})
    parquet.write_table(table, path, row_group_size=100, compression="gzip")
    data = bytearray(path.read_bytes())
    data[len(data) // 2 : len(data) // 2 + 2000] = bytes(2000)
    path.write_bytes(data)
    *items, last = read(path)
    assert len(items) >= 100
    assert [item.request.content_text for item in items] == rows[: len(items)]
    assert (last.line, last.error.code) == (len(items) + 1, "input_unreadable")


def test_parquet_names_the_package_that_is_missing(tmp_path, monkeypatch):
    """And how to install it."""
    path = tmp_path / "a.parquet"
    path.write_bytes(b"PAR1")
    monkeypatch.setitem(sys.modules, "pyarrow.parquet", None)
    with pytest.raises(FormatUnknown, match=r"keyquestions\[parquet\]"):
        read(path)


def test_a_folder_is_its_files_in_order(tmp_path):
    """In all subfolders, by their paths, what is hidden or of another kind left alone."""
    for name, data in {
        "b.txt": b"plain",
        "a/2.HTML": b"<p>two",
        "a/1.md": b"one",
        "a/x.jpg": b"\xff\xd8",
        ".hidden.txt": b"no",
        ".git/c.txt": b"no",
        "z.txt": b"\xe9t\xe9",
    }.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(data)
    items = read(tmp_path)
    assert [item.custom_id for item in items] == ["a/1.md", "a/2.HTML", "b.txt", "z.txt"]
    assert items[1].request.content_html == "<p>two"
    assert items[2].request.content_text == "plain"
    assert faults(items)[4][0] == "unreadable"
    assert faults(items)[4][1].startswith("File z.txt: The text is not UTF-8")


def test_a_file_that_is_too_long_fails_alone(tmp_path):
    """As a line of that length does."""
    (tmp_path / "a.txt").write_bytes(b"x" * (MOST_LINE_BYTES + 1))
    (item,) = read(tmp_path)
    assert item.error.message == "File a.txt has more than 10,000,000 bytes."


@pytest.mark.parametrize(
    ("name", "data", "format_", "kind", "told"),
    [
        ("none.jsonl", None, None, InputUnreadable, "There is no"),
        ("a.jsonl", b"", None, InputEmpty, "no articles"),
        ("a.csv", b"", None, InputEmpty, "no articles"),
        ("a.jsonl", b"\n \n", None, InputEmpty, "no articles"),
        ("a.csv", b"id,text\n", None, InputEmpty, "no articles"),
        ("a.bin", b"\x00\x01", None, FormatUnknown, "say --format"),
        ("a.json", b"[{}]", None, FormatUnknown, "say --format"),
        ("a.jsonl", b"{}", "zip", FormatUnknown, 'no format "zip"'),
        ("a.jsonl", b"{}", "folder", InputUnreadable, "is no folder"),
        (".", None, "csv", InputUnreadable, "is a folder"),
        (".", None, "folder", InputEmpty, "no articles"),
        (".", None, "sitemap", InputUnreadable, "no sitemap"),
        ("a.jsonl.gz", gzip.compress(b"{}", mtime=0)[:12], None, InputUnreadable, "cut off"),
        ("a.xml", b"<rss><channel><item>", None, InputUnreadable, "no well-formed XML"),
    ],
)
def test_an_archive_that_is_none_is_one_clear_error(tmp_path, name, data, format_, kind, told):
    """Before anything is begun."""
    path = tmp_path / name
    if data is not None:
        path.write_bytes(data)
    with pytest.raises(kind, match=told):
        open_input(path, format_)


@pytest.mark.parametrize(
    ("name", "data", "format_"),
    [
        ("a.ndjson", b"?", "jsonl"),
        ("a.TSV.GZ", gzip.compress(b"?", mtime=0), "csv"),
        ("dump", b'\xef\xbb\xbf {"a": 1}', "jsonl"),
        ("dump", b"PAR1", "parquet"),
        ("a.xml", b"<?xml version='1.0'?><!-- x --><rss/>", "feed"),
        ("a.xml", b"<feed xmlns='http://www.w3.org/2005/Atom'>", "feed"),
        ("a.xml", b"<rss xmlns:wp='http://wordpress.org/export/1.2/'>", "wordpress"),
        ("a.xml.gz", gzip.compress(b"<sitemapindex>", mtime=0), "sitemap"),
    ],
)
def test_the_format_is_told_by_ending_and_beginning(tmp_path, name, data, format_):
    """Whatever it is compressed with."""
    (tmp_path / name).write_bytes(data)
    assert format_of(tmp_path / name) == format_


@given(st.lists(st.text(max_size=5), max_size=300))
def test_an_id_is_new_once(names):
    """As in a set, and also where the table has grown."""
    seen, known = Seen(), set()
    for name in names:
        assert seen.add(name) is (name not in known)
        known.add(name)


def test_many_ids_take_little_room():
    """16 to 32 bytes each, and each is known again."""
    seen = Seen()
    assert all(seen.add(f"id-{at}") for at in range(40_000))
    assert not any(seen.add(f"id-{at}") for at in range(0, 40_000, 97))
    assert seen._slots.itemsize * len(seen._slots) <= 40_000 * 32


@given(st.text(min_size=1, max_size=300), st.text(min_size=1, max_size=300))
def test_long_names_fit_and_differ(one, other):
    """What is cut keeps a digest of the whole."""
    assert len(fitting(one)) <= LONGEST_ID
    assert (fitting(one) == fitting(other)) is (one == other)
