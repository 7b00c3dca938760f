"""A server on loopback that speaks OpenAI's Batch API: for tests, and to try things by hand.

    python tests/archive/batch_api_server.py --port 8123 --expire 0.1
    OPENAI_BASE_URL=http://127.0.0.1:8123/v1 OPENAI_API_KEY=none keyquestions …

Every look at a batch takes it one step on: validating, in progress, finalizing, and its end. Lines
come back shuffled. What becomes of each line a plan says; without one, all are answered.
"""

import argparse
import asyncio
import json
import random
import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

from aiohttp import web

Line = dict[str, Any]
Plan = Callable[[Line, int], str]
"""What becomes of a line that is seen so many times: ok, expired, lost, or a key of _REFUSALS."""

STEPS = ("validating", "in_progress", "finalizing")
USAGE = {"prompt_tokens": 1000, "completion_tokens": 100, "total_tokens": 1100}
_ARTICLE = re.compile(r"BEGIN ARTICLE.*?\n(.*?)\nEND ARTICLE", re.DOTALL)
_BYTES_A_TOKEN = 4
_REFUSALS = {
    "refused": (400, "The messages are not valid."),
    "busy": (503, "The server is overloaded."),
    "temperature": (400, "Unsupported value: 'temperature' does not support 0.3."),
    "schema": (400, "Invalid parameter: 'response_format' of type json_schema is not supported."),
    "quota": (429, "insufficient_quota: You exceeded your current quota."),
}


def extract(line: Line) -> str:
    """An answer to any of the service's requests that says what the article says, word for word."""
    body = line["body"]
    told = "\n".join(each["content"] for each in body["messages"])
    found = _ARTICLE.search(told)
    paragraphs = [each.strip("#>- ") for each in (found[1] if found else told).split("\n\n")]
    said = max(paragraphs, key=len)
    asked = {
        "text": f"What is known of {' '.join(said.split()[:6])}?",
        "kind": "background",
        "salience": 4,
        "status": "answered",
        "why": "It is what the article is about.",
        "answer": said,
        "quotes": [said],
    }
    empty: dict[str, Any] = {"frames": [], "functions": [], "signals": [], "perspectives": []}
    answers = {
        "summary": {"sentences": [{"text": said, "quotes": [said]}]},
        "framing": {"genre": "reporting", **empty},
        "questions": {"questions": [asked]},
    }
    structure = body.get("response_format", {}).get("json_schema")
    return json.dumps(answers[structure["name"]] if structure else answers)


@dataclass
class BatchServer:
    """The server; `sent` are the custom ids of each batch, `paid` how often each was answered.

    `token_limit` is how many tokens may wait; the first batch is refused for its `bad_lines`.
    `hiccups` are names of operations ("create",
    "retrieve", "content") that fail with 500 once each, after they were done.
    """

    answer: Callable[[Line], str] = extract
    plan: Plan = lambda _line, _times: "ok"
    token_limit: int | None = None
    bad_lines: set[int] = field(default_factory=set)
    hiccups: list[str] = field(default_factory=list)
    sent: list[list[str]] = field(default_factory=list)
    bodies: list[list[Line]] = field(default_factory=list)
    paid: Counter[str] = field(default_factory=Counter)
    looks: int = 0
    deleted: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Begin with nothing."""
        self.batches: dict[str, Line] = {}
        self.files: dict[str, bytes] = {}
        self._seen: Counter[str] = Counter()
        self._chance = random.Random(5)  # noqa: S311 - the same in every run
        self._runner = web.AppRunner(self._app())
        self.url = ""

    async def start(self, port: int = 0) -> str:
        """Listen; where the API begins."""
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", port).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}/v1"
        return self.url

    async def __aenter__(self) -> Self:
        """Listen at a port of its own."""
        await self.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop."""
        await self._runner.cleanup()

    def _app(self) -> web.Application:
        app = web.Application(client_max_size=300_000_000)
        app.add_routes(
            [
                web.post("/v1/files", self._upload),
                web.get("/v1/files/{id}/content", self._content),
                web.delete("/v1/files/{id}", self._delete),
                web.post("/v1/batches", self._create),
                web.get("/v1/batches", self._list),
                web.get("/v1/batches/{id}", self._retrieve),
                web.post("/v1/batches/{id}/cancel", self._cancel),
                web.post("/v1/chat/completions", self._complete),
            ]
        )
        return app

    async def _upload(self, request: web.Request) -> web.Response:
        form = await request.post()
        content = form["file"]
        assert isinstance(content, web.FileField)
        assert form["purpose"] == "batch"
        return web.json_response(self._file(content.file.read(), content.filename))

    async def _content(self, request: web.Request) -> web.Response:
        if self._hiccup("content"):
            return _error(500, "server_error")
        data = self.files.get(request.match_info["id"])
        return _error(404, "not_found") if data is None else web.Response(body=data)

    async def _delete(self, request: web.Request) -> web.Response:
        id_ = request.match_info["id"]
        self.files.pop(id_)
        self.deleted.append(id_)
        return web.json_response({"id": id_, "object": "file", "deleted": True})

    async def _create(self, request: web.Request) -> web.Response:
        asked = await request.json()
        lines = [json.loads(each) for each in self.files[asked["input_file_id"]].splitlines()]
        self.sent.append([each["custom_id"] for each in lines])
        self.bodies.append(lines)
        batch = {
            "id": f"batch_{len(self.batches) + 1}",
            "object": "batch",
            "endpoint": asked["endpoint"],
            "completion_window": asked["completion_window"],
            "input_file_id": asked["input_file_id"],
            "status": STEPS[0],
            "created_at": len(self.batches),
            "metadata": asked["metadata"],
        }
        self.batches[batch["id"]] = batch
        return _error(500, "server_error") if self._hiccup("create") else web.json_response(batch)

    async def _list(self, _request: web.Request) -> web.Response:
        newest = list(self.batches.values())[::-1]
        return web.json_response({"object": "list", "data": newest, "has_more": False})

    async def _retrieve(self, request: web.Request) -> web.Response:
        self.looks += 1
        if self._hiccup("retrieve"):
            return _error(503, "server_error")
        batch = self.batches.get(request.match_info["id"])
        if batch is None:
            return _error(404, "not_found")
        self._step(batch)
        return web.json_response(batch)

    async def _cancel(self, request: web.Request) -> web.Response:
        batch = self.batches[request.match_info["id"]]
        if batch["status"] not in STEPS:
            return _error(400, "invalid_request")
        batch["status"] = "cancelled"
        return web.json_response(batch)

    async def _complete(self, request: web.Request) -> web.Response:
        """Answer at once, as the same server does at the full price."""
        return web.json_response(self._completion({"body": await request.json()}))

    def _hiccup(self, operation: str) -> bool:
        if operation not in self.hiccups:
            return False
        self.hiccups.remove(operation)
        return True

    def _file(self, data: bytes, name: str = "results.jsonl") -> Line:
        id_ = f"file-{len(self.files) + len(self.deleted) + 1}"
        self.files[id_] = data
        told = {"id": id_, "object": "file", "bytes": len(data), "created_at": 0}
        return told | {"filename": name, "purpose": "batch", "status": "processed"}

    def _step(self, batch: Line) -> None:
        """Take a batch one step on."""
        if batch["status"] not in STEPS:
            return
        data = self.files[batch["input_file_id"]]
        if batch["status"] == STEPS[0] and self._is_too_much(data):
            fault = {"code": "token_limit_exceeded", "message": "Enqueued token limit reached."}
            batch |= {"status": "failed", "errors": {"object": "list", "data": [fault]}}
        elif self.bad_lines:
            faults = [
                {"code": "invalid_json_line", "message": "Not JSON.", "line": each}
                for each in sorted(self.bad_lines)
            ]
            self.bad_lines.clear()
            batch |= {"status": "failed", "errors": {"object": "list", "data": faults}}
        elif batch["status"] != STEPS[-1]:
            batch["status"] = STEPS[STEPS.index(batch["status"]) + 1]
        else:
            self._finish(batch, [json.loads(each) for each in data.splitlines()])

    def _is_too_much(self, data: bytes) -> bool:
        return self.token_limit is not None and len(data) // _BYTES_A_TOKEN > self.token_limit

    def _finish(self, batch: Line, lines: list[Line]) -> None:
        answers, errors = [], []
        has_expired = False
        for line in self._chance.sample(lines, len(lines)):
            self._seen[line["custom_id"]] += 1
            fate = self.plan(line, self._seen[line["custom_id"]])
            has_expired |= fate in {"expired", "lost"}
            if fate == "ok":
                self.paid[line["custom_id"]] += 1
                answers.append(_result(line, 200, self._completion(line)))
            elif fate != "lost":
                errors.append(_refusal(line, fate))
        batch["status"] = "expired" if has_expired else "completed"
        for name, found in (("output_file_id", answers), ("error_file_id", errors)):
            if found:
                batch[name] = self._file(_jsonl(found))["id"]

    def _completion(self, line: Line) -> Line:
        said = {"role": "assistant", "content": self.answer(line)}
        return {
            "id": "c1",
            "object": "chat.completion",
            "model": line["body"]["model"],
            "choices": [{"index": 0, "finish_reason": "stop", "message": said}],
            "usage": USAGE,
        }


def _result(line: Line, status: int, body: Line) -> Line:
    response = {"status_code": status, "request_id": "r", "body": body}
    return {"id": "b", "custom_id": line["custom_id"], "response": response, "error": None}


def _refusal(line: Line, fate: str) -> Line:
    if fate == "expired":
        told = {"code": "batch_expired", "message": "This request could not be executed in time."}
        return {"id": "b", "custom_id": line["custom_id"], "response": None, "error": told}
    status, message = _REFUSALS[fate]
    return _result(line, status, {"error": {"message": message, "code": None}})


def _jsonl(lines: Iterable[Line]) -> bytes:
    return "".join(f"{json.dumps(each)}\n" for each in lines).encode()


def _error(status: int, code: str) -> web.Response:
    return web.json_response({"error": {"message": code, "code": code}}, status=status)


def _by_chance(expire: float, refuse: float) -> Plan:
    chance = random.Random(1)  # noqa: S311 - no secret

    def plan(_line: Line, times: int) -> str:
        drawn = chance.random()
        if drawn < refuse and times == 1:
            return "refused"
        return "expired" if drawn < refuse + expire and times == 1 else "ok"

    return plan


async def main() -> None:
    """Listen until interrupted."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--port", type=int, default=8123)
    parser.add_argument("--expire", type=float, default=0.0, help="share of lines, the first time")
    parser.add_argument("--refuse", type=float, default=0.0, help="share of lines")
    given = parser.parse_args()
    server = BatchServer(plan=_by_chance(given.expire, given.refuse))
    print(f"Listening at {await server.start(given.port)}", flush=True)  # noqa: T201 - a script
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main())
