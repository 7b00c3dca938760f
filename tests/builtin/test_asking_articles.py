"""The questions about whole articles, as the built-in analyst asks them and the pipeline checks."""

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from keyquestions.analysis import Analysis, QuestionStatus
from keyquestions.article import Article, read_article
from keyquestions.builtin.analyst import BuiltinAnalyst
from keyquestions.builtin.asking import ask
from keyquestions.builtin.document import Document
from keyquestions.builtin.summary import summarise
from keyquestions.codebook import load_codebook
from keyquestions.pipeline import analyze
from keyquestions.resources import prompts_folder

DATA = Path(__file__).parent / "data"
ENGLISH = [
    path for path in sorted(DATA.rglob("*.txt")) if path.stem[:3] not in {"de_", "es_", "fr_"}
]
FOREIGN = sorted(DATA.glob("[def][ers]_*.txt"))
BRIEF = 150


@cache
def article_in(path: Path) -> Article:
    return read_article(path.read_text("utf-8"))


async def analysis_of(article: Article) -> Analysis:
    return await analyze(article, BuiltinAnalyst(), load_codebook(prompts_folder()))


@pytest.mark.parametrize("path", ENGLISH, ids=lambda path: path.stem)
async def test_every_article_has_its_questions(path: Path) -> None:
    """Enough of them, all different, of this article, with quotes in it and answers to match."""
    article = article_in(path)
    analysis = await analysis_of(article)
    questions = analysis.questions
    assert 3 <= len(questions) <= 8
    assert len({question.text for question in questions}) == len(questions)
    assert any(question.status is QuestionStatus.OPEN for question in questions)
    assert [item for item in analysis.dropped if item.stage == "questions"] == []
    known = {word.lower()[:5] for word in re.findall(r"\w{4,}", article.text)}
    for question in questions:
        assert question.text.endswith("?")
        asked = {word.lower()[:5] for word in re.findall(r"\w{4,}", question.text)}
        assert asked & known
        assert bool(question.answer) is (question.status is not QuestionStatus.OPEN)
        assert all(article.text[a.start : a.end] == a.exact for a in question.evidence)
        assert question.evidence or question.status is QuestionStatus.OPEN


@pytest.mark.parametrize("path", ENGLISH, ids=lambda path: path.stem)
async def test_no_two_reasons_are_the_same(path: Path) -> None:
    """What a question matters for is said for this question, at most once repeated."""
    questions = (await analysis_of(article_in(path))).questions
    reasons = [question.why for question in questions]
    assert len(set(reasons)) >= len(reasons) - 1


async def test_the_sample(sample: Article) -> None:
    """What the talks are about, who goes, when and where come first; then the dispute."""
    analysis = await analysis_of(sample)
    texts = [question.text for question in analysis.questions]
    assert set(texts[:3]) == {
        "When and where are the negotiations with Russia scheduled to take place?",
        "Who will represent Ukraine in negotiations with Russia?",
        "What primary objectives did Volodymyr Zelenskyy emphasize for the upcoming talks?",
    }
    assert "Why did both parties fail to agree on a 30-day ceasefire?" in texts
    assert "What demands has the Kremlin consistently issued?" in texts
    assert 5 <= len(texts) <= 8
    assert {q.salience for q in analysis.questions[:3]} == {5}
    statuses = [question.status for question in analysis.questions]
    assert statuses.count(QuestionStatus.OPEN) in {1, 2}
    for question in analysis.questions:
        assert not (question.answer or "").startswith(("Notably", "However", "Further"))
        assert not any(
            a.exact.startswith(("Bias Analysis", "Key Questions")) for a in question.evidence
        )


async def test_an_open_question_says_what_is_missing(sample: Article) -> None:
    """Not who some observers are, but what the reader does not get to know."""
    analysis = await analysis_of(sample)
    gaps = [q.text for q in analysis.questions if q.status is QuestionStatus.OPEN]
    assert gaps
    assert not any(text.startswith("Which observers") for text in gaps)


@pytest.mark.parametrize("path", FOREIGN, ids=lambda path: path.stem)
async def test_other_languages_are_told_why(path: Path) -> None:
    """No questions, and the reason in words, rather than English ones about a German text."""
    analysis = await analysis_of(article_in(path))
    assert analysis.questions == ()
    (failure,) = analysis.failures
    assert failure.code == "language_unsupported"
    assert "asks questions in English only" in failure.message


def test_the_same_article_has_the_same_questions(sample: Article) -> None:
    """Nothing depends on chance or on what was read before."""
    assert ask(Document.of(sample)) == ask(Document.of(sample))


WORDS = st.sampled_from(
    "The council a mayor Osei Larne said that it they closed will not because of in May , . ? “ ” "
    "( ) – : ; 40 $ percent who which what how whether unclear is are did declined to say comment "
    "on if unless by after plan demands include accused according , , . .".split()
)


def survive(text: str) -> None:
    """Ask about and summarise an article that ends with the text."""
    padded = "The mill in Larne is old and the river beside it runs low. " * 3
    document = Document.of(read_article(f"{padded}\n\n{text}", language="en", markup="text"))
    ask(document)
    summarise(document)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(WORDS, min_size=30, max_size=120).map(" ".join))
def test_any_heap_of_words_is_survived(text: str) -> None:
    """However the words of news are thrown together, there is no exception."""
    survive(text)


@settings(max_examples=100, deadline=None)
@given(st.text(min_size=1, max_size=300))
def test_any_text_is_survived(text: str) -> None:
    """Whatever the characters, there is no exception."""
    survive(text)


def test_a_party_without_a_voice_is_asked_for(
    document_of: Callable[[str], Document], sample: Article
) -> None:
    """Without a framing analysis nobody is known to be missing, and nothing is made up."""
    assert ask(document_of("Larne slept. The town was quiet.")).questions == ()
    assert not any(
        "say about" in q.text for q in ask(Document.of(sample)).questions if q.answer is None
    )
