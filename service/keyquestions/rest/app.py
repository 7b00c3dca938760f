"""The application: routes, the shape of failures, and the parts opened for its lifetime."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import partial
from typing import Any

from fastapi import APIRouter, FastAPI

from keyquestions import __version__
from keyquestions.rest import analyses, articles, batches, events, posting, reviews, webhooks
from keyquestions.rest.bodies import JsonRoute
from keyquestions.rest.document import documented
from keyquestions.rest.guards import Limits, guarded
from keyquestions.rest.handlers import HANDLERS
from keyquestions.rest.headers import Envelope
from keyquestions.rest.operations import add_operations, add_usage
from keyquestions.rest.parts import Parts

OpenParts = Callable[[], AbstractAsyncContextManager[Parts]]

_ABOUT = """A news article goes in; a verified summary, a framing and bias analysis and the
article's key questions come out, each finding with quotes that code has found in the article.

Post an article to `/v1/analyses`, ask for the analysis at its `status_url` until `state` is
settled, let an editor review it, and show readers `/v1/articles/{external_id}/latest`.

Every failure has the same body, and `error.message` is a sentence that an editor can read."""


def create_app(open_parts: OpenParts, limits: Limits | None = None) -> FastAPI:
    """The service over what `open_parts` opens when it starts, and closes when it stops."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[dict[str, Any]]:
        async with open_parts() as parts:
            yield {"parts": parts}

    app = FastAPI(
        title="keyquestions",
        version=__version__,
        summary="Verified summaries, framing analyses and key questions of news articles.",
        description=_ABOUT,
        lifespan=lifespan,
        # Their pages load scripts from other hosts.
        docs_url=None,
        redoc_url=None,
        exception_handlers=HANDLERS,
        separate_input_output_schemas=False,
        redirect_slashes=False,
    )
    for router in routers():
        # Not included, which would have every request look for its route twice.
        app.router.routes.extend(router.routes)
    app.add_middleware(guarded, limits=limits or Limits())
    app.add_middleware(Envelope)
    app.openapi = partial(documented, app)  # type: ignore[method-assign]
    return app


def routers() -> tuple[APIRouter, ...]:
    """All routes, by matter."""
    made = []
    for module in (posting, analyses, events, reviews, articles, batches, webhooks):
        router = APIRouter(prefix="/v1", route_class=JsonRoute)
        module.add_routes(router)
        made.append(router)
    add_usage(made[0])
    operations = APIRouter()
    add_operations(operations)
    made.append(operations)
    return tuple(made)
