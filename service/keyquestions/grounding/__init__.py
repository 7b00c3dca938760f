"""Grounding: find quotes in an article, and check what a sentence says against it."""

from keyquestions.grounding.foreign import is_foreign
from keyquestions.grounding.grounding import Grounding, Missing

__all__ = ["Grounding", "Missing", "is_foreign"]
