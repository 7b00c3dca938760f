"""Structured output from any server: from a strict schema down to JSON found in plain text."""

from collections.abc import Callable
from dataclasses import dataclass, field

from keyquestions.analysis import Call
from keyquestions.errors import ModelError, ReplyInvalid, RequestRejected
from keyquestions.models.conformity import conforms
from keyquestions.models.json_text import Found, find_object
from keyquestions.models.port import (
    ChatModel,
    ChatReply,
    ChatRequest,
    JsonSchema,
    Message,
    Structure,
)

RUNGS = tuple(Structure)
"""The ways to ask for a schema, the firmest first."""

PATIENCE = 2
"""After so many invalid answers the next rung is tried."""

_IN_WORDS = frozenset({Structure.JSON_OBJECT, Structure.TEXT})
"""Where the server is not given the schema, so that the model has to be."""

Introduce = Callable[[JsonSchema], str]


@dataclass(slots=True)
class _Habits:
    """What is known of a server and model.

    `rung` is where requests begin. It is `proved` once a valid answer came from there: it is then
    not given up for the sake of one odd article. `careless` counts the answers in a row that were
    usable but against the schema that the server had accepted.
    """

    rung: int = 0
    proved: bool = False
    careless: int = 0


@dataclass(slots=True)
class _Climb:
    """One request on its way down; `spent` are the calls that led to nothing."""

    rung: int
    spent: tuple[Call, ...] = ()
    invalid: int = 0
    refusal: ModelError | None = field(default=None)

    @property
    def structure(self) -> Structure:
        return RUNGS[self.rung]

    def step(self) -> bool:
        """Go down one rung; False where there is none."""
        self.rung, self.invalid = self.rung + 1, 0
        return self.rung < len(RUNGS)


class Laddered(ChatModel):
    """Holds a server to the request's schema, as firmly as it lets itself be held.

    A rung is left when the server refuses it, or after two answers in which no such JSON can be
    found. The rung that works is remembered. A server that accepts a schema and ignores it is
    noticed by answers that are against the schema: they are used, and later requests begin one
    rung further down. `introduce` renders the sentence that shows a schema to the model. Replies
    come out as a text that is a JSON object with keys of the schema.
    """

    def __init__(self, model: ChatModel, introduce: Introduce) -> None:
        self.name = model.name
        self._model = model
        self._introduce = introduce
        self._habits = _Habits()

    @property
    def structure(self) -> Structure:
        """The rung on which the next request begins."""
        return RUNGS[self._habits.rung]

    async def complete(self, request: ChatRequest) -> ChatReply:
        """Complete; a request without a schema passes as it is.

        Raises:
            ReplyInvalid: on no rung there was an answer with such JSON in it.
        """
        if request.json_schema is None:
            return await self._model.complete(request)
        climb = _Climb(self._habits.rung)
        while True:
            reply = await self._attempt(request, request.json_schema, climb)
            if reply is not None:
                return reply
            if climb.rung >= len(RUNGS):
                raise self._given_up(climb)

    async def aclose(self) -> None:
        """Close the model."""
        await self._model.aclose()

    async def _attempt(
        self, request: ChatRequest, schema: JsonSchema, climb: _Climb
    ) -> ChatReply | None:
        """One call; None where it led to nothing and the climb goes on (or has ended)."""
        structure = climb.structure
        try:
            reply = await self._model.complete(self._asked(request, schema, structure))
        except RequestRejected as error:
            if not error.structural:
                raise error.after(climb.spent)  # noqa: B904 - the same error, with its whole bill
            climb.spent, climb.refusal = (*climb.spent, *error.spent), error
            climb.step()
            return None
        except ReplyInvalid as error:
            if not error.spent:
                raise error.after(climb.spent)  # noqa: B904 - not a model's answer at all
            return self._invalid(climb, error.spent)
        except ModelError as error:
            raise error.after(climb.spent)  # noqa: B904 - the same error, with its whole bill
        found = find_object(reply.text, schema.body.get("required", ()))
        if found is None:
            return self._invalid(climb, reply.thrown_away(ReplyInvalid))
        self._learn(climb.rung, found, schema)
        return reply.model_copy(
            update={
                "text": found.text,
                "structure": structure,
                "spent": (*climb.spent, *reply.spent),
            }
        )

    def _asked(self, request: ChatRequest, schema: JsonSchema, structure: Structure) -> ChatRequest:
        """The request as that rung puts it; the schema in words comes last, after all else."""
        changes: dict[str, object] = {"structure": structure}
        if structure in _IN_WORDS:
            *before, last = request.messages
            content = f"{last.content}\n\n{self._introduce(schema)}"
            changes["messages"] = (*before, Message(role=last.role, content=content))
        return request.model_copy(update=changes)

    def _invalid(self, climb: _Climb, spent: tuple[Call, ...]) -> None:
        climb.spent += spent
        climb.invalid += 1
        if climb.invalid >= PATIENCE:
            climb.step()

    def _learn(self, rung: int, found: Found, schema: JsonSchema) -> None:
        habits = self._habits
        if rung != habits.rung:
            if rung > habits.rung and not habits.proved:
                self._habits = _Habits(rung)
                self._learn(rung, found, schema)
            return
        if habits.proved:
            return
        if RUNGS[rung] is not Structure.JSON_SCHEMA or (
            found.bare and conforms(found.value, schema.body)
        ):
            habits.proved = True
            return
        habits.careless += 1
        if habits.careless >= PATIENCE:
            self._habits = _Habits(rung + 1)

    def _given_up(self, climb: _Climb) -> ModelError:
        """The last thing that was found out: no JSON in any answer, or not even an answer."""
        if climb.refusal is not None and not climb.spent:
            return climb.refusal
        return ReplyInvalid(
            f"{self.name} did not answer with the JSON that was asked for, in any of the ways to "
            "ask for it; choose a more capable model."
        ).after(climb.spent)
