"""A chat model that says what it was given to say: for tests, demonstrations and dry runs."""

from collections.abc import Callable, Iterable

from keyquestions.analysis import Tokens
from keyquestions.errors import ModelError, ReplyInvalid
from keyquestions.models.port import ChatModel, ChatReply, ChatRequest, Finish

Line = str | ChatReply | ModelError
Script = Iterable[Line] | Callable[[ChatRequest], Line]


class ScriptedModel(ChatModel):
    """Replies from a script - lines in order, or a function of the request.

    A line is a reply's text, a whole reply, or an error to be raised. `requests` records what it
    was asked.
    """

    def __init__(self, script: Script, *, name: str = "scripted") -> None:
        self.name = name
        self.requests: list[ChatRequest] = []
        self._next = script if callable(script) else _in_order(script)

    async def complete(self, request: ChatRequest) -> ChatReply:
        """Say the next line."""
        self.requests.append(request)
        line = self._next(request)
        if isinstance(line, ModelError):
            raise line
        if isinstance(line, ChatReply):
            return line
        return scripted_reply(line)


def scripted_reply(text: str, finish: Finish = Finish.STOP) -> ChatReply:
    """A reply with that text; its token counts are its words."""
    tokens = Tokens(input=0, output=len(text.split()), cached=0, reasoning=0)
    return ChatReply(
        text=text, finish=finish, tokens=tokens, model="scripted", model_served="scripted"
    )


def _in_order(script: Iterable[Line]) -> Callable[[ChatRequest], Line]:
    lines = iter(script)

    def say(_request: ChatRequest) -> Line:
        line = next(lines, None)
        return ReplyInvalid("The script has no more lines.") if line is None else line

    return say
