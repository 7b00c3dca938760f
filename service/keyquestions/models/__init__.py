"""Chat models: one request in, one reply out.

The port is `ChatModel`; what is added to a model (retries, limits, a store) wraps it and is one
itself. A vendor's package is imported by its adapter alone, and an adapter only when it is chosen.
"""

from keyquestions.models.port import (
    ChatModel,
    ChatReply,
    ChatRequest,
    Finish,
    JsonSchema,
    Message,
    Replies,
    Role,
    Structure,
)

__all__ = [
    "ChatModel",
    "ChatReply",
    "ChatRequest",
    "Finish",
    "JsonSchema",
    "Message",
    "Replies",
    "Role",
    "Structure",
]
