"""What the report shows of each article."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from keyquestions.analysis import Analysis
from keyquestions_evals.fixtures import Fixture
from keyquestions_evals.labels import Labels
from keyquestions_evals.metrics import Detail
from keyquestions_evals.ranking import KEY_METRICS, mean_by_article
from keyquestions_evals.report.marks import Piece, cut, marks_of
from keyquestions_evals.runs import Item
from keyquestions_evals.scorers import METRICS
from keyquestions_evals.stats import Sheet, per_article
from keyquestions_evals.tables import number

if TYPE_CHECKING:
    from keyquestions_evals.report import Run

_GOOD = {"hit", "not made", "clean", "acceptable"}


@dataclass(frozen=True, slots=True)
class Told:
    """What was missed or wrong by one metric."""

    metric: str
    details: tuple[Detail, ...]


@dataclass(frozen=True, slots=True)
class SideView:
    """One run's analysis of an article, in its first trial; `error` is why there is none."""

    name: str
    analysis: Analysis | None
    error: str | None
    blocks: tuple[tuple[str, tuple[Piece, ...]], ...]
    faults: tuple[Told, ...]


@dataclass(frozen=True, slots=True)
class ArticleView:
    """An article: its slices, its scores, what was labelled, and one or two analyses."""

    name: str
    title: str
    language: str
    slices: dict[str, str]
    note: str | None
    scores: tuple[tuple[str, str], ...]
    mean: float
    labels: Labels
    sides: tuple[SideView, ...]


def view_articles(
    run: "Run", fixtures: Sequence[Fixture], baseline: "Run | None"
) -> tuple[ArticleView, ...]:
    """The articles of a run, the worst first; with a baseline those that lost most."""
    ranks = mean_by_article(run.sheet)
    if baseline is not None:
        before = mean_by_article(baseline.sheet)
        ranks = {name: rank - before.get(name, 0.0) for name, rank in ranks.items()}
    views = [
        _article(fixture, run, baseline, ranks[fixture.name])
        for fixture in fixtures
        if fixture.name in run.sheet
    ]
    return tuple(sorted(views, key=lambda view: (view.mean, view.name)))


def _article(fixture: Fixture, run: "Run", baseline: "Run | None", rank: float) -> ArticleView:
    runs = [run] if baseline is None else [baseline, run]
    return ArticleView(
        name=fixture.name,
        title=fixture.article.title or fixture.name,
        language=fixture.article.language,
        slices={
            name: str(value)
            for name, value in fixture.slices.model_dump(mode="json", exclude={"note"}).items()
        },
        note=fixture.slices.note,
        scores=tuple(
            (METRICS[name].title, " → ".join(_value(name, each.sheet, fixture) for each in runs))
            for name in KEY_METRICS
        ),
        mean=rank,
        labels=fixture.labels,
        sides=tuple(_side(fixture, each) for each in runs),
    )


def _side(fixture: Fixture, run: "Run") -> SideView:
    item = run.journal.items.get((fixture.name, 0))
    analysis = item.analysis if item else None
    trial = run.sheet.get(fixture.name, [{}])[0]
    faults = [
        Told(METRICS[name].title, bad)
        for name, measured in trial.items()
        if (bad := tuple(each for each in measured.details if each.verdict not in _GOOD))
    ]
    return SideView(
        name=run.name,
        analysis=analysis,
        error=_error(item),
        blocks=cut(fixture.article, marks_of(analysis) if analysis else ()),
        faults=tuple(faults),
    )


def _error(item: Item | None) -> str | None:
    if item is None:
        return "It was not run."
    return f"{item.error.code}: {item.error.message}" if item.error else None


def _value(name: str, sheet: Sheet, fixture: Fixture) -> str:
    return number(per_article(METRICS[name], sheet).get(fixture.name), METRICS[name])
