"""Key questions composed from what the article says and leaves out."""

from keyquestions.builtin.asking.choice import ask

__all__ = ["ask"]
