"""Whatever goes wrong is one line that says what to do, and an exit code of its own kind."""

import io
import os
import socket
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from keyquestions import errors
from keyquestions.cli import inputs
from keyquestions.cli.exits import EXIT_CODES, UNEXPECTED

Run = Callable[..., Any]

WORDS = "The council of Marlow met on Monday and spoke about the library for three hours. " * 3


def _one_line(ended: Any, code: int, *told: str) -> None:
    assert ended.out == ""
    assert ended.err.startswith("keyquestions: ")
    assert ended.err.endswith("\n")
    assert len(ended.err.splitlines()) == 1
    assert "Traceback" not in ended.err
    for each in told:
        assert each in ended.err
    assert ended.code == code


@pytest.mark.parametrize(
    ("content", "code", "told"),
    [
        (b"", 12, "no text in the input; give an article"),
        (b" \n\t\n", 12, "no text in the input; give an article"),
        (b"Just three words", 13, "has 3 words; at least 20 are needed"),
        (bytes(range(256)) * 8, 11, "binary file; give the article as text or HTML"),
        (b"%PDF-1.7 " + b"x" * 500, 11, "PDF file; export the article as text or HTML"),
        (f"Café. {WORDS}".encode("latin-1"), 11, "say --encoding windows-1252"),
        (WORDS.encode("utf-16"), 11, "say --encoding utf-16"),
        (WORDS.encode("utf-16-le"), 11, "say --encoding utf-16-le"),
        (WORDS.encode() * 21_000, 14, "characters, and the limit is 1,000,000"),
        (b"x" * 20_000_001, 14, "is over 20 MB; give the article alone"),
        (b"<html><body><nav><a href=/>Home</a></nav></body></html>", 15, "No article was found"),
    ],
    ids=[
        "empty", "blank", "three words", "binary", "PDF", "Latin-1", "UTF-16", "UTF-16 unmarked",
        "5 MB", "20 MB", "page without an article",
    ],
)  # fmt: skip
def test_content_that_is_no_article(
    command: Run, tmp_path: Path, content: bytes, code: int, told: str
) -> None:
    """A file with something else than an article in it is named for what it is."""
    path = tmp_path / "input"
    path.write_bytes(content)
    _one_line(command("analyze", path), code, told)
    _one_line(command("article", path), code, told)


@pytest.mark.parametrize(
    ("text", "encoding"), [(f"Café. {WORDS}", "windows-1252"), (WORDS, "utf-16")]
)
def test_the_advice_helps(command: Run, tmp_path: Path, text: str, encoding: str) -> None:
    """With the --encoding that the message names, the file is read."""
    path = tmp_path / "input"
    path.write_bytes(text.encode(encoding))
    ended = command("article", path, "--encoding", encoding)
    assert ended.code == 0
    assert "The council of Marlow" in ended.out


@pytest.mark.parametrize("encoding", ["klingon", "utf-16"])
def test_an_encoding_that_is_none_or_another(command: Run, article: Path, encoding: str) -> None:
    """A wrong --encoding is told."""
    article.write_bytes(b"x" * 101)
    _one_line(command("analyze", article, "--encoding", encoding), 11, "encoding", "name")


def test_paths_that_lead_nowhere(command: Run, article: Path, tmp_path: Path) -> None:
    """A missing file, a folder, a path through a file, one that is too long, one that is none."""
    missing = tmp_path / "missing.txt"
    _one_line(command("analyze", missing), 10, f"no file {missing}; check the path", "https://")
    _one_line(command("analyze", tmp_path), 11, "is a folder; name a file in it")
    _one_line(command("analyze", article / "x"), 11, "cannot be read: Not a directory")
    _one_line(command("analyze", "x" * 5000), 11, "cannot be read: File name too long")
    _one_line(command("analyze", "a\0b"), 11, "cannot be read: not a path")
    _one_line(command("analyze", "news.example/story"), 10, "https://")


@pytest.mark.parametrize(
    "typed",
    ["bob:hush@host/x", "https:bob:hush@host/x", "https:/bob:hu/sh@host/x", "bob:hush@x/../" * 400],
)
def test_an_address_without_its_slashes_keeps_its_password(command: Run, typed: str) -> None:
    """It is taken for a file's path, and what may be a password is not repeated."""
    ended = command("analyze", typed)
    _one_line(ended, ended.code, "…@")
    assert ended.code in {10, 11}
    assert "hu" not in ended.err
    assert "bob" not in ended.err


def test_a_file_that_cannot_be_opened(command: Run, tmp_path: Path) -> None:
    """Something that is there and is no file is told with the system's reason."""
    path = tmp_path / "s"
    here = Path.cwd()
    os.chdir(tmp_path)  # the path of a socket has to be short
    try:
        with socket.socket(socket.AF_UNIX) as listening:
            listening.bind("s")
            _one_line(command("analyze", path), 11, f"{path} cannot be read: No such device")
    finally:
        os.chdir(here)


def test_standard_input_that_is_empty_or_closed(
    command: Run, process: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An empty pipe and no pipe at all are different faults."""
    _one_line(process("analyze", "-"), 12, "give an article")
    monkeypatch.setattr(sys, "stdin", None)
    _one_line(command("analyze", "-"), 11, "Standard input is closed; name a file")


def test_a_stream_without_end_is_not_read_to_its_end(
    command: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No more than the limit and one byte are ever taken from a pipe."""
    monkeypatch.setattr(inputs, "MAX_BYTES", 1_000_000)
    stream = io.BytesIO(b"x" * 3_000_000)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(stream))
    _one_line(command("analyze", "-"), 14, "Standard input is over 1 MB")
    assert stream.tell() == 1_000_001


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1/story", "http://[::1]/story", "http://10.0.0.8/story", "http://0.0.0.0/",
        "http://192.168.1.1/", "http://169.254.169.254/latest/meta-data/", "http://[fd00::1]/",
        "http://[::ffff:127.0.0.1]/", "http://localhost:9/story", "http://2130706433/",
    ],
)  # fmt: skip
def test_addresses_of_this_network_are_not_fetched(command: Run, address: str) -> None:
    """A URL cannot be used to look inside, unless the user says so; the message says how."""
    _one_line(command("analyze", address), 20, "--allow-private")


@pytest.mark.parametrize("address", ["file:///etc/hostname", "ftp://news.example/x", "http:///x"])
def test_other_schemes_are_not_fetched(command: Run, address: str) -> None:
    """Only http and https lead to articles."""
    _one_line(command("analyze", address), 20, "is not an http or https address")


def test_a_server_that_is_not_there(command: Run) -> None:
    """A closed port is told as an address that cannot be reached, without the query's secrets."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    ended = command("analyze", f"http://127.0.0.1:{port}/a?key=secret", "--allow-private")
    _one_line(ended, 21, f"http://127.0.0.1:{port}/a cannot be reached; check the address")
    assert "secret" not in ended.err


def test_a_password_in_an_address_is_refused_and_not_shown(command: Run) -> None:
    """It would not be sent, and it does not get into a log."""
    ended = command("analyze", "http://u:pw@127.0.0.1:1/a?key=secret", "--allow-private")
    _one_line(ended, 20, "comes with a user or password; leave them out")
    assert "secret" not in ended.err
    assert "pw" not in ended.err


@pytest.mark.parametrize(
    ("kind", "content", "code", "told"),
    [
        ("text/html", b"", 21, "answered with HTTP 404; check the address"),
        ("image/png", b"\x89PNG", 21, "not a page of HTML or text"),
        ("text/html", b"<html><body><p>Log in</p></body></html>", 15, "No article was found"),
        ("text/plain", b"Just three words", 13, "has 3 words"),
    ],
)
def test_pages_that_are_no_article(
    command: Run, site: Any, kind: str, content: bytes, code: int, told: str
) -> None:
    """What a server answers instead of an article is told."""
    site.pages["/x"] = (kind, content)
    _one_line(command("analyze", f"{site.address}/x", "--allow-private"), code, told)


@pytest.mark.parametrize("model", ["gpt", "openai", "openai:", "openai: ", "builtin:x", ":", "x:y"])
def test_a_model_that_does_not_exist(command: Run, article: Path, model: str) -> None:
    """The message repeats what was given and says what can be."""
    _one_line(command("analyze", article, "--model", model), 31, f'"{model}"', "openai:NAME")


def test_a_model_without_a_key(command: Run, article: Path) -> None:
    """Without a key and a server of one's own, the message names both settings."""
    ended = command("analyze", article, "--model", "openai:some-model")
    _one_line(ended, 32, "OPENAI_API_KEY is not set", "OPENAI_BASE_URL")


@pytest.mark.parametrize(
    ("setting", "code", "told"),
    [
        ("KEYQUESTIONS_MODEL_TIMEOUT=soon", 30, "KEYQUESTIONS_MODEL_TIMEOUT cannot be used"),
        ("KEYQUESTIONS_FETCH_PRIVATE=maybe", 30, "KEYQUESTIONS_FETCH_PRIVATE cannot be used"),
        ("KEYQUESTIONS_PROMPTS=/no/such/folder", 34, "/no/such/folder does not exist"),
        ("KEYQUESTIONS_PROMPTS=.", 33, "codebook.yaml cannot be read"),
    ],
)
def test_settings_that_cannot_be_used(
    process: Run, article: Path, setting: str, code: int, told: str
) -> None:
    """A setting with a value that means nothing is named."""
    name, _, value = setting.partition("=")
    _one_line(process("analyze", article, **{name: value}), code, told)


@pytest.mark.parametrize(
    "content", [b"KEYQUESTIONS_MODEL builtin", b"OPENAI_API_KEY='sk-1", b"\xff"]
)
def test_a_broken_env_file(process: Run, article: Path, content: bytes) -> None:
    """A .env that cannot be understood stops the run; nothing of it is repeated."""
    Path(".env").write_bytes(content)
    ended = process("analyze", article)
    _one_line(ended, 30, ".env")
    assert "sk-1" not in ended.err


def test_output_that_cannot_be_written_is_found_before_the_work(
    command: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is read, and no model paid, for a result that has no place to go."""
    nothing = tmp_path / "nothing.txt"
    _one_line(command("analyze", nothing, "--output", tmp_path), 61, "is a folder; name a file")
    lost = tmp_path / "no" / "x.txt"
    _one_line(command("analyze", nothing, "--output", lost), 61, f"no folder {lost.parent}")
    monkeypatch.setattr(os, "access", lambda *_: False)
    denied = tmp_path / "x.txt"
    _one_line(command("analyze", nothing, "--output", denied), 61, "permission denied")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["analyze"], "Missing argument 'SOURCE'. keyquestions analyze --help"),
        (["analyze", "x", "--fast"], "No such option"),
        (["analyze", "x", "--format", "pdf"], "'pdf' is not one of"),
        (["analyze", "x", "y"], "unexpected extra argument"),
        (["analyse", "x"], "No such command 'analyse'"),
        (["--verbose"], "No such option"),
    ],
)
def test_wrong_usage(command: Run, arguments: list[str], told: str) -> None:
    """A slip of the hand is one line that points to the help."""
    _one_line(command(*arguments), 2, told, "--help shows the usage.")


def test_no_arguments_at_all_shows_the_help(command: Run) -> None:
    """Who types the bare name wants to know what it does."""
    ended = command()
    assert ended.code == 2
    assert "Usage: keyquestions" in ended.err


@pytest.mark.parametrize("kind", EXIT_CODES, ids=lambda kind: kind.__name__)
def test_every_error_ends_with_its_code(
    command: Run, article: Path, monkeypatch: pytest.MonkeyPatch, kind: type[Exception]
) -> None:
    """Whichever error the work ends with, its sentence and its code are what is seen."""

    async def fail(*_: object, **__: object) -> None:
        raise kind("It broke;\n mend it.")

    monkeypatch.setattr(inputs, "load_article", fail)
    _one_line(command("analyze", article), EXIT_CODES[kind], "It broke; mend it.")


def test_an_error_that_the_table_lacks_is_not_silent(
    command: Run, article: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An error of a kind that was added and forgotten still is one line."""

    class ForgottenError(errors.KeyQuestionsError):
        pass

    async def fail(*_: object, **__: object) -> None:
        raise ForgottenError("Odd; report it.")

    monkeypatch.setattr(inputs, "load_article", fail)
    _one_line(command("analyze", article), UNEXPECTED, "Odd; report it.")


def test_a_defect_is_one_line_and_tells_nothing_of_the_article(
    command: Run, article: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A bug of ours shows its kind alone, and a traceback to whoever asks for one."""

    async def fail(*_: object, **__: object) -> None:
        raise RuntimeError("the text of an article")

    monkeypatch.setattr(inputs, "load_article", fail)
    ended = command("analyze", article)
    _one_line(ended, UNEXPECTED, "RuntimeError", "KEYQUESTIONS_DEBUG=1")
    assert "the text of an article" not in ended.err
    monkeypatch.setenv("KEYQUESTIONS_DEBUG", "1")
    assert "Traceback" in command("analyze", article).err
