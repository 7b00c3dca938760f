"""The built-in analyst as the pipeline sees it."""

import pytest

from keyquestions.builtin.analyst import BuiltinAnalyst
from keyquestions.errors import LanguageUnsupported

TEXT = "The council closed the library because its roof would cost 1.2 million to repair."
GERMAN = "Der Stadtrat hat die Bücherei geschlossen, weil das Dach zu teuer ist."


async def test_its_three_drafts_are_about_the_article(read):
    """Summary, framing and questions are drafted without a model and without a fault."""
    analyst = BuiltinAnalyst()
    article = read(TEXT, "Ruth Bell said that the roof was safe.", "Nobody knows who will pay.")
    summary = await analyst.summarise(article)
    framing = await analyst.frame(article)
    questions = await analyst.ask(article, None, None)
    assert summary.draft.sentences[0].text in article.text
    assert framing.draft.genre == "reporting"
    assert all(question.text.endswith("?") for question in questions.draft.questions)
    assert (analyst.kind, analyst.model, analyst.revises) == ("builtin", None, False)
    assert "no language model was used" in analyst.notice


@pytest.mark.parametrize(
    ("language", "named"), [("de", "German"), ("da", "Danish"), ("und", "not tell")]
)
async def test_in_another_language_it_says_why_it_does_not_ask(read, language, named):
    """No invented questions: an error that names the language."""
    with pytest.raises(LanguageUnsupported, match=named):
        await BuiltinAnalyst().ask(read(GERMAN, language=language), None, None)


async def test_another_article_is_read_afresh(read):
    """What was kept of one article is not used for the next one."""
    analyst = BuiltinAnalyst()
    first = await analyst.frame(read("The draconian curfew stays in force until May."))
    second = await analyst.frame(read("The curfew stays in force until May, she said."))
    assert len(first.draft.signals) == 1
    assert second.draft.signals == ()
