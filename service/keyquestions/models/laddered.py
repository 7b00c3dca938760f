"""Structured output from any server: from a strict schema down to JSON found in plain text."""

from collections.abc import Callable
from dataclasses import dataclass

from keyquestions.analysis import Call
from keyquestions.errors import ModelError, ModelUnreachable, ReplyInvalid, RequestRejected
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
    """One request on its way down; `spent` are the calls that led to nothing.

    `blanks` counts the replies with nothing in them, `blank` is the last one if no other came
    after it.
    """

    rung: int
    spent: tuple[Call, ...] = ()
    invalid: int = 0
    refusal: RequestRejected | None = None
    blanks: int = 0
    blank: ReplyInvalid | None = None

    @property
    def over(self) -> bool:
        """Whether there is no further way to ask, or none that promises anything."""
        return self.rung >= len(RUNGS) or self.blanks > PATIENCE

    def catch_up(self, rung: int) -> None:
        """Others have found out meanwhile that requests had better begin further down."""
        if rung > self.rung:
            self.rung, self.invalid = rung, 0

    def refused(self, error: RequestRejected) -> None:
        """The server does not take this rung."""
        self.spent, self.refusal = (*self.spent, *error.spent), error
        self._step()

    def failed(self, spent: tuple[Call, ...]) -> None:
        """An answer on this rung was not valid."""
        self.spent += spent
        self.blank = None
        self.invalid += 1
        if self.invalid >= PATIENCE:
            self._step()

    def left_blank(self, error: ReplyInvalid) -> None:
        """There was nothing in the reply: its server is at fault, and the schema may be why.

        It is asked again in the same way, once, and then once in the next one.
        """
        self.spent += error.spent
        self.blank = error
        self.blanks += 1
        if self.blanks >= PATIENCE:
            self._step()

    def _step(self) -> None:
        self.rung, self.invalid = self.rung + 1, 0


class Laddered(ChatModel):
    """Holds a server to the request's schema, as firmly as it lets itself be held.

    A rung is left when the server refuses it, or after two answers in which no such JSON can be
    found. Replies with nothing in them lead one rung down, where the schema was too much for the
    server, and no further. The rung that works is remembered. A server that accepts a schema and
    ignores it is noticed by answers that are against the schema: they are used, and later requests
    begin one rung further down.

    Requests do not wait for each other to find out: those that are under way together at the very
    beginning each go down on their own, at up to `PATIENCE` unusable answers a rung, until one of
    them has found where answers come from. Letting one go ahead would cost every program that runs
    for a single article a third round trip, since two stages of an analysis are asked at once.

    `introduce` renders the sentence that shows a schema to the model. Replies
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
            ModelUnreachable: the server sends replies with nothing in them.
        """
        if request.json_schema is None:
            return await self._model.complete(request)
        climb = _Climb(self._habits.rung)
        while not climb.over:
            climb.catch_up(self._habits.rung)
            reply = await self._attempt(request, request.json_schema, climb)
            if reply is not None:
                return reply
        raise self._given_up(climb)

    async def aclose(self) -> None:
        """Close the model."""
        await self._model.aclose()

    async def _attempt(
        self, request: ChatRequest, schema: JsonSchema, climb: _Climb
    ) -> ChatReply | None:
        """One call; None where it led to nothing."""
        rung, structure = climb.rung, RUNGS[climb.rung]
        try:
            reply = await self._model.complete(self._asked(request, schema, structure))
        except ModelError as error:
            if isinstance(error, RequestRejected) and error.structural:
                climb.refused(error)
            elif isinstance(error, ReplyInvalid) and error.spent:
                climb.left_blank(error)
            else:
                error.after(climb.spent)
                raise
            return None
        found = find_object(reply.text, schema.body.get("required", ()))
        if found is None:
            climb.failed(reply.thrown_away(ReplyInvalid))
            return None
        self._learn(rung, found, schema)
        spent = (*climb.spent, *reply.spent)
        told = {"text": found.text, "structure": structure, "spent": spent}
        return reply.model_copy(update=told)

    def _asked(self, request: ChatRequest, schema: JsonSchema, structure: Structure) -> ChatRequest:
        """The request as that rung puts it; the schema in words comes last, after all else."""
        changes: dict[str, object] = {"structure": structure}
        if structure in _IN_WORDS:
            *before, last = request.messages
            content = f"{last.content}\n\n{self._introduce(schema)}"
            changes["messages"] = (*before, Message(role=last.role, content=content))
        return request.model_copy(update=changes)

    def _learn(self, rung: int, found: Found, schema: JsonSchema) -> None:
        """What a valid answer on a rung says about the server."""
        if self._habits.proved or rung < self._habits.rung:
            return
        if rung > self._habits.rung:
            self._habits = _Habits(rung)
        firm = RUNGS[rung] is Structure.JSON_SCHEMA
        if not firm or (found.bare and conforms(found.value, schema.body)):
            self._habits.proved = True
            return
        self._habits.careless += 1
        if self._habits.careless >= PATIENCE:
            self._habits = _Habits(rung + 1)

    def _given_up(self, climb: _Climb) -> ModelError:
        """The last thing that was found out: no JSON in any answer, or not even an answer."""
        if climb.refusal is not None and not climb.spent:
            return climb.refusal  # not one answer, so that nothing is known of their form
        if climb.blank is not None:
            told = ModelUnreachable(climb.blank.message).after(climb.spent)
            return told.going_on(
                f"that happened {climb.blanks} times, so that the fault is its server's; see the "
                "server's log, or try again later"
            )
        return ReplyInvalid(
            f"{self.name} did not answer with the JSON that was asked for, in any of the ways to "
            "ask for it; choose a more capable model."
        ).after(climb.spent)
