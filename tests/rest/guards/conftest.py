"""A small application behind all guards, on a real database, called without a socket."""

from collections.abc import Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Annotated, Any

import httpx2
import pytest
from fastapi import APIRouter, FastAPI, Request
from starlette.responses import JSONResponse, StreamingResponse

from keyquestions.errors import KeyQuestionsError
from keyquestions.models.clock import ManualClock
from keyquestions.rest.errors import failing
from keyquestions.rest.guards import Access, Caller, KeyRing, Limits, Scope, guard, guarded
from keyquestions.rest.metrics import Metrics
from keyquestions.rest.operations import Operations, add_operations, add_usage
from keyquestions.rest.readiness import Readiness
from keyquestions.store.database import Database
from keyquestions.store.idempotency import Idempotency
from keyquestions.store.keys import Keys
from keyquestions.store.usage import Usage

LOOPBACK = ("127.0.0.1", 50000)
JSON = {"content-type": "application/json"}


@dataclass
class Parts:
    """What the guards look for."""

    access: Access
    idempotency: Idempotency
    operations: Operations
    keys: Keys
    seen: list[Any] = field(default_factory=list)
    holds: Callable[[], Awaitable[None]] | None = None


def small_app():
    """Three routes that say what reached them."""
    app = FastAPI()

    async def refused(request: Request, error: Exception):
        assert isinstance(error, KeyQuestionsError)
        return failing(error).response(request.scope)

    app.add_exception_handler(KeyQuestionsError, refused)
    router = APIRouter(prefix="/v1")

    @router.post("/things/{name}")
    async def post(
        name: str, request: Request, caller: Annotated[Caller, guard(Scope.ANALYZE)]
    ) -> JSONResponse:
        parts = request.state.parts
        if parts.holds:
            await parts.holds()
        body = await request.body()
        parts.seen.append(body)
        status = int(request.query_params.get("status", 201))
        told = {"name": name, "size": len(body), "number": len(parts.seen), "key": caller.key_id}
        return JSONResponse(told, status, headers={"Location": "/v1/things/1"})

    @router.post("/lines")
    async def lines(request: Request, _caller: Annotated[Caller, guard(Scope.ANALYZE)]):
        sizes = [len(piece) async for piece in request.stream()]
        request.state.parts.seen.append(sizes)
        return {"size": sum(sizes)}

    @router.get("/things/{name}")
    async def get(name: str, _caller: Annotated[Caller, guard(Scope.READ)]):
        return {"name": name}

    @router.post("/stream")
    async def stream(_caller: Annotated[Caller, guard(Scope.ANALYZE)]):
        async def pieces():
            for _ in range(9):
                yield b"x" * 1_000_000

        return StreamingResponse(pieces())

    add_usage(router)
    app.include_router(router)
    operations = APIRouter()
    add_operations(operations)
    app.include_router(operations)
    return app


@asynccontextmanager
async def opened_parts(url, checks=()):
    """All parts over that database."""
    database = await Database.open(url)
    usage = Usage(database)
    keys = Keys(database)

    async def states():
        return {"queued": 2, "running": 1}

    yield Parts(
        Access(KeyRing(keys, ManualClock().clock), usage),
        Idempotency(database),
        Operations(Readiness(checks), Metrics(), states),
        keys,
    )
    await usage.aclose()
    await database.aclose()


@pytest.fixture
async def parts(tmp_path):
    async with opened_parts(f"sqlite:///{tmp_path / 'service.sqlite3'}") as made:
        yield made


@pytest.fixture
def limits():
    """Those of the service; a test may have its own."""
    return Limits()


@pytest.fixture
def service(parts, limits):
    """The application, as a server would call it."""
    inside = guarded(small_app(), limits)

    async def app(scope, receive, send):
        await inside({**scope, "state": {"parts": parts}}, receive, send)

    return app


def client_of(app, client=LOOPBACK, **headers):
    """Somebody who calls it, from that address."""
    transport = httpx2.ASGITransport(app, raise_app_exceptions=False, client=client)
    return httpx2.AsyncClient(
        transport=transport, base_url="http://127.0.0.1:8000", headers=headers
    )


@pytest.fixture
async def local(service):
    """Somebody on this machine, without a key."""
    async with client_of(service) as client:
        yield client


@pytest.fixture
def caller(service, parts):
    """Somebody elsewhere with a key of these scopes, within this quota."""

    async def make(*scopes, quota=None):
        _, token = await parts.keys.create("somebody", scopes or [Scope.ADMIN], quota)
        return client_of(
            service, ("192.0.2.7", 50000), authorization=f"Bearer {token}", host="api.example"
        )

    return make


def refusal(answer):
    """Status and code of a failure, which has the shape of all failures."""
    told = answer.json()
    assert answer.headers["content-type"] == "application/json"
    assert told["error"]["code"] == told["code"]
    assert told["error"]["message"] == told["message"]
    assert told["data"]["status"] == answer.status_code
    return answer.status_code, told["code"]
