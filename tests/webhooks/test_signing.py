"""Signatures, checked by the reference library as a receiver uses it."""

from datetime import UTC, datetime

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from keyquestions.webhooks import new_secret, signed

PAYLOAD = '{"type":"analysis.succeeded","data":{"é":1}}'


def test_a_receiver_can_verify_a_message():
    """With the secret as it was shown, the three headers and the body as it came."""
    secret = new_secret()
    headers = signed(secret, "msg_1", PAYLOAD, datetime.now(UTC))

    assert Webhook(secret).verify(PAYLOAD.encode(), headers)["data"] == {"é": 1}
    assert headers["webhook-id"] == "msg_1"


@pytest.mark.parametrize(
    ("body", "changed"),
    [
        (PAYLOAD.replace("succeeded", "failed"), {}),
        (PAYLOAD, {"webhook-id": "msg_2"}),
        (PAYLOAD, {"webhook-timestamp": str(int(datetime.now(UTC).timestamp()) + 1)}),
    ],
)
def test_what_was_changed_on_its_way_is_refused(body, changed):
    """Body, id and time are all signed."""
    secret = new_secret()
    headers = signed(secret, "msg_1", PAYLOAD, datetime.now(UTC)) | changed
    with pytest.raises(WebhookVerificationError):
        Webhook(secret).verify(body, headers)


def test_secrets_have_256_bits_and_are_never_the_same():
    """In the form that the libraries take."""
    made = {new_secret() for _ in range(50)}
    assert len(made) == 50
    assert all(each.startswith("whsec_") and len(each) == len("whsec_") + 44 for each in made)
