"""Routes that are called straight from the request answer as FastAPI would have them answer."""

from typing import Annotated

import pytest
from fastapi import APIRouter, Body, Depends, FastAPI, Path, Query, Request
from fastapi.routing import APIRoute
from fastapi.security import HTTPBearer
from starlette.responses import JSONResponse, Response
from starlette.testclient import TestClient

from keyquestions.errors import Unauthorized
from keyquestions.rest.bodies import JsonRoute
from keyquestions.rest.direct import direct
from keyquestions.rest.handlers import HANDLERS

Name = Annotated[str, Path(alias="id")]
_ASKED: list[str] = []


async def admitted(
    request: Request, _documented: Annotated[object, Depends(HTTPBearer(auto_error=False))]
) -> str:
    _ASKED.append(request.url.path)
    if "authorization" not in request.headers:
        raise Unauthorized("No key; send one.")
    return request.headers["authorization"]


async def shout(name: Name) -> str:
    return name.upper()


async def plain(name: Name, loud: Annotated[str, Depends(shout)], request: Request) -> Response:
    return JSONResponse([name, loud, request.method])


async def with_query(name: Name, limit: Annotated[int, Query(le=5)] = 1) -> Response:
    return JSONResponse([name, limit])


async def with_number(name: Annotated[int, Path(alias="id")]) -> Response:
    return JSONResponse([name])


async def with_body(given: Annotated[list[int], Body()]) -> Response:
    return JSONResponse(given)


async def unanswered(name: Name) -> dict[str, str]:
    return {"name": name}


def in_a_thread(name: Name) -> Response:
    return JSONResponse([name])


def _routes(kind: type[APIRoute]) -> APIRouter:
    router = APIRouter(prefix="/v1", route_class=kind)
    guards = [Depends(admitted)]
    for each in (plain, with_query, with_number, unanswered, in_a_thread):
        router.add_api_route(f"/{each.__name__}/{{id}}", each, dependencies=guards)
    router.add_api_route("/with_body", with_body, methods=["POST"], dependencies=guards)
    return router


def _client(kind: type[APIRoute]) -> TestClient:
    app = FastAPI(exception_handlers=HANDLERS)
    app.router.routes.extend(_routes(kind).routes)
    return TestClient(app)


@pytest.mark.parametrize("key", [None, "Bearer k"])
@pytest.mark.parametrize(
    "path",
    ["plain/a%20b", "with_query/a?limit=3", "with_query/a?limit=9", "with_number/7",
     "with_number/x", "unanswered/a", "in_a_thread/a"],
)  # fmt: skip
def test_each_route_answers_as_fastapi_has_it(path, key):
    """The same status and body, and whoever guards it is asked once."""
    headers = {} if key is None else {"Authorization": key}
    told = []
    for kind in (APIRoute, JsonRoute):
        _ASKED.clear()
        answer = _client(kind).get(f"/v1/{path}", headers=headers | {"X-Request-Id": "one-request"})
        told.append((answer.status_code, answer.json(), len(_ASKED)))
    assert told[0] == told[1]
    assert told[0][2] == 1


def test_only_what_needs_nothing_but_the_request_is_called_directly():
    """What has to be validated, awaited in a thread or turned into a response is FastAPI's."""
    made = {each.name: direct(each) for each in _routes(JsonRoute).routes}
    assert {name for name, call in made.items() if call is not None} == {"plain"}


def test_the_document_is_the_same():
    """Parameters, security and failures are declared where they always were."""
    told = []
    for kind in (APIRoute, JsonRoute):
        app = FastAPI()
        app.router.routes.extend(_routes(kind).routes)
        told.append(app.openapi())
    assert told[0] == told[1]
    assert told[0]["paths"]["/v1/plain/{id}"]["get"]["security"] == [{"HTTPBearer": []}]
