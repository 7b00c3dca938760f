"""What it costs to verify an analysis: CPU of `Grounding` and of the three parts' verification.

    python benchmarks/verification.py [--runs 40] [--words 0] [--findings 0] [--profile]

Every run has another article: the sample with other names and numbers, so that nothing can be known
from the run before but the language's words. The findings are the built-in analyst's own. The
yardstick beside it is what cannot be spared: the article's text is read into blocks, the three
drafts are parsed and validated. `--words` and `--findings` make one long article of many such
samples, with findings from all over it.
"""

import argparse
import asyncio
import cProfile
import itertools
import pstats
import re
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from keyquestions.analysis import Stage
from keyquestions.analyst import FramingDraft, QuestionsDraft, SummaryDraft
from keyquestions.article import read_article
from keyquestions.builtin.analyst import BuiltinAnalyst
from keyquestions.codebook import Codebook, load_codebook
from keyquestions.grounding import Grounding
from keyquestions.grounding.places import FAMILIES, MONTHS
from keyquestions.pipeline import analyze
from keyquestions.pipeline.framing import verify_framing
from keyquestions.pipeline.questions import verify_questions
from keyquestions.pipeline.summaries import verify_summary
from keyquestions.pipeline.verdict import Docket
from keyquestions.resources import prompts_folder

SAMPLE = Path(__file__).parents[1] / "evals" / "fixtures" / "istanbul-talks" / "article.txt"
WARM = 3
SHOWN = 35

_NUMBER = re.compile(r'(?<!"salience":)\d+(?:[.,]\d+)*')
_NAME = re.compile(r"(?<=[a-z,] )[A-Z][a-z]{3,}")
_SYLLABLES = [a + b for a, b in itertools.product("bdfgklmnprstvz", "aeiou")]


@dataclass(frozen=True, slots=True)
class Work:
    """An article's text and the three drafts about it, as JSON."""

    text: str
    summary: str
    framing: str
    questions: str

    def other(self, seed: int) -> "Work":
        """The same with other names and numbers, the same ones in text and drafts."""
        names = sorted(name for name in set(_NAME.findall(self.text)) if not _is_known(name))
        renamed = {name: _invented(seed * len(names) + at) for at, name in enumerate(names)}
        known = re.compile("|".join(rf"\b{name}" for name in names))

        def changed(text: str) -> str:
            text = known.sub(lambda match: renamed[match.group()], text)
            return _NUMBER.sub(lambda match: _counted_on(match.group(), seed), text)

        parts = (self.text, self.summary, self.framing, self.questions)
        return Work(*map(changed, parts))


@dataclass(frozen=True, slots=True)
class Drafts:
    """What is verified."""

    summary: SummaryDraft
    framing: FramingDraft
    questions: QuestionsDraft

    @classmethod
    def read(cls, work: Work) -> "Drafts":
        """Parse and validate, as a model's replies are."""
        return cls(
            SummaryDraft.model_validate_json(work.summary),
            FramingDraft.model_validate_json(work.framing),
            QuestionsDraft.model_validate_json(work.questions),
        )

    @property
    def findings(self) -> int:
        """How many there are."""
        framing = self.framing
        listed = (framing.frames, framing.functions, framing.signals, framing.perspectives)
        parts = (self.summary.sentences, self.questions.questions, *listed)
        return sum(map(len, parts))


def _is_known(name: str) -> bool:
    """Tell whether a name means something by itself: countries, months."""
    return name.lower() in FAMILIES or name.lower() in MONTHS


def _invented(number: int) -> str:
    """A name that no dictionary and no other number has."""
    name = ""
    for _ in range(5):
        number, at = divmod(number, len(_SYLLABLES))
        name += _SYLLABLES[at]
    return f"{name}x".capitalize()


def _counted_on(written: str, seed: int) -> str:
    """The number with another last digit, the same one for the same number."""
    return f"{written[:-1]}{(int(written[-1]) + seed) % 10}"


async def prepare(codebook: Codebook) -> Work:
    """The sample and the built-in analyst's drafts about it, which verification keeps."""
    text, builtin = SAMPLE.read_text(encoding="utf-8"), BuiltinAnalyst()
    article = read_article(text)
    summary, framing = await builtin.summarise(article), await builtin.frame(article)
    analysis = await analyze(article, builtin, codebook)
    questions = await builtin.ask(article, analysis.summary, analysis.framing)
    drafts = (summary.draft, framing.draft, questions.draft)
    return Work(text, *(draft.model_dump_json() for draft in drafts))


def long_work(work: Work, words: int, findings: int) -> tuple[str, Drafts]:
    """One article of many samples, and findings from all of them in turn."""
    some = max(1, words // len(work.text.split()))
    pieces = [work.other(seed) for seed in range(1, some + 1)]
    drafts = [Drafts.read(piece) for piece in pieces]
    share = findings / drafts[0].findings / some

    def cut(listed: Sequence[Sequence[object]]) -> tuple[object, ...]:
        """Their share of the findings, evenly over the pieces."""
        every = list(itertools.chain.from_iterable(itertools.zip_longest(*listed)))
        kept = [each for each in every if each is not None]
        return tuple(kept[: round(share * len(kept))])

    framings = [each.framing for each in drafts]
    return "\n".join(piece.text for piece in pieces), Drafts(
        SummaryDraft.model_construct(sentences=cut([d.summary.sentences for d in drafts])),
        FramingDraft.model_construct(
            genre=framings[0].genre,
            frames=cut([each.frames for each in framings]),
            functions=cut([each.functions for each in framings]),
            signals=cut([each.signals for each in framings]),
            perspectives=cut([each.perspectives for each in framings]),
        ),
        QuestionsDraft.model_construct(questions=cut([d.questions.questions for d in drafts])),
    )


def verify(grounding: Grounding, drafts: Drafts, codebook: Codebook) -> int:
    """Verify the three parts; return how many findings are kept."""
    summary = verify_summary(drafts.summary, Docket(Stage.SUMMARY, grounding, codebook), ())
    framing = verify_framing(drafts.framing, Docket(Stage.FRAMING, grounding, codebook), ())
    asked = verify_questions(drafts.questions, Docket(Stage.QUESTIONS, grounding, codebook), ())
    return summary.kept + framing.kept + asked.kept


def timed(job: Callable[[], object]) -> float:
    """Milliseconds of CPU that a job takes."""
    began = time.process_time()
    job()
    return (time.process_time() - began) * 1000


def short(work: Work, codebook: Codebook, runs: int, profile: cProfile.Profile | None) -> None:
    """Many articles of the sample's length, each its own."""
    yardstick, verification = [], []
    for seed in range(1, WARM + runs + 1):
        mine = work.other(seed)
        article, drafts = read_article(mine.text), Drafts.read(mine)
        yardstick.append(timed(lambda mine=mine: (read_article(mine.text), Drafts.read(mine))))
        if profile and seed > WARM:
            profile.enable()
        job = lambda a=article, d=drafts: verify(Grounding(a), d, codebook)  # noqa: E731
        verification.append(timed(job))
        if profile:
            profile.disable()
    cost, measure = (statistics.median(each[WARM:]) for each in (verification, yardstick))
    kept = verify(Grounding(article), drafts, codebook)
    print(f"{article.words} words, {drafts.findings} findings, {kept} kept; medians of {runs} runs")
    print(f"  reading the text and the drafts {measure:8.2f} ms CPU  1.00")
    print(f"  verification                    {cost:8.2f} ms CPU {cost / measure:5.2f}")
    print(f"  the best of the runs            {min(verification[WARM:]):8.2f} ms CPU")


def long(work: Work, codebook: Codebook, words: int, findings: int) -> None:
    """One long article."""
    text, drafts = long_work(work, words, findings)
    article = read_article(text)
    measure = timed(lambda: read_article(text))
    cost = timed(lambda: verify(Grounding(article), drafts, codebook))
    print(f"{article.words} words, {drafts.findings} findings")
    print(f"  reading the text                {measure:8.2f} ms CPU  1.00")
    print(f"  verification                    {cost:8.2f} ms CPU {cost / measure:5.2f}")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=40)
    parser.add_argument("--words", type=int, default=0, help="one article of about so many")
    parser.add_argument("--findings", type=int, default=200, help="in the long article")
    parser.add_argument("--profile", action="store_true", help="print where the time goes")
    given = parser.parse_args()
    codebook = load_codebook(prompts_folder())
    work = asyncio.run(prepare(codebook))
    profile = cProfile.Profile(time.process_time) if given.profile else None
    if given.words:
        if profile:
            profile.enable()
        long(work, codebook, given.words, given.findings)
        if profile:
            profile.disable()
    else:
        short(work, codebook, given.runs, profile)
    if profile:
        pstats.Stats(profile).sort_stats("tottime").print_stats(SHOWN)


if __name__ == "__main__":
    main()
