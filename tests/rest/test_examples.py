"""The examples in the OpenAPI document are what the service says.

They lie in `rest/examples`; KEYQUESTIONS_WRITE_DOCS=1 (`make docs`) writes them anew.
"""

import json
import os
from importlib.resources import files
from pathlib import Path

import pytest
from pydantic import BaseModel
from starlette.requests import Request

from keyquestions.errors import ModelTimeout
from keyquestions.jobs import Job, JobError, JobState, Published
from keyquestions.publishing import Edits, QuestionEdit
from keyquestions.rest import articles, batches, results, reviews, webhooks
from keyquestions.rest.negotiation import HTML, JSON, TEXT
from keyquestions.rest.representing import job_body, represented
from keyquestions.store.batches import Batch, BatchState, ItemState
from keyquestions.store.deliveries import Delivery, DeliveryState
from keyquestions.store.outbox import Happening
from keyquestions.store.reviews import Review, ReviewState
from keyquestions.store.webhooks import Webhook

from .doubles import MOMENT, Stage, analysis, article

WRITES = "KEYQUESTIONS_WRITE_DOCS" in os.environ  # read now: tests run without such settings
FOLDER = Path(str(files("keyquestions.rest"))) / "examples"
REQUEST = Request({"type": "http", "method": "POST", "headers": []})
EDITS = Edits(
    questions=(
        QuestionEdit(index=1, text="What will drivers have to do while the bridge is closed?"),
        QuestionEdit(index=0),
    )
)


def job(state: JobState, **changes: object) -> Job:
    facts = {
        "id": analysis().id,
        "state": state,
        "content_hash": article().content_hash,
        "title": article().title,
        "created_at": MOMENT,
        "updated_at": MOMENT,
    }
    return Job(**(facts | changes))


def review() -> Review:
    return Review(
        analysis_id=analysis().id,
        revision=1,
        state=ReviewState.EDITED,
        reviewer="M. Okafor",
        note="The second question was clumsy.",
        content_hash=article().content_hash,
        created_at=MOMENT,
        edits=EDITS.model_dump(mode="json"),
    )


def bodies() -> dict[str, str]:
    """Every example, by the name of its file."""
    parts = Stage.of().parts
    done = job(JobState.SUCCEEDED, analysis=analysis(), attempts=1, finished_at=MOMENT)
    timeout = JobError(ModelTimeout.code, "It took too long.", retryable=True)
    states = {
        "queued": job(JobState.QUEUED),
        "running": job(JobState.RUNNING, attempts=1),
        "cancelled": job(JobState.CANCELLED, finished_at=MOMENT),
        "failed": job(JobState.FAILED, attempts=1, finished_at=MOMENT, error=timeout),
    }
    released = Published("wp-1842", done, review())
    entry = reviews._entry(review())
    text = article()
    models: dict[str, BaseModel] = {
        **{name: job_body(REQUEST, each) for name, each in states.items()},
        "list": results.JobPage(items=(job_body(REQUEST, done),), next_before=None),
        "review": entry,
        "reviews": results.ReviewTrail(
            analysis_id=done.id, revision=1, state=entry.state, entries=(entry,)
        ),
        "article": results.ArticleText(
            title=text.title,
            language=text.language,
            content_hash=text.content_hash,
            words=text.words,
            text=text.text,
            blocks=text.blocks,
        ),
    }
    hook = Webhook(
        "wh_0123456789abcdef01234567",
        "https://cms.example/hooks/keyquestions",
        (Happening.ANALYSIS_SUCCEEDED, Happening.REVIEW_APPROVED),
        MOMENT,
        "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
    )
    delivery = Delivery(
        id="msg_0123456789abcdef01234567",
        webhook_id=hook.id,
        event=Happening.ANALYSIS_SUCCEEDED,
        payload="{}",
        state=DeliveryState.PENDING,
        attempts=1,
        next_at=MOMENT,
        created_at=MOMENT,
        settled_at=None,
        last_status=503,
        last_error="http_status",
    )
    counts = dict.fromkeys(ItemState, 0) | {ItemState.SUCCEEDED: 2, ItemState.WAITING: 1}
    batch = batches.batch_body(
        REQUEST,
        Batch("batch_0123456789abcdef01234567", BatchState.RUNNING, MOMENT, None, counts),
    )
    shown = webhooks._shown(hook)
    models |= {
        "batch": batch,
        "batches": batches.BatchPage(items=(batch,), next_before=None),
        "webhook_registered": webhooks.RegisteredWebhook(**shown.model_dump(), secret=hook.secret),
        "webhooks": webhooks.WebhookList(items=(shown,)),
        "deliveries": webhooks.page_of([delivery], 20),
        "delivery": webhooks._delivery(delivery),
    }
    told = {f"{name}.json": model.model_dump_json() for name, model in models.items()}
    told["succeeded.json"] = represented(REQUEST, parts, done, JSON).body.decode()
    told["published.json"] = articles._body(analysis(), released, parts, JSON).decode()
    told["fragment.html"] = represented(REQUEST, parts, done, HTML).body.decode()
    told["analysis.txt"] = represented(REQUEST, parts, done, TEXT).body.decode()
    return told


@pytest.mark.parametrize("name", sorted(bodies()))
def test_an_example_is_what_the_service_says(name: str):
    """Whoever reads the document sees real bodies, of this version."""
    told, path = bodies()[name], FOLDER / name
    if name.endswith(".json"):
        told = json.dumps(json.loads(told), indent=1, ensure_ascii=False) + "\n"
    if WRITES:
        FOLDER.mkdir(exist_ok=True)
        path.write_text(told, "utf-8")
    assert path.read_text("utf-8") == told


def test_there_is_no_example_that_nothing_makes():
    """No example outlives what it shows."""
    assert {each.name for each in FOLDER.iterdir()} == set(bodies())
