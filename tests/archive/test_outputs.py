"""What is written is whole, whatever happens to the disk or the program."""

import gzip
import json
import resource
import sys

import pytest

from keyquestions.archive.items import ItemError, OutcomeLine
from keyquestions.archive.outputs import open_output
from keyquestions.errors import FormatUnknown, OutputError

NAMES = ["out.jsonl", "out.jsonl.gz"]


def written(path):
    """The lines of a file that others may read, too."""
    data = path.read_bytes()
    text = gzip.decompress(data) if path.suffix == ".gz" else data
    return [json.loads(line) for line in text.splitlines()]


def write_many(output, outcome, count):
    for line in range(count):
        output.write(outcome(line))
    return output


@pytest.mark.parametrize("name", NAMES)
def test_outcomes_are_written_as_they_come_and_gone_on_with(tmp_path, name, outcome):
    """Opened again, a file goes on behind its last line and knows which lines it has."""
    path = tmp_path / name
    output = open_output(path, going_on=False)
    for line in (3, 1):
        output.write(outcome(line))
    assert output.checkpoint() == 2
    output.write(OutcomeLine(2, None, "failed", error=ItemError("line_invalid", "No.")))
    output.close()
    again = open_output(path, going_on=True)
    assert list(again.lines()) == [3, 1, 2]
    again.write(outcome(4))
    assert again.checkpoint() == 4
    again.close()
    lines = written(path)
    assert [each["line"] for each in lines] == [3, 1, 2, 4]
    assert lines[0]["analysis"]["article"]["title"] == "Bridge closed"
    assert lines[2]["error"] == {"code": "line_invalid", "message": "No.", "retryable": False}


@pytest.mark.parametrize("name", NAMES)
def test_a_tail_that_a_crash_left_is_cut_off(tmp_path, name, outcome):
    """At whatever byte it ends: what remains are whole lines, and none of the old ones is lost."""
    path = tmp_path / name
    ends = []
    for line in range(3):
        output = open_output(path, going_on=True)
        output.write(outcome(line))
        output.close()
        ends.append(path.stat().st_size)
    data = path.read_bytes()
    for cut in [*range(1, len(data), 97), *ends]:
        path.write_bytes(data[:cut])
        output = open_output(path, going_on=True)
        kept = sum(end <= cut for end in ends)
        assert output.checkpoint() == kept
        assert list(output.lines()) == list(range(kept))
        output.close()
        assert len(written(path)) == kept


def test_what_is_no_gzip_of_ours_is_cut_off(tmp_path, outcome):
    """Damage behind the last whole member, too."""
    path = tmp_path / "out.jsonl.gz"
    output = open_output(path, going_on=False)
    output.write(outcome(1))
    output.close()
    size = path.stat().st_size
    with path.open("ab") as file:
        file.write(b"zeros: " + bytes(100))
    open_output(path, going_on=True).close()
    assert path.stat().st_size == size


@pytest.mark.skipif(sys.platform == "win32", reason="limits the size of files")
@pytest.mark.parametrize("name", NAMES)
def test_a_full_disk_leaves_whole_lines_and_says_how_many(tmp_path, name, outcome):
    """After making room, the same file goes on."""
    path = tmp_path / name
    output = open_output(path, going_on=False)
    output.write(outcome(1))
    assert output.checkpoint() == 1
    size = path.stat().st_size
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size + 500, before[1]))
    try:
        output.write(outcome(2))
        with pytest.raises(
            OutputError, match=r"no room for .* 1 lines of it are written and whole"
        ):
            output.checkpoint()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    output.abandon()
    assert path.stat().st_size == size
    again = open_output(path, going_on=True)
    again.write(outcome(2))
    again.close()
    assert [each["line"] for each in written(path)] == [1, 2]


def test_much_is_written_before_a_checkpoint(tmp_path, outcome):
    """What is gathered does not grow with the archive, and a failure goes back to the last one."""
    path = tmp_path / "out.jsonl"
    output = open_output(path, going_on=False)
    output.checkpoint()
    while path.stat().st_size < 1_000_000:
        output.write(outcome(1))
    assert len(output._pending) < 1_000_000
    output._file.close()
    output._file = path.open("rb", buffering=0)  # cannot be written
    with pytest.raises(OutputError, match="0 lines of it are written and whole"):
        write_many(output, outcome, 1000)
    output.abandon()


def test_what_is_there_is_not_written_over(tmp_path, outcome):
    """Unless it is ours; an empty file may be used."""
    path = tmp_path / "out.jsonl"
    path.write_text("somebody's\n")
    with pytest.raises(OutputError, match="is there already"):
        open_output(path, going_on=False)
    path.write_text("")
    output = open_output(path, going_on=False)
    output.write(outcome(1))
    output.close()
    assert len(written(path)) == 1


@pytest.mark.parametrize("name", ["out.txt", "out", "out.parquet.gz", "out.gz"])
def test_an_output_of_no_known_format_is_an_error(tmp_path, name):
    """The ones that are known are told."""
    with pytest.raises(FormatUnknown, match=r"end in \.jsonl"):
        open_output(tmp_path / name, going_on=False)


@pytest.mark.parametrize("name", ["none/out.jsonl", "none/out.parquet"])
def test_an_output_that_cannot_be_opened_says_why(tmp_path, name):
    """Before anything is paid for."""
    with pytest.raises(OutputError, match="No such file or directory"):
        open_output(tmp_path / name, going_on=False)


def test_parquet_has_columns_and_the_whole_analysis(tmp_path, outcome):
    """It is there when it is whole, and not before."""
    parquet = pytest.importorskip("pyarrow.parquet")
    path = tmp_path / "out.parquet"
    output = open_output(path, going_on=False)
    for line in range(1, 700):
        output.write(outcome(line))
    output.write(OutcomeLine(700, "a700", "failed", error=ItemError("truncated", "Cut.")))
    assert not path.exists()
    output.close()
    rows = parquet.read_table(path).to_pylist()
    assert [row["line"] for row in rows] == list(range(1, 701))
    assert rows[0]["title"] == "Bridge closed"
    assert json.loads(rows[0]["analysis"])["summary"]["text"] == rows[0]["summary"]
    assert (rows[699]["error_code"], rows[699]["analysis"]) == ("truncated", None)
    assert [each.name for each in tmp_path.iterdir()] == ["out.parquet"]


@pytest.mark.skipif(sys.platform == "win32", reason="limits the size of files")
@pytest.mark.parametrize("count", [1, 600])
def test_parquet_on_a_full_disk_leaves_nothing_half_written(tmp_path, outcome, count):
    """Not even the draft."""
    pytest.importorskip("pyarrow.parquet")
    output = open_output(tmp_path / "out.parquet", going_on=False)
    assert (output.checkpoint(), list(output.lines())) == (0, [])
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (500, before[1]))
    try:
        with pytest.raises(OutputError, match="no room"):
            write_many(output, outcome, count).close()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert list(tmp_path.iterdir()) == []
