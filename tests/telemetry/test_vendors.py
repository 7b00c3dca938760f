"""Nobody hears of an analysis but the server that the user named."""

import json
import os
import subprocess
import sys
import textwrap

import pytest

from .conftest import ARTICLE, KEY

WATCHED = textwrap.dedent(
    """
    import json, sys

    met = set()

    def watch(event, arguments):
        if event == "socket.connect" and isinstance(arguments[1], tuple):
            met.add(f"{arguments[1][0]}:{arguments[1][1]}")
        elif event == "socket.getaddrinfo":
            met.add(f"{arguments[0]}:{arguments[1]}")

    sys.addaudithook(watch)

    import atexit

    def tell():
        loaded = [name for name in sys.modules if name.startswith(("opentelemetry", "langsmith"))]
        langsmith = sys.modules.get("langsmith.utils")
        traced = bool(langsmith and langsmith.tracing_is_enabled())
        print(json.dumps({"met": sorted(met), "loaded": loaded, "traced": traced}), file=sys.stderr)

    atexit.register(tell)

    from keyquestions.cli import main

    main(sys.argv[1:])
    """
)
TRACING = ("LANGSMITH_", "LANGCHAIN_", "OTEL_", "KEYQUESTIONS_")


def clean_environment() -> dict[str, str]:
    """The environment of a user who has turned nothing on."""
    return {name: value for name, value in os.environ.items() if not name.startswith(TRACING)}


@pytest.mark.parametrize("model", ["builtin", "openai:gpt-5-mini", "langchain:ollama:qwen3"])
def test_an_analysis_meets_no_other_server(model, server, tmp_path):
    """From the first import to the end of the process, with whatever is installed."""
    if model.startswith("langchain:"):
        pytest.importorskip("langchain_ollama", reason="langchain-ollama is not installed")
    file = tmp_path / "article.txt"
    file.write_text(ARTICLE, encoding="utf-8")
    environment = clean_environment() | {
        "KEYQUESTIONS_MODEL": model,
        "KEYQUESTIONS_ATTEMPTS": "1",
        "OPENAI_API_KEY": KEY,
        "OPENAI_BASE_URL": f"{server.url}/v1",
        "OLLAMA_HOST": server.url,
    }
    done = subprocess.run(
        [sys.executable, "-c", WATCHED, "analyze", str(file)],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )

    *said, last = done.stderr.splitlines()
    assert [line for line in said if not line.startswith("keyquestions: ")] == []
    told = json.loads(last)
    assert told["met"] == ([] if model == "builtin" else [f"127.0.0.1:{server.port}"])
    assert bool(server.bodies) is (model != "builtin")
    assert told["traced"] is False
    # LangChain brings tracing systems along; nothing else loads one.
    assert model.startswith("langchain:") or told["loaded"] == []
