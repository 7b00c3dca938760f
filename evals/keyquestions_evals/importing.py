"""Articles out of other tools' files, as fixtures that are still to be labelled.

Read are JSON Lines (an object a line), promptfoo's configuration or tests in YAML, and its results
in JSON. Taken are the articles. What a promptfoo test asserts is about one prompt's output and not
about the article, so that no label can be made of it, and other prompts' outputs are no analyses:
neither is taken over.
"""

import json
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import yaml

from keyquestions.article import read_article
from keyquestions.errors import ArticleError
from keyquestions.resources import parse_yaml
from keyquestions_evals.errors import FixturesInvalid
from keyquestions_evals.files import read_text

TEXTS = ("article", "content_html", "content_text", "content", "text", "body", "document", "input")
"""Where an article is looked for, in that order, unless a field is named."""
NAMES = ("name", "id", "custom_id", "external_id", "description", "title")
"""What a fixture is called by, in that order."""

_FILE = "file://"
_LONGEST = 40
_MARKUP = re.compile(r"<(p|div|article|html|h1)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Imported:
    """An article to be: what it is called, its text, and where it came from ("FILE:LINE")."""

    name: str
    text: str
    place: str

    @property
    def file(self) -> str:
        """The name of its file."""
        return "article.html" if _MARKUP.search(self.text) else "article.txt"


def read_articles(path: Path, field: str | None = None) -> tuple[Imported, ...]:
    """The articles of a file, each text once.

    Args:
        path: a .jsonl, .json, .yaml or .yml file.
        field: the name of the field, or of promptfoo's variable, that has the article.

    Raises:
        FixturesInvalid: with everything that is wrong, by line where lines mean something.
    """
    faults: list[str] = []
    found: dict[str, Imported] = {}
    taken: set[str] = set()
    for place, row in _rows(path):
        text = _text(row, field, path.parent)
        if text is None:
            wanted = field or " or ".join(TEXTS)
            faults.append(f"{place}: there is no article in it (looked for {wanted})")
            continue
        try:
            read_article(text)
        except ArticleError as error:
            faults.append(f"{place}: {error}")
            continue
        name = _name(row, text, taken)
        if found.setdefault(text, Imported(name, text, place)).name == name:
            taken.add(name)
    if not found and not faults:
        faults.append(f"{path}:1: there is no article in this file")
    if faults:
        raise FixturesInvalid(faults)
    return tuple(found.values())


def write_articles(articles: Sequence[Imported], folder: Path) -> None:
    """Write a fixture's folder for each article, with the article in it.

    Raises:
        FixturesInvalid: one of the folders is there already; nothing is written then.
    """
    there = [each for each in articles if (folder / each.name).exists()]
    if there:
        raise FixturesInvalid([f"{folder / each.name}:1: it exists already" for each in there])
    for each in articles:
        own = folder / each.name
        own.mkdir(parents=True)
        (own / each.file).write_text(each.text, encoding="utf-8")


def _rows(path: Path) -> Iterator[tuple[str, Mapping[str, Any]]]:
    text = read_text(path, lambda said: FixturesInvalid([said]))
    if path.suffix == ".jsonl":
        yield from _lines(path, text)
        return
    try:
        data = json.loads(text) if path.suffix == ".json" else parse_yaml(text)
    except (ValueError, yaml.YAMLError) as error:
        raise FixturesInvalid([f"{path}:1: it is neither valid JSON nor YAML"]) from error
    for number, test in enumerate(_tests(path, data), start=1):
        variables = test.get("vars")
        if isinstance(variables, dict):
            told = {key: test[key] for key in NAMES if key in test}
            yield f"{path}:1: test {number}", told | variables
        else:
            yield f"{path}:1: test {number}", test


def _lines(path: Path, text: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError as error:
            raise FixturesInvalid([f"{path}:{number}: it is no valid JSON"]) from error
        if not isinstance(row, dict):
            raise FixturesInvalid([f"{path}:{number}: it is no JSON object"])
        yield f"{path}:{number}", row


def _tests(path: Path, data: Any) -> list[dict[str, Any]]:  # noqa: ANN401 - a document
    """The tests of a configuration, of a file of tests, or of results."""
    if isinstance(data, dict) and isinstance(data.get("results"), dict):
        data = data["results"].get("results")
    elif isinstance(data, dict):
        data = data.get("tests")
    if isinstance(data, str):
        raise FixturesInvalid([f"{path}:1: its tests are in another file; import that one"])
    if not isinstance(data, list) or not all(isinstance(each, dict) for each in data):
        raise FixturesInvalid([f"{path}:1: there is no list of tests or results in this file"])
    return data


def _text(row: Mapping[str, Any], field: str | None, folder: Path) -> str | None:
    for name in (field,) if field else TEXTS:
        value = row.get(name)
        if isinstance(value, str) and value.startswith(_FILE):
            file = folder / value.removeprefix(_FILE)
            value = file.read_text(encoding="utf-8") if file.is_file() else None
        if isinstance(value, str) and value.strip():
            return value
    return None


def _name(row: Mapping[str, Any], text: str, taken: set[str]) -> str:
    """Letters, digits and hyphens; of two articles of one name the second has a digest, too."""
    given = next((str(row[key]) for key in NAMES if row.get(key)), text.strip().split("\n")[0])
    plain = unicodedata.normalize("NFKD", given).encode("ascii", "ignore").decode().lower()
    name = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:_LONGEST].strip("-") or "article"
    return f"{name}-{sha256(text.encode()).hexdigest()[:6]}" if name in taken else name
