"""Somebody else's client: openapi-python-client makes one from the document, and it does the flow.

    python tests/e2e/generated_client.py

An article is posted, read, found in the list, reviewed with a change, and read as readers do;
nothing here speaks HTTP but the client that was generated.
"""

import importlib
import json
import os
import subprocess
import sys
import tempfile
import urllib.request
from pathlib import Path
from typing import Any

from rest_service import ARTICLE, KEY, running

GENERATOR = str(Path(sys.executable).with_name("openapi-python-client"))


def generate(url: str, folder: Path) -> None:
    """Have the client made; nothing of the document may be left out."""
    with urllib.request.urlopen(f"{url}/openapi.json", timeout=30) as response:
        (folder / "openapi.json").write_text(json.dumps(json.load(response)), "utf-8")
    command = ["generate", "--path", str(folder / "openapi.json"), "--meta", "none"]
    made = subprocess.run(
        [GENERATOR, *command, "--output-path", str(folder / "client")],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    left_out = [line for line in made.stdout.splitlines() if "unsupported" in line.lower()]
    if made.returncode or left_out:
        raise SystemExit(f"the client is not whole: {left_out or made.stdout}{made.stderr}")


def part(name: str) -> Any:
    """A module of the generated client."""
    return importlib.import_module(f"client.{name}")


def flow(url: str) -> None:
    """Post, read, list, review, publish."""
    models, client = part("models"), part("client").AuthenticatedClient(url, os.environ[KEY])
    article = models.HtmlArticle(
        content_html=ARTICLE.read_text("utf-8"), external_id="wp-7", language="en"
    )
    made = part("api.analyses.create_analysis").sync(client=client, body=article, prefer="wait=10")
    assert isinstance(made, models.Result), made
    print("posted  ", made.id, made.state.value, len(made.questions), "questions")
    again = part("api.analyses.get_analysis").sync(made.id, client=client)
    assert again.summary.text == made.summary.text
    listed = part("api.analyses.list_analyses").sync(client=client, external_id="wp-7")
    assert [each.id for each in listed.items] == [made.id]
    edits = models.Edits(questions=[models.QuestionEdit(index=0, text="Why is the bridge closed?")])
    review = models.EditedReview(
        state=models.EditedReviewState.EDITED, reviewer="M. Okafor", edits=edits
    )
    entry = part("api.reviews.create_review").sync(made.id, client=client, body=review)
    print("reviewed", entry.state.value, "revision", entry.revision)
    shown = part("api.articles.get_published").sync("wp-7", client=client)
    assert [each.text for each in shown.questions] == ["Why is the bridge closed?"]
    print("readers ", shown.questions[0].text, "| was:", shown.questions[0].original.text)
    short = models.TextArticle(content_text="Too short.")
    failed = part("api.analyses.create_analysis").sync(client=client, body=short)
    assert isinstance(failed, models.Failed), failed
    print("refused ", failed.error.code, "|", failed.error.message)
    gone = part("api.analyses.delete_analysis").sync_detailed(made.id, client=client)
    assert gone.status_code == 204
    print("erased  ", made.id)


def main() -> None:
    """Run it."""
    with running() as url, tempfile.TemporaryDirectory() as folder:
        generate(url, Path(folder))
        sys.path.insert(0, folder)
        flow(url)


if __name__ == "__main__":
    main()
