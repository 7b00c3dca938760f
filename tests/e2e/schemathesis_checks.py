"""What schemathesis is told beside its own checks.

What fits the document is never called invalid, and a batch is sent as the text that it is.

An article may be refused for what it says (too short, no article in it, no such language): no
schema tells that. That a field does not have its form must be told by the schema.
"""

import ast
import json
import threading

import schemathesis
from rest_service import ARTICLE
from schemathesis import Case, CheckContext, HookContext, Response, SerializationContext

_NEWS = ARTICLE.read_text("utf-8")
_parse, _alone = ast.parse, threading.Lock()


def _parse_alone(*args: object, **options: object) -> ast.AST:
    """CPython 3.11 takes two threads that parse at once for a mistake (its issue 106905)."""
    with _alone:
        return _parse(*args, **options)


ast.parse = _parse_alone


@schemathesis.hook
def map_body(context: HookContext, body: object) -> object:
    """One in four texts gets an article behind it: chance writes none that can be analysed."""
    operation = context.operation.label if context.operation else ""
    if operation == "POST /v1/batches" and isinstance(body, str) and len(body) % 4 == 1:
        return json.dumps({"custom_id": "wp-1842", "content_text": body + _NEWS})
    if operation == "POST /v1/analyses" and isinstance(body, dict):
        for field in ("content_text", "content_html"):
            text = body.get(field)
            if isinstance(text, str) and len(text) < 1000 and len(text) % 4 == 1:
                return body | {field: text + _NEWS}
    return body


@schemathesis.hook
def before_call(_context: HookContext, case: Case, _options: dict[str, object]) -> None:
    """In a sequence no answer is replayed: it may be of what an earlier sequence has erased."""
    stateful = case.meta is not None and case.meta.phase.name.value == "stateful"
    if stateful and case.headers:
        case.headers.pop("Idempotency-Key", None)


@schemathesis.serializer("application/jsonl", "application/x-ndjson")
def as_lines(_context: SerializationContext, value: object) -> bytes:
    """A batch is text that has its lines already; anything else is put where it is no line."""
    text = value if isinstance(value, str) else json.dumps([value])
    return text.encode("utf-8", "surrogatepass")


@schemathesis.check
def valid_is_not_invalid(_context: CheckContext, response: Response, case: Case) -> None:
    """A request that the document allows is not answered with `request_invalid`."""
    meta = case.meta
    if meta is None or not meta.generation.mode.is_positive or response.status_code != 422:
        return
    assert response.json()["code"] != "request_invalid", response.text
