"""A judge: one rubric put to a chat model about one article, with one re-ask."""

from collections.abc import Callable, Iterable, Sequence
from enum import StrEnum
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from keyquestions.analysis import Call
from keyquestions.article import Article
from keyquestions.codebook import Codebook
from keyquestions.errors import ReplyInvalid
from keyquestions.model_analyst import fence_of
from keyquestions.models import ChatModel, ChatRequest, JsonSchema, Message, Role
from keyquestions.prompting import Prompts, strict_schema

Reply = TypeVar("Reply", bound=BaseModel)


class Rubric(StrEnum):
    """What a judge is asked; each is a file in `prompts/judges/`."""

    SAME = "same"
    QUESTION = "question"
    PAIR = "pair"


class Judge:
    """Asks a model for verdicts; `calls` are all that it made, also those in vain."""

    def __init__(self, model: ChatModel, prompts: Prompts, codebook: Codebook) -> None:
        self.name = model.name
        self.prompts = prompts.digest
        self.calls: list[Call] = []
        self._model = model
        self._prompts = prompts
        self._codebook = codebook

    async def ask(
        self,
        rubric: Rubric,
        article: Article,
        reply: type[Reply],
        faults_of: Callable[[Reply], Iterable[str]],
        **inputs: Any,  # noqa: ANN401 - what the rubric's file takes
    ) -> Reply:
        """The judge's verdicts.

        Args:
            rubric: what is judged.
            article: what the texts are about; it is shown between fences, as data.
            reply: the form of the reply.
            faults_of: what is wrong with a reply of that form, in words; nothing if it can be used.
            inputs: what the rubric's file takes.

        Raises:
            ModelError: there is no reply that can be used, also after what is wrong was told.
        """
        shown = self._prompts.render("judges/article", article=article, fence=fence_of(article))
        task = self._prompts.render(f"judges/{rubric}", **inputs)
        asked = Message(role=Role.USER, content=f"{shown}\n\n{task}")
        request = self._request(rubric, reply, (asked,)).model_copy(update={"shared": len(shown)})
        text = await self._complete(request)
        found, faults = _read(text, reply, faults_of)
        if found is None:
            mend = self._prompts.render("judges/repair", faults=faults)
            told = (Message(role=Role.ASSISTANT, content=text or "-"),
                    Message(role=Role.USER, content=mend))  # fmt: skip
            text = await self._complete(self._request(rubric, reply, (asked, *told)))
            found, faults = _read(text, reply, faults_of)
        if found is None:
            raise ReplyInvalid(f"The judge's reply cannot be counted: {faults[0]}.")
        return found

    async def _complete(self, request: ChatRequest) -> str:
        reply = await self._model.complete(request)
        self.calls += [*reply.spent, reply.call]
        return reply.text

    def _request(
        self, rubric: Rubric, reply: type[BaseModel], messages: Sequence[Message]
    ) -> ChatRequest:
        sampling = self._prompts.sampling(f"judges/{rubric}")
        system = Message(role=Role.SYSTEM, content=self._prompts.render("judges/system"))
        return ChatRequest(
            messages=(system, *messages),
            json_schema=JsonSchema(
                name=f"judge_{rubric}", body=strict_schema(reply, self._codebook)
            ),
            temperature=sampling.temperature,
            max_output_tokens=sampling.max_output_tokens,
        )


def _read(
    text: str, reply: type[Reply], faults_of: Callable[[Reply], Iterable[str]]
) -> tuple[Reply | None, list[str]]:
    """A reply that can be used, or what is wrong with it; its text is not repeated."""
    try:
        found = reply.model_validate_json(text)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        where = ".".join(map(str, first["loc"])) or "the reply"
        return None, [f"{where}: {first['msg']}"]
    faults = list(faults_of(found))
    return (None, faults) if faults else (found, [])


def numbering(numbers: Sequence[int], total: int) -> Iterable[str]:
    """What is wrong with the numbers of a list of verdicts: each has to be there once."""
    missing = sorted(set(range(1, total + 1)) - set(numbers))
    if missing:
        yield f"there is no verdict for number {', '.join(map(str, missing))}"
    if len(set(numbers)) < len(numbers):
        yield "a number has two verdicts"
    if not set(numbers) <= set(range(1, total + 1)):
        yield f"there are only the numbers 1 to {total}"
