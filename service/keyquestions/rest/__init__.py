"""The HTTP service: one FastAPI application over the jobs and repositories that wiring opens."""

from keyquestions.rest.app import create_app
from keyquestions.rest.parts import Parts

__all__ = ["Parts", "create_app"]
