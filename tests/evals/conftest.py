"""The guideline's example as a fixture, and analyses of it as an analyst might make them."""

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from keyquestions.analysis import (
    Analysis,
    AnalysisStatus,
    Anchor,
    ArticleFacts,
    Dropped,
    Evidence,
    Failure,
    Frame,
    Framing,
    Perspective,
    PerspectiveStatus,
    Provenance,
    Question,
    QuestionStatus,
    Severity,
    Signal,
    Stage,
    Summary,
    SummarySentence,
    Voice,
)
from keyquestions.codebook import Codebook, load_codebook
from keyquestions.resources import prompts_folder
from keyquestions_evals.fixtures import Fixture, load_fixtures
from keyquestions_evals.metrics import Measured
from keyquestions_evals.scorers import score

from .commands import NAMES, ROOT, Run, lay, ran

FIXTURES = Path(__file__).parents[2] / "evals" / "fixtures"
GUIDELINE = (FIXTURES / "GUIDELINE.md").read_text(encoding="utf-8")
(ARTICLE,) = re.findall(r"```text\n(.*?)```", GUIDELINE, re.DOTALL)
(EXAMPLE,) = re.findall(r"```yaml\n(.*?)```", GUIDELINE, re.DOTALL)
SLICES = (
    "genre: reporting\ntopic: local\nlength: very_short\nlanguage: en\ndifficulty: easy\n"
    "split: dev\n"
)


@pytest.fixture(scope="session")
def codebook() -> Codebook:
    return load_codebook(prompts_folder())


@pytest.fixture
def example() -> str:
    """The labels in the guideline."""
    return EXAMPLE


@pytest.fixture
def harrow(tmp_path: Path) -> Path:
    """The guideline's example as a fixture's folder, annotated and not yet adjudicated."""
    folder = tmp_path / "fixtures" / "harrow"
    (folder / "annotations").mkdir(parents=True)
    (folder / "article.txt").write_text(ARTICLE, encoding="utf-8")
    (folder / "annotations" / "a.yaml").write_text(EXAMPLE, encoding="utf-8")
    return folder


@pytest.fixture
def adjudicated(harrow: Path) -> Path:
    """The same with labels and slices; the folder of all fixtures."""
    (harrow / "labels.yaml").write_text(EXAMPLE, encoding="utf-8")
    (harrow / "slices.yaml").write_text(SLICES, encoding="utf-8")
    return harrow.parent


@pytest.fixture(scope="session")
def fixture(tmp_path_factory: pytest.TempPathFactory, codebook: Codebook) -> Fixture:
    """The guideline's example, read."""
    folder = tmp_path_factory.mktemp("fixtures") / "harrow"
    folder.mkdir()
    for name, text in (("article.txt", ARTICLE), ("labels.yaml", EXAMPLE), ("slices.yaml", SLICES)):
        (folder / name).write_text(text, encoding="utf-8")
    (found,) = load_fixtures(folder.parent, codebook)
    return found


class Maker:
    """Makes the parts of an analysis of the example; quotes are found as production finds them."""

    def __init__(self, fixture: Fixture, codebook: Codebook) -> None:
        self.fixture = fixture
        self.codebook = codebook

    def evidence(self, *quotes: str) -> Evidence:
        """Anchors of quotes that the article has."""
        found = [self.fixture.grounding.locate(quote) for quote in quotes]
        assert all(isinstance(anchor, Anchor) for anchor in found), found
        return tuple(found)

    def summary(self, *sentences: tuple[str, str]) -> Summary:
        """A summary of sentences, each with the quote that proves it."""
        told = tuple(
            SummarySentence(text=text, evidence=self.evidence(quote)) for text, quote in sentences
        )
        return Summary(text=" ".join(each.text for each in told), sentences=told)

    def framing(
        self,
        frames: tuple[str, ...] = (),
        signals: tuple[tuple[str, str, str], ...] = (),
        perspectives: tuple[tuple[str, str], ...] = (),
        **other: Any,
    ) -> Framing:
        """A framing; frames are labels, signals are kind, voice and quote."""
        quote = self.evidence("Repairs would cost 1.9 million crowns")
        return Framing(
            frames=tuple(Frame(label=x, explanation="It is.", evidence=quote) for x in frames),
            signals=tuple(
                Signal(
                    kind=kind, voice=Voice(voice), explanation="It is.", neutral=None,
                    evidence=self.evidence(passage),
                )
                for kind, voice, passage in signals
            ),
            perspectives=tuple(
                Perspective(who=who, status=PerspectiveStatus(status), why="It does.")
                for who, status in perspectives
            ),
            functions=dict.fromkeys(self.codebook.functions),
            abstained=not frames,
            **{"genre": "reporting", "severity": Severity.MODERATE} | other,
        )  # fmt: skip

    def question(self, text: str, *quotes: str, **other: Any) -> Question:
        """A question that is answered where quotes prove it, else open."""
        usual = {
            "kind": "cause",
            "salience": 3,
            "status": QuestionStatus.ANSWERED if quotes else QuestionStatus.OPEN,
            "answer": "So it is." if quotes else None,
        }
        return Question(
            text=text, why="It matters.", evidence=self.evidence(*quotes), **usual | other
        )

    def analysis(
        self,
        summary: Summary | None = None,
        framing: Framing | None = None,
        questions: tuple[Question, ...] = (),
        dropped: tuple[Dropped, ...] = (),
        **provenance: Any,
    ) -> Analysis:
        """An analysis; the parts that are not given have failed."""
        parts = {Stage.SUMMARY: summary, Stage.FRAMING: framing, Stage.QUESTIONS: questions}
        failures = tuple(
            Failure(stage=stage, code="refused", message="The model would not answer.")
            for stage, part in parts.items()
            if not part
        )
        article = self.fixture.article
        return Analysis(
            id="x",
            status=AnalysisStatus.PARTIAL if failures else AnalysisStatus.SUCCEEDED,
            article=ArticleFacts(
                title=article.title,
                language=article.language,
                content_hash=article.content_hash,
                words=article.words,
            ),
            summary=summary,
            framing=framing,
            questions=questions,
            dropped=dropped,
            failures=failures,
            provenance=Provenance(
                **{
                    "analyst": "model", "notice": "", "model": "m", "model_served": None,
                    "prompts": "p", "codebook": "codebook/1", "software": "1", "calls": 3,
                    "tokens": None, "cost_usd": None, "latency_ms": 10, "repairs": 0,
                } | provenance
            ),
        )  # fmt: skip


@pytest.fixture
def maker(fixture: Fixture, codebook: Codebook) -> Maker:
    return Maker(fixture, codebook)


@pytest.fixture
def scored(maker: Maker) -> Callable[..., Mapping[str, Measured]]:
    """The scores of an analysis that has the parts that are given."""

    def scored(*parts: Any, **named: Any) -> Mapping[str, Measured]:
        return score(maker.analysis(*parts, **named), maker.fixture, maker.codebook)

    return scored


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run `keyquestions evals` in a folder of its own, which has three fixtures."""
    monkeypatch.chdir(tmp_path)
    for name in NAMES:
        # Each is another article: the same one would be analysed, and paid for, once.
        lay(name, f"This is the text of {name}.")
    for file in ("gate.yaml", "judges.yaml"):
        (tmp_path / "evals" / file).write_text((ROOT / "evals" / file).read_text())
    return ran
