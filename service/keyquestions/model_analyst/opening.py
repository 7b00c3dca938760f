"""The analyst that the settings choose."""

from typing import Literal

from keyquestions.analyst import Analyst
from keyquestions.codebook import Codebook
from keyquestions.model_analyst.analyst import ModelAnalyst
from keyquestions.model_analyst.longread import LongReader
from keyquestions.model_analyst.onecall import OneCaller
from keyquestions.model_analyst.window import DEFAULT_WINDOW, Window
from keyquestions.models import ChatModel
from keyquestions.prompting import Prompts


def open_analyst(
    model: ChatModel,
    prompts: Prompts,
    codebook: Codebook,
    *,
    window: int = DEFAULT_WINDOW,
    calls: Literal["three", "one"] = "three",
) -> Analyst:
    """The analyst that asks that model, also about articles that do not fit into its window.

    Args:
        model: the chat model.
        prompts: the prompt files.
        codebook: the labels.
        window: how many tokens the model can take in and give out together.
        calls: whether the three parts are asked for one by one or in one request.
    """
    analyst = ModelAnalyst(model, prompts, codebook, window=Window(window))
    return LongReader(analyst, OneCaller(analyst) if calls == "one" else analyst)
