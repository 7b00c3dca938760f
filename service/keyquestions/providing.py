"""The composition root of a provider's batches, out of the settings."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from pathlib import Path

from keyquestions.archive.provider import Manner, Means, ProviderRun, open_provider_run
from keyquestions.codebook import load_codebook
from keyquestions.errors import SettingInvalid
from keyquestions.fetching import Pages
from keyquestions.model_analyst import open_analyst
from keyquestions.models.adapters import OPENAI, check_spelling
from keyquestions.models.openai_batches import OpenAIBatches
from keyquestions.models.port import Replies
from keyquestions.models.stored import ReplyStore
from keyquestions.prompting import load_prompts
from keyquestions.serving import replies_of, service_url
from keyquestions.settings import Settings
from keyquestions.store.database import Database
from keyquestions.wiring import (
    access_of,
    check_model,
    chosen_prompts,
    introduced,
    open_verifier,
)


@asynccontextmanager
async def open_provider(
    settings: Settings, state: Path, manner: Manner
) -> AsyncIterator[ProviderRun]:
    """Have archives answered by the batches of the provider; what comes back is in the reply store.

    `state` is the file in which a run that was stopped is found again.

    Raises:
        ConfigurationError: the settings choose something that does not work, or a model that has
            no such batches.
    """
    endpoint = _endpoint(settings)
    folder = chosen_prompts(settings)
    prompts, codebook = load_prompts(folder), load_codebook(folder)
    async with AsyncExitStack() as stack:
        means = Means(
            open_analyst=partial(
                open_analyst,
                prompts=prompts,
                codebook=codebook,
                window=settings.model_window,
                calls=settings.calls,
            ),
            codebook=codebook,
            introduce=partial(introduced, prompts),
            store=await _replies(settings, stack),
            prices=access_of(settings).prices,
            verifier=await stack.enter_async_context(open_verifier(settings.verifiers)),
            pages=Pages(settings.fetch_urls, settings.fetch_private),
        )
        yield await stack.enter_async_context(open_provider_run(endpoint, state, means, manner))


def _endpoint(settings: Settings) -> OpenAIBatches:
    """The batches of the chosen model.

    Raises:
        ConfigurationError: it has none, or wants something that is not there.
    """
    spelled, access = settings.model or "", access_of(settings)
    check_model(spelled, settings)
    adapter, _, model = check_spelling(spelled)
    if adapter != OPENAI or access.openai_api_version or settings.replies is not Replies.USE:
        raise SettingInvalid(
            "A provider's batches want a model of the form openai:NAME, no OPENAI_API_VERSION and "
            "KEYQUESTIONS_REPLIES=use; set these, or do without --provider-batch."
        )
    return OpenAIBatches(
        model,
        api_key=access.openai_key,
        base_url=access.openai_base_url,
        timeout=access.timeout,
    )


async def _replies(settings: Settings, stack: AsyncExitStack) -> ReplyStore:
    """The reply store that the jobs will look into.

    Raises:
        SettingInvalid: there is none.
    """
    database = None
    if settings.database_url:
        database = await Database.open(service_url(settings))
        stack.push_async_callback(database.aclose)
    replies = await replies_of(settings, database)
    if replies is None:
        raise SettingInvalid("A provider's batches need the reply store, and there is none.")
    stack.push_async_callback(replies.aclose)
    return replies
