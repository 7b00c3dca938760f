"""OpenAI's Batch API: files of requests that are answered within a day, for half the price."""

import json
from collections.abc import AsyncIterator, Awaitable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Final, TypeVar

import httpx2
import openai
from openai.types import Batch

from keyquestions.models.failures import Told, Whose, words_of
from keyquestions.models.openai_client import is_vendor, open_client
from keyquestions.models.openai_errors import translated

PATH: Final = "/v1/chat/completions"
"""Where each line of a file goes."""

DISCOUNT = 0.5
EXPIRED = "batch_expired"
"""The code of a line that was not answered in time."""

_NAME = "keyquestions"
_MANY = 100
_OK = 200

T = TypeVar("T")


class BatchStatus(StrEnum):
    """What has become of a batch; the last four are final."""

    VALIDATING = "validating"
    IN_PROGRESS = "in_progress"
    FINALIZING = "finalizing"
    CANCELLING = "cancelling"
    COMPLETED = "completed"
    FAILED = "failed"
    EXPIRED = "expired"
    CANCELLED = "cancelled"

    @property
    def is_final(self) -> bool:
        """Whether nothing more will come of it."""
        return self in _FINAL


_FINAL = frozenset(
    {BatchStatus.COMPLETED, BatchStatus.FAILED, BatchStatus.EXPIRED, BatchStatus.CANCELLED}
)


@dataclass(frozen=True, slots=True)
class BatchFault:
    """Why a batch was not taken: a code, the words that say so, the line (from 1) if it is one."""

    code: str
    words: str
    line: int | None


@dataclass(frozen=True, slots=True)
class RemoteBatch:
    """A batch as the provider has it; answers and errors are in files, in any order."""

    id: str
    name: str
    status: BatchStatus
    input_file: str
    answers: str | None
    errors: str | None
    faults: tuple[BatchFault, ...] = ()


@dataclass(frozen=True, slots=True)
class ResultLine:
    """What came of one line: the body of its completion, or how it was refused."""

    custom_id: str
    body: bytes | None
    told: Told


class OpenAIBatches:
    """The batches of one model of one server; `timeout` is in seconds, for one request.

    Raises:
        SettingInvalid: `base_url` is no address.
    """

    def __init__(
        self,
        model: str,
        *,
        api_key: str | None,
        base_url: str | None = None,
        timeout: float = 120.0,
        transport: httpx2.AsyncBaseTransport | None = None,
    ) -> None:
        self.model = model
        self.whose = Whose(f"openai:{model}", key="OPENAI_API_KEY", address="OPENAI_BASE_URL")
        self._timeout = timeout
        self._client = open_client(api_key, base_url, None, timeout, transport)
        self.official = is_vendor(str(self._client.base_url))

    async def submit(self, file: Path, name: str) -> RemoteBatch:
        """Hand in a file of lines as a batch of that name.

        If this fails, it may have been handed in all the same: `find` tells.

        Raises:
            ModelError: the server does not take it, or cannot be reached.
        """
        with file.open("rb") as content:
            sent = await self._call(
                self._client.files.create(file=(f"{name}.jsonl", content), purpose="batch")
            )
        made = await self._call(
            self._client.batches.create(
                input_file_id=sent.id,
                endpoint=PATH,
                completion_window="24h",
                metadata={_NAME: name},
            )
        )
        return _remote(made)

    async def find(self, name: str) -> RemoteBatch | None:
        """The batch of that name, where it was handed in.

        Raises:
            ModelError: the server cannot be asked.
        """
        page = await self._call(self._listed())
        while True:
            for each in page.data:
                if (each.metadata or {}).get(_NAME) == name:
                    return _remote(each)
            if not page.has_next_page():
                return None
            page = await self._call(page.get_next_page())

    async def _listed(self) -> Any:  # noqa: ANN401 - the SDK's page
        return await self._client.batches.list(limit=_MANY)

    async def retrieve(self, id_: str) -> RemoteBatch:
        """How far it is.

        Raises:
            ModelError: the server cannot be asked, or does not know it.
        """
        return _remote(await self._call(self._client.batches.retrieve(id_)))

    async def cancel(self, id_: str) -> RemoteBatch:
        """Have it end; what is answered by then is paid for, and can be read.

        Raises:
            ModelError: the server cannot be asked.
        """
        return _remote(await self._call(self._client.batches.cancel(id_)))

    async def results(self, file: str) -> AsyncIterator[ResultLine]:
        """The lines of a file of answers or errors, as they are read.

        Raises:
            ModelError: the file cannot be read to its end.
        """
        try:
            async with self._client.files.with_streaming_response.content(file) as response:
                async for line in response.iter_lines():
                    if line.strip() and (result := _result(line)) is not None:
                        yield result
        except (openai.OpenAIError, httpx2.HTTPError, TimeoutError) as error:
            raise translated(error, self.whose, self._timeout, 0) from error

    async def forget(self, file: str) -> None:
        """Have a file deleted: there are articles in it.

        Raises:
            ModelError: the server cannot be asked, or does not know it.
        """
        await self._call(self._client.files.delete(file))

    async def aclose(self) -> None:
        """Close the connections."""
        await self._client.close()

    async def _call(self, call: Awaitable[T]) -> T:
        try:
            return await call
        except (openai.OpenAIError, TimeoutError) as error:
            raise translated(error, self.whose, self._timeout, 0) from error


def line_of(custom_id: str, body: Mapping[str, Any]) -> bytes:
    """A line of a file of requests, with its end."""
    line = {"custom_id": custom_id, "method": "POST", "url": PATH, "body": body}
    return json.dumps(line, ensure_ascii=False).encode("utf-8", "replace") + b"\n"


def _remote(batch: Batch) -> RemoteBatch:
    faults = (batch.errors.data if batch.errors else None) or ()
    return RemoteBatch(
        id=batch.id,
        name=(batch.metadata or {}).get(_NAME, ""),
        status=BatchStatus(batch.status),
        input_file=batch.input_file_id,
        answers=batch.output_file_id,
        errors=batch.error_file_id,
        faults=tuple(
            BatchFault(each.code or "", words_of(each.message), each.line) for each in faults
        ),
    )


def _result(line: str) -> ResultLine | None:
    """None for what is no result; its request counts as not answered then."""
    try:
        given = json.loads(line)
        custom_id = given["custom_id"]
    except (ValueError, KeyError, TypeError):
        return None
    response, error = given.get("response") or {}, given.get("error") or {}
    status = response.get("status_code") or 0
    body = response.get("body")
    if status == _OK and not error:
        return ResultLine(custom_id, json.dumps(body).encode(), Told(_OK))
    return ResultLine(custom_id, None, Told(status, f"{words_of(error)} {words_of(body)}".strip()))
