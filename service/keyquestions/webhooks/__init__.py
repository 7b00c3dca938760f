"""Webhooks after Standard Webhooks: thin, signed, retried, and never sent inside."""

from keyquestions.webhooks.deliverer import Deliverer
from keyquestions.webhooks.opening import open_webhooks
from keyquestions.webhooks.registry import Registry
from keyquestions.webhooks.schedule import WAITS, wait_after
from keyquestions.webhooks.sending import Allowed, Answer, Sender
from keyquestions.webhooks.signing import new_secret, signed

__all__ = [
    "WAITS", "Allowed", "Answer", "Deliverer", "Registry", "Sender", "new_secret",
    "open_webhooks", "signed", "wait_after",
]  # fmt: skip
