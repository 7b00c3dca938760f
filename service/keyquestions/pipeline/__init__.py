"""The straight line: an article and an analyst in, a verified analysis out."""

from keyquestions.pipeline.line import analyze, identity_of
from keyquestions.pipeline.observed import Told, listening

__all__ = ["Told", "analyze", "identity_of", "listening"]
