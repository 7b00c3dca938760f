"""The service over a database and the built-in analyst, for uvicorn: the routes alone."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from keyquestions.rendering import load_words
from keyquestions.rest import Parts, create_app
from keyquestions.serving import open_core
from keyquestions.settings import load_settings
from keyquestions.wiring import chosen_prompts


@asynccontextmanager
async def _parts() -> AsyncIterator[Parts]:
    settings = load_settings()
    async with open_core(settings) as core:
        words = load_words(chosen_prompts(settings))
        yield Parts(core.jobs, core.reviews, core.service.codebook, words)


def app() -> FastAPI:
    """The factory that uvicorn calls."""
    return create_app(_parts)
