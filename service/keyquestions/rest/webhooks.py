"""/v1/webhooks: who is told of what, and what has become of it."""

from collections.abc import Sequence
from datetime import datetime
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Body, Path, Query, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from keyquestions import errors
from keyquestions.analysis import Value
from keyquestions.rest.documenting import BODY, INVALID_PARAMETER, described, failures
from keyquestions.rest.guards import Scope, facts_of, guard
from keyquestions.rest.parts import Opened
from keyquestions.rest.representing import plain
from keyquestions.store.deliveries import Delivery, DeliveryState
from keyquestions.store.outbox import Happening
from keyquestions.store.webhooks import Webhook

WebhookId = Annotated[str, Path(alias="id", description="The webhook's id.")]
DeliveryId = Annotated[str, Path(alias="delivery", description="The delivery's id.")]


class NewWebhook(BaseModel):
    """Whom to tell, and of what."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    url: Annotated[
        str,
        Field(
            min_length=1,
            max_length=2000,
            description="Where messages are posted to: https, and an address of the internet.",
            examples=["https://cms.example/hooks/keyquestions"],
        ),
    ]
    events: Annotated[
        tuple[Happening, ...],
        Field(max_length=50, description="What to be told of; everything, where it is empty."),
    ] = ()


class WebhookBody(Value):
    """A webhook; its secret is shown once, when it is registered."""

    id: str
    url: str
    events: tuple[Happening, ...]
    created_at: datetime
    disabled_at: Annotated[
        datetime | None, Field(description="Since when it is told nothing any more.")
    ]
    disabled_because: Annotated[str | None, Field(description="`gone`: it answered with HTTP 410.")]


class RegisteredWebhook(WebhookBody):
    """A webhook that was just registered."""

    secret: Annotated[
        str,
        Field(
            description="What its messages are signed with (Standard Webhooks). Keep it: it is "
            "not shown again."
        ),
    ]


class WebhookList(Value):
    """All webhooks, the oldest first."""

    items: tuple[WebhookBody, ...]


class DeliveryBody(Value):
    """One message on its way; `id` is its `webhook-id` in every attempt."""

    id: str
    event: Happening
    state: DeliveryState
    attempts: int
    next_at: Annotated[
        datetime | None, Field(description="When it is tried next; null where it is not.")
    ]
    created_at: datetime
    settled_at: datetime | None
    last_status: Annotated[int | None, Field(description="The HTTP status of the last answer.")]
    last_error: Annotated[
        str | None,
        Field(
            description="Why the last attempt failed: `address_forbidden`, `certificate`, `gone`, "
            "`http_status`, `internal`, `protocol`, `timeout` or `unreachable`."
        ),
    ]


class DeliveryPage(Value):
    """Deliveries, the newest first."""

    items: tuple[DeliveryBody, ...]
    next_before: Annotated[
        str | None,
        Field(description="What to give as `before` to see older ones; null: there are none."),
    ]


def add_routes(router: APIRouter) -> None:
    """Add the routes to a router."""
    _add_webhooks(router)
    _add_deliveries(router)


def _add_webhooks(router: APIRouter) -> None:
    admin = [guard(Scope.ADMIN)]
    router.add_api_route(
        "/webhooks",
        register_webhook,
        methods=["POST"],
        operation_id="create_webhook",
        summary="Register a webhook",
        tags=["webhooks"],
        dependencies=admin,
        status_code=HTTPStatus.CREATED,
        response_model=None,
        responses={
            201: described("It is registered.", RegisteredWebhook, ["webhook_registered"]),
            **failures(*BODY, errors.WebhookInvalid, errors.WebhooksFull),
        },
    )
    router.add_api_route(
        "/webhooks",
        list_webhooks,
        methods=["GET"],
        operation_id="list_webhooks",
        summary="All webhooks",
        tags=["webhooks"],
        dependencies=admin,
        response_model=None,
        responses={
            200: described("The oldest first.", WebhookList, ["webhooks"]),
            **failures(),
        },
    )
    router.add_api_route(
        "/webhooks/{id}",
        delete_webhook,
        methods=["DELETE"],
        operation_id="delete_webhook",
        summary="Delete a webhook",
        tags=["webhooks"],
        dependencies=admin,
        status_code=HTTPStatus.NO_CONTENT,
        response_model=None,
        responses={
            204: {"description": "It is deleted, with its deliveries."},
            **failures(errors.WebhookUnknown),
        },
    )


def _add_deliveries(router: APIRouter) -> None:
    admin = [guard(Scope.ADMIN)]
    router.add_api_route(
        "/webhooks/{id}/deliveries",
        list_deliveries,
        methods=["GET"],
        operation_id="list_deliveries",
        summary="What has become of a webhook's messages",
        tags=["webhooks"],
        dependencies=admin,
        response_model=None,
        responses={
            200: described("The newest first.", DeliveryPage, ["deliveries"]),
            **failures(INVALID_PARAMETER, errors.WebhookUnknown, errors.DeliveryUnknown),
        },
    )
    router.add_api_route(
        "/webhooks/{id}/deliveries/{delivery}/retry",
        retry_delivery,
        methods=["POST"],
        operation_id="retry_delivery",
        summary="Send a dead message again",
        tags=["webhooks"],
        dependencies=admin,
        response_model=None,
        responses={
            200: described("It is tried again.", DeliveryBody, ["delivery"]),
            **failures(errors.WebhookUnknown, errors.DeliveryUnknown, errors.DeliveryNotDead),
        },
    )


async def register_webhook(
    request: Request, parts: Opened, posted: Annotated[NewWebhook, Body()]
) -> Response:
    """Register it. The response is the only one that shows the secret."""
    webhook = await parts.webhooks.register(posted.url, posted.events)
    facts_of(request.scope).about = webhook.id
    body = RegisteredWebhook(**_shown(webhook).model_dump(), secret=webhook.secret)
    return plain(body, HTTPStatus.CREATED)


async def list_webhooks(parts: Opened) -> Response:
    """Who is told of what."""
    return plain(WebhookList(items=tuple(map(_shown, await parts.webhooks.all()))))


async def delete_webhook(identity: WebhookId, parts: Opened) -> Response:
    """Tell it nothing any more, and forget what it was told."""
    await parts.webhooks.remove(identity)
    return Response(status_code=HTTPStatus.NO_CONTENT)


async def list_deliveries(
    identity: WebhookId,
    parts: Opened,
    state: Annotated[DeliveryState | None, Query(description="Only those in that state.")] = None,
    before: Annotated[
        str | None, Query(max_length=100, description="Only those before the one of that id.")
    ] = None,
    limit: Annotated[int, Query(ge=1, le=100, description="How many, at most.")] = 20,
) -> Response:
    """What is on its way, has arrived or is dead."""
    found = await parts.webhooks.deliveries(identity, state, before, limit + 1)
    return plain(page_of(found, limit))


async def retry_delivery(identity: WebhookId, delivery: DeliveryId, parts: Opened) -> Response:
    """Send a dead message again, from the first attempt on."""
    return plain(_delivery(await parts.webhooks.retry(identity, delivery)))


def page_of(found: Sequence[Delivery], limit: int) -> DeliveryPage:
    """A page of deliveries, of which one more than `limit` was asked for."""
    shown = found[:limit]
    return DeliveryPage(
        items=tuple(map(_delivery, shown)),
        next_before=shown[-1].id if len(found) > limit else None,
    )


def _shown(webhook: Webhook) -> WebhookBody:
    return WebhookBody(**{name: getattr(webhook, name) for name in WebhookBody.model_fields})


def _delivery(delivery: Delivery) -> DeliveryBody:
    names = DeliveryBody.model_fields.keys() - {"next_at"}
    waits = delivery.state is DeliveryState.PENDING
    return DeliveryBody(
        **{name: getattr(delivery, name) for name in names},
        next_at=delivery.next_at if waits else None,
    )
