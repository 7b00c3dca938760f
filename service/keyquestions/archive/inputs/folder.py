"""A folder of text and HTML files, in all its subfolders."""

import os
from collections.abc import Iterator
from pathlib import Path

from keyquestions.archive.inputs.entries import Entries, Entry, faulty
from keyquestions.archive.inputs.names import fitting
from keyquestions.article import decode
from keyquestions.errors import ArticleUnreadable, InputUnreadable
from keyquestions.jobs.batches.lines import MOST_LINE_BYTES

TEXT = frozenset({".txt", ".text", ".md"})
HTML = frozenset({".html", ".htm", ".xhtml"})


def read_folder(path: Path) -> Entries:
    """The files in the order of their paths, each called by its path inside the folder.

    Files of other kinds, hidden files and hidden folders are no articles. Links to folders are not
    followed.

    Raises:
        InputUnreadable: the folder itself cannot be read.
    """
    number = 0
    try:
        for number, found in enumerate(_files(path), start=1):
            yield file_entry(number, found, found.relative_to(path).as_posix())
    except OSError as error:
        failed = InputUnreadable(
            f"The folder {error.filename} cannot be read: {error.strerror}; mend that, and go on "
            "with the same command."
        )
        if not number:
            raise failed from error
        yield Entry(number + 1, f"File {number + 1}", {}, failed)


def file_entry(number: int, path: Path, name: str) -> Entry:
    """A file as a record of that name; what it is, its ending says."""
    fields: dict[str, str] = {"custom_id": fitting(name)}
    where = f"File {name}"
    try:
        with path.open("rb") as file:
            data = file.read(MOST_LINE_BYTES + 1)
        if len(data) > MOST_LINE_BYTES:
            return faulty(number, where, f"has more than {MOST_LINE_BYTES:,} bytes.", fields)
        content = decode(data)
    except ArticleUnreadable as error:
        return Entry(number, where, fields, ArticleUnreadable(f"{where}: {error.message}"))
    except OSError as error:
        return faulty(number, where, f"cannot be read: {error.strerror}.", fields)
    fields["content_text" if path.suffix.lower() in TEXT else "content_html"] = content
    return Entry(number, where, fields)


def _files(folder: Path) -> Iterator[Path]:
    """Depth first and sorted: only the names of the folders on the way are in memory."""
    with os.scandir(folder) as found:
        entries = sorted(
            (each for each in found if not each.name.startswith(".")), key=lambda each: each.name
        )
    for each in entries:
        if each.is_dir(follow_symlinks=False):
            yield from _files(Path(each.path))
        elif Path(each.name).suffix.lower() in TEXT | HTML and each.is_file():
            yield Path(each.path)
