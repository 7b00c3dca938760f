"""The evals' composition root: a variant, run by the service as its users run it."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from keyquestions import __version__
from keyquestions.article import Article
from keyquestions.codebook import load_codebook
from keyquestions.errors import SettingInvalid
from keyquestions.prompting import load_judges, load_prompts
from keyquestions.resources import prompts_folder
from keyquestions.settings import Settings, load_settings
from keyquestions.wiring import BUILTIN, Service, chosen_prompts, open_model, open_service
from keyquestions_evals.fixtures import load_articles, load_fixtures
from keyquestions_evals.judging import Judge
from keyquestions_evals.labels import Split
from keyquestions_evals.runs import Item, Journal, Plan, RunHead, run, variant_folder

Begun = Callable[[Journal], Callable[[Item], None]]
"""Is told the journal before the run goes on, and gives what is told each item."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be run: a variant (`runs.variants`) over which fixtures, how often.

    `split` and `only` choose among the fixtures of `folder`; None and () are all of them.
    `unlabelled` takes articles that have no labels, of which a judge may compare the analyses.
    """

    variant: str
    folder: Path
    split: Split | None = None
    only: tuple[str, ...] = ()
    trials: int = 1
    unlabelled: bool = False


def settings_for(variant: str, **given: Any) -> Settings:  # noqa: ANN401 - values of settings
    """The settings that a variant is run with; what is given goes before the environment.

    Raises:
        SettingInvalid: one of them has a value that means nothing.
    """
    if variant == BUILTIN:
        given |= {"model": BUILTIN}
    return load_settings(**given)


def new_journal(variant: str, folder: Path) -> Path:
    """A file for a new run's journal, named by time and variant."""
    name = "".join(each if each.isalnum() else "-" for each in variant).strip("-") or "run"
    return folder / f"{datetime.now(UTC):%Y%m%d-%H%M%S}-{name}.jsonl"


async def run_variant(
    wanted: Wanted,
    settings: Settings,
    path: Path,
    plan: Plan,
    begun: Begun = lambda _: lambda _: None,
) -> None:
    """Run what is wanted into the journal at `path`, or go on with it.

    Raises:
        ConfigurationError: what is set does not work.
        EvalsError: fixtures, variant or journal cannot be used.
    """
    with variant_folder(wanted.variant, chosen_prompts(settings)) as prompts:
        async with open_service(settings.model_copy(update={"prompts": prompts})) as service:
            articles = _articles(wanted, service)
            journal = Journal.open(path, _head(wanted, service, articles))
            try:
                await run(journal, articles, service.analyze, plan, begun(journal))
            finally:
                journal.close()


def _articles(wanted: Wanted, service: Service) -> Mapping[str, Article]:
    if wanted.unlabelled:
        return load_articles(wanted.folder, wanted.only)
    fixtures = load_fixtures(wanted.folder, service.codebook, split=wanted.split, only=wanted.only)
    return {fixture.name: fixture.article for fixture in fixtures}


def _head(wanted: Wanted, service: Service, articles: Mapping[str, Article]) -> RunHead:
    return RunHead(
        variant=wanted.variant,
        analyst=service.analyst.kind,
        model=service.analyst.model,
        prompts=service.analyst.prompts,
        codebook=service.codebook.version,
        software=f"keyquestions {__version__}",
        split=wanted.split,
        trials=wanted.trials,
        fixtures={name: article.content_hash for name, article in articles.items()},
        started_at=datetime.now(UTC),
    )


@asynccontextmanager
async def open_judge(settings: Settings) -> AsyncIterator[Judge]:
    """The model of the settings as a judge: with their reply store, limits and retries.

    The rubrics are those of KEYQUESTIONS_PROMPTS if it has any, else those that ship; a variant has
    none, so that all variants are judged alike.

    Raises:
        ConfigurationError: what is set does not work.
    """
    if (settings.model or BUILTIN) == BUILTIN:
        raise SettingInvalid("A judge is a chat model; name one with --model.")
    chosen = chosen_prompts(settings)
    folder = chosen if (chosen / "judges").is_dir() else prompts_folder()
    codebook, rubrics = load_codebook(chosen), load_judges(folder)
    async with open_model(settings, load_prompts(chosen)) as model:
        yield Judge(model, rubrics, codebook)
