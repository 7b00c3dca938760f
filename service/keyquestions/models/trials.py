"""Which repetition of an analysis this is; its requests are then others than the first one's."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_TRIAL: ContextVar[int] = ContextVar("keyquestions_trial", default=0)


def current_trial() -> int:
    """The trial that requests belong to, counted from 0."""
    return _TRIAL.get()


@contextmanager
def trial(number: int) -> Iterator[None]:
    """Let what is asked inside be asked, and kept, as that trial."""
    token = _TRIAL.set(number)
    try:
        yield
    finally:
        _TRIAL.reset(token)
