"""Nobody hears of an analysis but the server that the user named."""

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
        print(json.dumps({"met": sorted(met), "loaded": loaded}), file=sys.stderr)

    atexit.register(tell)

    from keyquestions.cli import main

    main(sys.argv[1:])
    """
)
TRACING = ("LANGSMITH_", "LANGCHAIN_", "OTEL_", "KEYQUESTIONS_")


def clean_environment() -> dict[str, str]:
    """The environment of a user who has turned nothing on."""
    return {name: value for name, value in os.environ.items() if not name.startswith(TRACING)}


@pytest.mark.parametrize("model", ["builtin", "openai:gpt-5-mini"])
def test_an_analysis_meets_no_other_server(model, server, tmp_path):
    """From the first import to the end of the process, with whatever is installed."""
    file = tmp_path / "article.txt"
    file.write_text(ARTICLE, encoding="utf-8")
    environment = clean_environment() | {
        "KEYQUESTIONS_MODEL": model,
        "OPENAI_API_KEY": KEY,
        "OPENAI_BASE_URL": f"{server.url}/v1",
    }
    told = subprocess.run(
        [sys.executable, "-c", WATCHED, "analyze", str(file)],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )

    expected = "[]" if model == "builtin" else f'["127.0.0.1:{server.port}"]'
    assert told.stderr.splitlines()[-1] == f'{{"met": {expected}, "loaded": []}}'
    assert bool(server.bodies) is (model != "builtin")


def test_langsmith_does_not_trace_unless_the_user_turns_it_on():
    """Importing everything of ours turns nothing on, where langsmith is installed at all."""
    pytest.importorskip("langsmith", reason="langsmith is not installed")
    script = textwrap.dedent(
        f"""
        import os
        before = dict(os.environ)
        import keyquestions.wiring, keyquestions.cli, keyquestions.models.openai_chat
        from langsmith.utils import tracing_is_enabled
        assert not tracing_is_enabled()
        changed = set(os.environ.items()) ^ set(before.items())
        assert not [name for name, _ in changed if name.startswith({TRACING!r})], changed
        os.environ["LANGSMITH_TRACING"] = "true"
        import langsmith.utils
        langsmith.utils.get_env_var.cache_clear()
        assert tracing_is_enabled()
        """
    )
    told = subprocess.run(
        [sys.executable, "-c", script],
        env=clean_environment(),
        capture_output=True,
        text=True,
        check=False,
    )

    assert told.stderr == ""
    assert told.returncode == 0
