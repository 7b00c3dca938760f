"""A model whose every call is told of: how long it took, its tokens, how it ended."""

from keyquestions.models.port import ChatModel, ChatReply, ChatRequest
from keyquestions.telemetry import Fields, Work, watch


class Traced(ChatModel):
    """Tells of each call in a span and an event; nothing of what is said is told.

    It belongs directly around an adapter, inside of retries, limits and stores, so that one span
    is one attempt.
    """

    def __init__(self, model: ChatModel) -> None:
        self.name = model.name
        self._model = model

    async def complete(self, request: ChatRequest) -> ChatReply:
        """Complete, and tell."""
        with watch(
            Work.CHAT,
            model=self.name,
            output="text" if request.json_schema is None else "json",
            structure=None if request.json_schema is None else request.structure,
            temperature=request.temperature,
            max_tokens=request.max_output_tokens,
        ) as seen:
            reply = await self._model.complete(request)
            seen.set(**_facts(reply))
            return reply

    async def aclose(self) -> None:
        """Close the model."""
        await self._model.aclose()


def _facts(reply: ChatReply) -> Fields:
    return {
        "served": reply.model_served,
        "finish": reply.finish,
        "tokens_input": reply.tokens.input,
        "tokens_output": reply.tokens.output,
        "tokens_cached": reply.tokens.cached,
        "tokens_reasoning": reply.tokens.reasoning,
        "cost_usd": reply.cost_usd,
    }
