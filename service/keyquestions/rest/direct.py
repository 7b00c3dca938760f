"""Calling a route straight from the request, where that is all it takes.

FastAPI works out anew in every request what each of a route's dependencies needs, which takes
longer than all that a known analysis is found by. Where a route and its dependencies need nothing
that has to be validated (the request, ids in the path as they stand there, and each other) the
calls and their order are known when the route is made. The document is FastAPI's, of the same
declarations.
"""

from collections.abc import Callable, Coroutine
from inspect import iscoroutinefunction
from typing import Any, get_type_hints

from fastapi import Request
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from starlette.responses import Response

Call = Callable[[Request], Coroutine[Any, Any, Any]]


def direct(route: APIRoute) -> Call | None:
    """What answers a request to that route; None where FastAPI has to look into the request."""
    answers = get_type_hints(route.endpoint).get("return")
    if not (isinstance(answers, type) and issubclass(answers, Response)):
        return None
    return _call(route.dependant)


def _call(dependant: Dependant) -> Call | None:
    """A call of that function with what it needs; None where that is more than is known here."""
    function = dependant.call
    steps = [(each.name, _call(each)) for each in dependant.dependencies]
    if function is None or not (_is_plain(dependant) and all(step for _, step in steps)):
        return None
    needed = tuple((name, step) for name, step in steps if step is not None)
    names = tuple((field.name, field.alias) for field in dependant.path_params)
    request_name = dependant.request_param_name or dependant.http_connection_param_name

    async def call(request: Request) -> Any:  # noqa: ANN401 - whatever it returns
        given: dict[str, Any] = {} if request_name is None else {request_name: request}
        for name, step in needed:
            value = await step(request)
            if name is not None:
                given[name] = value
        for name, alias in names:
            given[name] = request.path_params[alias]
        return await function(**given)

    return call


def _is_plain(dependant: Dependant) -> bool:
    """Whether it takes the request and texts of the path, and waits where it has to."""
    function = dependant.call
    awaits = iscoroutinefunction(function) or iscoroutinefunction(type(function).__call__)
    validated = (
        dependant.query_params, dependant.header_params, dependant.cookie_params,
        dependant.body_params, dependant.websocket_param_name, dependant.response_param_name,
        dependant.background_tasks_param_name, dependant.security_scopes_param_name,
    )  # fmt: skip
    texts = all(
        field.field_info.annotation is str and not field.field_info.metadata
        for field in dependant.path_params
    )
    return awaits and texts and not any(validated)
