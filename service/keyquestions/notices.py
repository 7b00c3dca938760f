"""Sentences for the person who runs the program, where there is one.

They may name files, which no event of `telemetry` may. So they have a logger of their own, which
hands nothing on to other loggers; the command line listens to it.
"""

import logging

NOTICES = logging.getLogger("keyquestions.notices")
NOTICES.propagate = False
NOTICES.setLevel(logging.WARNING)
NOTICES.addHandler(logging.NullHandler())


def notify(sentence: str) -> None:
    """Say what they should know, and would not learn from the result."""
    NOTICES.warning("%s", sentence)
