"""The error tree."""

import inspect
import re

import pytest

from keyquestions import errors
from keyquestions.cli.exits import EPILOG, EXIT_CODES, INTERRUPTED, OK, PARTIAL, UNEXPECTED, USAGE
from keyquestions.errors import KeyQuestionsError


def _classes() -> set[type[KeyQuestionsError]]:
    return {
        each
        for _, each in inspect.getmembers(errors, inspect.isclass)
        if issubclass(each, KeyQuestionsError)
    }


def _leaves() -> set[type[KeyQuestionsError]]:
    return {each for each in _classes() if not each.__subclasses__()}


def _drawn() -> dict[str, str | None]:
    """Each class of the docstring's tree and its parent."""
    tree = inspect.getdoc(errors).split("\n\n")[1]
    parents: list[str] = []
    drawn: dict[str, str | None] = {}
    for line in tree.splitlines():
        match = re.match(r"    ((?:[│ ] {3})*)(├── |└── )?(\w+)", line)
        assert match, line
        depth = len(match[1]) // 4 + bool(match[2])
        parents[depth:] = [match[3]]
        drawn[match[3]] = parents[depth - 1] if depth else None
    return drawn


def test_the_drawn_tree_is_the_tree_of_the_classes() -> None:
    """Whoever reads the docstring knows every class and where it belongs."""
    real = {
        each.__name__: None if each is KeyQuestionsError else each.__bases__[0].__name__
        for each in _classes()
    }
    assert _drawn() == real


def test_the_drawing_says_which_errors_are_transient() -> None:
    """Those that are marked as transient are those of a model that may be retried."""
    marked = set(re.findall(r"(\w+) .*\(transient\)", inspect.getdoc(errors)))
    assert marked == {
        each.__name__
        for each in _leaves()
        if each.retryable and issubclass(each, errors.ModelError)
    }


def test_every_leaf_has_an_exit_code_of_its_own() -> None:
    """The table has all leaf classes that a command can meet, nothing else, and no code twice."""
    of_commands = {each for each in _leaves() if not issubclass(each, errors.RequestError)}
    assert set(EXIT_CODES) == of_commands
    codes = [*EXIT_CODES.values(), OK, USAGE, PARTIAL, UNEXPECTED, INTERRUPTED]
    assert len(codes) == len(set(codes))
    assert all(0 <= code <= 255 for code in codes)


def test_the_help_names_every_range_of_exit_codes() -> None:
    """Each code of the table lies in a range that the help text tells."""
    told: set[int] = set()
    for first, last in re.findall(r"(\d+)(?:-(\d+))?", EPILOG):
        told |= set(range(int(first), int(last or first) + 1))
    assert set(EXIT_CODES.values()) | {OK, USAGE, PARTIAL, UNEXPECTED, INTERRUPTED} <= told


def test_every_leaf_has_a_stable_code_of_its_own() -> None:
    """Clients can tell all kinds of failure apart."""
    codes = [each.code for each in _leaves()]
    assert len(codes) == len(set(codes))
    assert KeyQuestionsError.code not in codes


@pytest.mark.parametrize("kind", sorted(_leaves(), key=lambda each: each.__name__))
def test_the_message_is_what_was_said(kind: type[KeyQuestionsError]) -> None:
    """An error's message is its one sentence, unchanged."""
    assert kind("It broke; mend it.").message == "It broke; mend it."


def test_waiting_time_is_kept() -> None:
    """How long a provider asked to wait is known in seconds, or known to be unknown."""
    assert errors.RateLimited("Wait.", 12.5).retry_after == 12.5
    assert errors.RateLimited("Wait.").retry_after is None
