"""The composition root: settings in, working parts out. Vendors are imported here, if chosen."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from keyquestions.analysis import Analysis
from keyquestions.analyst import Analyst
from keyquestions.article import Article
from keyquestions.codebook import Codebook, load_codebook
from keyquestions.errors import KeyMissing, ModelUnknown, PromptInvalid
from keyquestions.pipeline import analyze
from keyquestions.resources import prompts_folder
from keyquestions.settings import Settings
from keyquestions.telemetry import configure

BUILTIN = "builtin"
_SPELLINGS = '"builtin" or "openai:NAME", such as "openai:gpt-5-mini"'


@dataclass(frozen=True, slots=True)
class Service:
    """An analyst and a codebook, ready to analyse articles."""

    analyst: Analyst
    codebook: Codebook
    prompts: Path

    async def analyze(self, article: Article) -> Analysis:
        """Analyse one article; see `pipeline.analyze`."""
        return await analyze(article, self.analyst, self.codebook)


@asynccontextmanager
async def open_service(settings: Settings) -> AsyncIterator[Service]:
    """Build what the settings choose, and close it again.

    Raises:
        ConfigurationError: the settings choose something that does not work.
    """
    configure(settings.log, settings.log_level, settings.traces)
    folder = chosen_prompts(settings)
    codebook = load_codebook(folder)
    adapter, _, name = (settings.model or BUILTIN).partition(":")
    if (adapter, name) == (BUILTIN, ""):
        from keyquestions.builtin.analyst import BuiltinAnalyst

        yield Service(BuiltinAnalyst(), codebook, folder)
        return
    _check_model(adapter, name, settings)
    from keyquestions.model_analyst import ModelAnalyst
    from keyquestions.models.openai_chat import OpenAIChat
    from keyquestions.models.traced import Traced
    from keyquestions.prompting import load_prompts

    prompts = load_prompts(folder)
    key = settings.openai_api_key
    model = Traced(
        OpenAIChat(
            name,
            api_key=key.get_secret_value() if key else None,
            base_url=settings.openai_base_url,
            timeout=settings.model_timeout,
        )
    )
    try:
        yield Service(ModelAnalyst(model, prompts, codebook), codebook, folder)
    finally:
        await model.aclose()


def chosen_prompts(settings: Settings) -> Path:
    """The folder with the prompt files, the codebook and the words of the page.

    Raises:
        PromptInvalid: the folder that is set does not exist.
    """
    if settings.prompts is None:
        return prompts_folder()
    if not settings.prompts.is_dir():
        raise PromptInvalid(f"The prompts folder {settings.prompts} does not exist.")
    return settings.prompts


def _check_model(adapter: str, name: str, settings: Settings) -> None:
    if adapter == "langchain":
        raise ModelUnknown(
            "langchain: models are not supported yet; use openai:NAME with OPENAI_BASE_URL set to "
            "a server that speaks OpenAI's protocol (most vendors offer one)."
        )
    if adapter != "openai" or not name.strip():
        spelled = settings.model or ""
        raise ModelUnknown(f'There is no model "{spelled}"; use {_SPELLINGS}.')
    if settings.openai_api_key is None and settings.openai_base_url is None:
        raise KeyMissing(
            "OPENAI_API_KEY is not set; set it, or set OPENAI_BASE_URL to a server that needs none."
        )
