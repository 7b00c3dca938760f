"""A model server on loopback, and a judge that goes by a rule that tests can predict."""

import json
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Answer = Callable[[str, str], str]
"""The schema's name and the last message of the user in, the reply's text out."""


@dataclass
class Served:
    """A server that runs: where it is, and what it was asked."""

    url: str
    answer: Answer
    asked: list[dict[str, Any]] = field(default_factory=list)
    keys: set[str] = field(default_factory=set)


@contextmanager
def serving(answer: Answer) -> Iterator[Served]:
    """A server that speaks the protocol of OpenAI, for as long as it is needed."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.served = served = Served(f"http://127.0.0.1:{server.server_port}/v1", answer)  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield served
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        served: Served = self.server.served  # type: ignore[attr-defined]
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        served.asked.append(asked)
        served.keys.add(self.headers["Authorization"])
        schema = asked["response_format"]["json_schema"]["name"]
        text = served.answer(schema, asked["messages"][-1]["content"])
        choice = {"index": 0, "finish_reason": "stop", "logprobs": None,
                  "message": {"role": "assistant", "content": text, "refusal": None}}  # fmt: skip
        usage = {"prompt_tokens": 900, "completion_tokens": 90, "total_tokens": 990}
        body = {"id": "chatcmpl-1", "object": "chat.completion", "created": 1_700_000_000,
                "model": "judge-1", "choices": [choice], "usage": usage}  # fmt: skip
        data = json.dumps(body).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def lists_of(content: str) -> tuple[list[str], list[str]]:
    """The two lists that a judge is shown."""
    (shown,) = re.findall(
        r"First list:\n(.*?)\n\nSecond list:\n(.*?)\nEND TEXTS", content, re.DOTALL
    )
    first, second = (re.findall(r"^\d+\. (.*)$", each, re.MULTILINE) for each in shown)
    return first, second


def by_first_word(schema: str, content: str) -> str:
    """A judge for whom texts are the same that begin alike; it prefers what has more questions."""
    if schema == "judge_same":
        lefts, rights = lists_of(content)
        same = [
            [n for n, right in enumerate(rights, 1) if right.split()[0] == left.split()[0]]
            for left in lefts
        ]
        verdicts = [
            {"number": n, "reason": "So it begins.", "same": each} for n, each in enumerate(same, 1)
        ]
        return json.dumps({"verdicts": verdicts})
    if schema == "judge_question":
        _, _, shown = content.rpartition("BEGIN TEXTS")
        posed = re.findall(r"^(\d+)\. (.*)$", shown, re.MULTILINE)
        good = dict.fromkeys(("grammatical", "specific", "answered"), True)
        return json.dumps({"verdicts": [
            {"number": int(n), "reason": "So it is.", **good, "printable": text.startswith("W")}
            for n, text in posed
        ]})  # fmt: skip
    first, second = (
        len(re.findall(r"^Question: ", part, re.MULTILINE))
        for part in content.rpartition("BEGIN FIRST")[2].split("BEGIN SECOND")
    )
    better = "neither" if first == second else "first" if first > second else "second"
    return json.dumps({"reason": "It has more questions.", "better": better})
