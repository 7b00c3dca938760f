"""The straight line: an article and an analyst in, a verified analysis out."""

from keyquestions.pipeline.line import analyze, identity_of
from keyquestions.pipeline.observed import Told, listening
from keyquestions.pipeline.verifying import HERE, Verifier

__all__ = ["HERE", "Told", "Verifier", "analyze", "identity_of", "listening"]
