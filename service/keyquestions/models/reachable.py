"""Whether a server that speaks OpenAI's protocol can be reached; asking that costs nothing."""

from http import HTTPStatus

import httpx2

from keyquestions.errors import KeyRejected, ModelTimeout, ModelUnreachable

OPENAI_URL = "https://api.openai.com/v1"
SECONDS = 4.0

_REFUSED = frozenset({HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN})


async def check_reachable(
    base_url: str | None, key: str | None, transport: httpx2.AsyncBaseTransport | None = None
) -> None:
    """Ask for the list of models. Any answer will do: not every server has one.

    Raises:
        ModelUnreachable: no connection, or an error of the server's own.
        ModelTimeout: no answer in time.
        KeyRejected: it does not accept the key.
    """
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    try:
        async with httpx2.AsyncClient(timeout=SECONDS, transport=transport) as client:
            answer = await client.get(
                f"{(base_url or OPENAI_URL).rstrip('/')}/models", headers=headers
            )
    except httpx2.TimeoutException:
        raise ModelTimeout("The model's server did not answer in time; check it.") from None
    except (httpx2.HTTPError, httpx2.InvalidURL):
        raise ModelUnreachable("The model's server cannot be reached; check it.") from None
    if answer.status_code in _REFUSED:
        raise KeyRejected("The model's server does not accept the key; check OPENAI_API_KEY.")
    if answer.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
        raise ModelUnreachable("The model's server is out of order; check it.")
