"""Secrets and signatures, by the reference library of Standard Webhooks."""

import base64
import secrets
from datetime import UTC, datetime

from standardwebhooks import Webhook as Signer

SECRET_BYTES = 32
_PREFIX = "whsec_"


def new_secret() -> str:
    """A secret of 256 random bits, as the libraries of Standard Webhooks take it."""
    return _PREFIX + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode("ascii")


def signed(secret: str, identity: str, payload: str, now: datetime) -> dict[str, str]:
    """The three headers that go with a payload in one attempt.

    The id stays the same in all attempts; the time is that of the attempt, so that a receiver can
    refuse what was recorded and is played again.
    """
    moment = now.astimezone(UTC)
    return {
        "webhook-id": identity,
        "webhook-timestamp": str(int(moment.timestamp())),
        "webhook-signature": Signer(secret).sign(identity, moment, payload),
    }
