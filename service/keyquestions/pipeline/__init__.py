"""The straight line: an article and an analyst in, a verified analysis out."""

from keyquestions.pipeline.line import analyze
from keyquestions.pipeline.verifying import HERE, Verifier

__all__ = ["HERE", "Verifier", "analyze"]
