"""The straight line: an article and an analyst in, a verified analysis out."""

from keyquestions.pipeline.line import analyze

__all__ = ["analyze"]
