"""A model that would deceive: real quotes under false statements, and texts that would do harm."""

import pytest

from keyquestions.analysis import Stage
from keyquestions.analyst import (
    FunctionDraft,
    PerspectiveDraft,
    QuestionsDraft,
    SignalDraft,
    SummaryDraft,
)
from keyquestions.article import read_article
from keyquestions.grounding import Grounding
from keyquestions.pipeline.framing import verify_framing
from keyquestions.pipeline.questions import verify_questions
from keyquestions.pipeline.summaries import verify_summary
from keyquestions.pipeline.verdict import MOST_FAULTS, Docket

from .conftest import QUESTIONS, TEXT, framing, question, reasons, sentence

VOTE = "voted 7 to 4 on Tuesday to close the Elm Street library"
ROOF = "its roof would cost $1.2 million to repair"
RECKLESS = "residents called the decision reckless"
GOOD = sentence("The library will shut its doors on June 30.")


@pytest.mark.parametrize(
    ("text", "quote", "reason"),
    [
        ("The council voted 4 to 7 to close the Elm Street library.", VOTE, '"7 to 4"'),
        ("The petition has gathered 8,000 signatures.", "3,000 signatures", '"8,000"'),
        ("Its roof would cost $3,000 to repair.", ROOF, 'says "1.2 million" here, not "3,000"'),
        (
            "Mayor Elm Marlow said the town could not afford the work.",
            "Mayor Dana Okafor said the town could not afford the work",
            'of "Okafor", not of "Marlow"',
        ),
        ("Opponents voted 7 to 4 to close the Elm Street library.", VOTE, 'of "council"'),
        ("The council voted not to close the Elm Street library.", VOTE, '"close" is not negated'),
        (
            "The town could afford the work.",
            "the town could not afford the work",
            '"afford" is negated',
        ),
        ("Okafor took this lightly.", "We did not take this lightly", '"take" is negated'),
        ("The decision was reckless.", RECKLESS, "reports this as a claim"),
        ("Opponents have sued.", "Opponents plan to sue.", 'says "plan" here'),
        ("Engineers inspect gas pipes every winter.", ROOF, "about something else"),
        ('Okafor called it "a sad day".', VOTE, 'the quoted words "a sad day"'),
        ("The council closed it on March 30.", "shut its doors on June 30", '"March"'),
        ("The council closed it.", "the", "none of its quotes"),
        ("The council closed the library.", "library", 'the word "library" alone'),
        ("The council closed the library.", "Related stories", "none of its quotes"),
        ("", VOTE, "it is empty"),
        (" \n\t", VOTE, "it is empty"),
        ("\u200b\u2026", VOTE, "it is empty"),
        ("The council <b>voted</b> 7 to 4 to close the library.", VOTE, "markup"),
        ("The council voted 7 to 4 [here](http://x.example).", VOTE, "markup"),
        ("The council voted 7 to 4, see www.evil.example.", VOTE, "a link"),
        ("The council voted 7 to 4 \u202eyrarbil eht esolc ot.", VOTE, "direction characters"),
        ("The council voted 7 to 4\x1b[31m to close the library.", VOTE, "control"),
        ("The council voted. " * 6000, VOTE, "more than 80 words"),
        ("a" * 100_000, VOTE, "more than 80 words"),
        (
            "Der Rat hat mit 7 zu 4 Stimmen für die Schließung gestimmt.",
            VOTE,
            "not in the language of the article",
        ),
    ],
)
def test_a_false_sentence_with_a_real_quote_is_dropped(docket, text, quote, reason):
    """Each with the right reason, and the sentence beside it stays."""
    draft = SummaryDraft(sentences=(sentence(text, quote), GOOD))
    verdict = verify_summary(draft, docket(Stage.SUMMARY), ())

    assert [each.text for each in verdict.part.sentences] == [GOOD.text]
    assert reason in reasons(verdict)


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("The Marlow council will close the Elm Street library after a vote of 7 to 4.", VOTE),
        ("Residents find the decision reckless.", RECKLESS),
        ("Opponents want to sue.", "Opponents plan to sue."),
        ("Repairing the roof would cost 1.2 million dollars.", ROOF),
        ("Okafor says the council did \u201cnot take this lightly\u201d.", "not take this lightly"),
        ("Three thousand people have signed a petition.", "has gathered 3,000 signatures"),
        ("The engineers' report was not made public.", "did not publish the engineers' report"),
    ],
)
def test_a_true_sentence_in_other_words_stays(docket, text, quote):
    """The same checks let a paraphrase through."""
    draft = SummaryDraft(sentences=(sentence(text, quote),))
    verdict = verify_summary(draft, docket(Stage.SUMMARY), ())

    assert [each.text for each in verdict.part.sentences] == [text], reasons(verdict)


def test_furniture_is_no_evidence(codebook):
    """Headings of the page that have nothing under them are not part of the article."""
    page = read_article(f"{TEXT}\n\nRelated\n\nBias Analysis\n\nKey Questions About This Article")
    docket = Docket(Stage.SUMMARY, Grounding(page), codebook)
    draft = SummaryDraft(
        sentences=(
            sentence("The library raises questions.", "Key Questions About This Article"),
            GOOD,
        )
    )
    verdict = verify_summary(draft, docket, ())

    assert verdict.kept == 1
    assert "not in the article" in reasons(verdict)


def test_the_same_sentence_and_the_same_quote_count_once(docket):
    """Repeating proves nothing more."""
    twice = sentence(GOOD.text, *[GOOD.text] * 5)
    draft = SummaryDraft(sentences=(twice, sentence("The library will shut its doors on June 30!")))
    draft = draft.model_copy(
        update={"sentences": (*draft.sentences, sentence(draft.sentences[1].text, GOOD.text))}
    )
    verdict = verify_summary(draft, docket(Stage.SUMMARY), ())

    assert [len(each.evidence) for each in verdict.part.sentences] == [1]
    assert "the summary says so already" in reasons(verdict)


def signal(**changes):
    fields = {
        "kind": "loaded_language",
        "voice": "quoted_source",
        "quote": RECKLESS,
        "explanation": "It judges the decision.",
        "neutral": "residents criticised the decision",
    }
    return SignalDraft(**(fields | changes))


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"explanation": ""}, "its explanation is empty"),
        ({"explanation": "zq@=*t"}, "its explanation is no sentence"),
        ({"explanation": "It judges what 500 people decided."}, 'number "500"'),
        ({"explanation": "It sounds like Winston Churchill."}, 'name "Winston"'),
        ({"explanation": 'They said "appalling".'}, 'the quoted words "appalling"'),
        ({"explanation": "<i>It judges.</i>"}, "its explanation has markup"),
        ({"neutral": "residents of Paris criticised the decision"}, 'name "Paris"'),
        ({"neutral": "40 residents criticised the decision"}, 'number "40"'),
        ({"kind": "Loaded_Language"}, "not in the codebook's signals"),
        ({"voice": "Author"}, "not in the codebook's voices"),
        ({"quote": "residents called the decision brilliant"}, 'says "reckless"'),
    ],
)
def test_a_signal_whose_words_are_invented_is_dropped(docket, changes, reason):
    """Explanation and rewording may not bring in what the article lacks."""
    good = signal(quote="could not afford the work")
    verdict = verify_framing(framing(signals=(signal(**changes), good)), docket(Stage.FRAMING), ())

    assert [each.evidence[0].exact for each in verdict.part.signals] == [good.quote]
    assert reason in reasons(verdict)


def test_remarks_about_a_foreign_article_may_be_in_english(codebook):
    """What is said of the article is in its language; why a label fits may be in the labels'."""
    text = (
        "Der Rat der Stadt hat die Brücke am Montag für zwei Jahre gesperrt, weil sie zu alt ist. "
        "Die Bewohner nennen das rücksichtslos und wollen vor dem Rathaus dagegen demonstrieren."
    )
    docket = Docket(Stage.FRAMING, Grounding(read_article(text)), codebook)
    quote = "Die Bewohner nennen das rücksichtslos"
    told = {
        "English": "It judges the decision with a strong word.",
        "French": "Le mot est dur pour le conseil de la ville.",
    }
    draft = framing(
        signals=(
            signal(quote=quote, neutral=None, explanation=told["French"]),
            signal(quote=quote, neutral=None, explanation=told["English"]),
        )
    )
    verdict = verify_framing(draft, docket, ())

    assert [each.explanation for each in verdict.part.signals] == [told["English"]]
    assert "its explanation is not in the language of the article" in reasons(verdict)


def test_a_blank_rewording_is_none(docket):
    """An empty string is not a rewording."""
    verdict = verify_framing(framing(signals=(signal(neutral=" \n"),)), docket(Stage.FRAMING), ())

    assert verdict.part.signals[0].neutral is None


def test_an_explanation_may_count_the_text(docket):
    """That a word stands there three times is the analyst's own observation."""
    told = "It judges the decision in two ways and 3 times."
    verdict = verify_framing(
        framing(signals=(signal(explanation=told),)), docket(Stage.FRAMING), ()
    )

    assert verdict.part.signals[0].explanation == told


def test_a_function_is_filled_once(docket):
    """The second filling does not silently replace the first."""
    first, second = (
        FunctionDraft(function="problem_definition", text=text, quotes=(ROOF,))
        for text in ("The roof would cost $1.2 million to repair.", "The roof needs repair.")
    )
    verdict = verify_framing(framing(functions=(first, second)), docket(Stage.FRAMING), ())

    assert verdict.part.functions["problem_definition"].text == first.text
    assert "the function is given already" in reasons(verdict)


def party(who, status, why="They are affected.", quotes=()):
    return PerspectiveDraft(who=who, status=status, why=why, quotes=quotes)


@pytest.mark.parametrize(
    ("draft", "reason"),
    [
        (party("Governor Hans Petersen", "present", quotes=(VOTE,)), "does not name this party"),
        (party("Hospital patients", "mentioned_not_quoted", quotes=(VOTE,)), "does not name this"),
        (party("The council", "present", quotes=("the council resigned",)), "none of its quotes"),
        (party("Dana Okafor", "absent"), "marked absent, but the article names it"),
        (party("", "absent"), "it is empty"),
        (party("of " * 20 + "staff", "absent"), "more than 15 words"),
        (party("Staff", "absent", why=" "), "its explanation is empty"),
        (party("Staff", "absent", why="The 40 of them lose their jobs."), 'number "40"'),
        (party("Staff", "absent", why='They say "no".'), 'the quoted words "no"'),
        (party("Staff", "Absent"), "not in the codebook's perspective statuses"),
        (party("LIBRARY USERS", "absent"), "the party is named already"),
    ],
)
def test_a_party_that_cannot_be_shown_is_dropped(docket, draft, reason):
    """Who is said to be heard must be named by the article, who is missed must not be."""
    good = party("Library users", "absent", why="They lose a place to read.")
    verdict = verify_framing(framing(perspectives=(good, draft)), docket(Stage.FRAMING), ())

    assert [each.who for each in verdict.part.perspectives] == ["Library users"]
    assert reason in reasons(verdict)


def test_a_party_may_go_by_another_word_or_be_unknown_if_absent(docket):
    """Neighbours are residents; who is absent may have a name that the article lacks."""
    draft = framing(
        perspectives=(
            party("Neighbours", "mentioned_not_quoted", quotes=(RECKLESS,)),
            party("Dana Okafor, the mayor", "present", quotes=("We did not take this lightly",)),
            party("UNESCO", "absent", why="UNESCO speaks for libraries."),
        )
    )
    verdict = verify_framing(draft, docket(Stage.FRAMING), ())

    assert len(verdict.part.perspectives) == 3, reasons(verdict)


@pytest.mark.parametrize(
    ("text", "changes", "reason"),
    [
        ("Why did the council vote 4 to 7 to close the library?", {}, '"7 to 4"'),
        ("Why did Governor Smith close the Elm Street library?", {}, "Smith"),
        ("Why did the council refuse to close the Elm Street library?", {}, "the opposite"),
        ("Why did the council publish the engineers' report?", {}, "the opposite"),
        ("Why will the <u>roof</u> be repaired?", {}, "markup"),
        ("?", {}, "it is empty"),
        ("Warum hat der Rat die Bibliothek in Marlow geschlossen?", {}, "language"),
        ("Who judges the vote?", {"why": ""}, "its explanation is empty"),
        ("Who judges the vote?", {"why": "Because 500 people in Paris care."}, "Paris"),
        ("Who judges the vote?", {"answer": "\u202eResidents."}, "its answer has control"),
        ("Who judges the vote?", {"answer": 'Okafor said "never".'}, '"never"'),
        ("What did Okafor regret?", {"quotes": ("council",)}, 'the word "council" alone'),
        (
            "Is it a good decision?",
            {"answer": "The decision is reckless.", "quotes": (RECKLESS,)},
            "reports this as a claim",
        ),
    ],
)
def test_a_question_that_takes_false_things_for_granted_is_dropped(docket, text, changes, reason):
    """Names, numbers and negations in a question are held against the article, too."""
    draft = QuestionsDraft(questions=(*QUESTIONS.questions, question(text, **changes)))
    verdict = verify_questions(draft, docket(Stage.QUESTIONS), ())

    assert len(verdict.part) == 4
    assert reason in reasons(verdict)


@pytest.mark.parametrize(
    "text",
    [
        "Why could the town afford no repair, and what would the council need to publish?",
        "What would make the council publish the engineers' report?",
        "Why did the council not publish the engineers' report?",
        "What do opponents of the closure plan to do?",
        "Why does Mayor Okafor support the closure after 3,000 signatures?",
    ],
)
def test_a_question_may_ask_for_what_is_not_so(docket, text):
    """Conditions, gaps and intentions are fair to ask about."""
    verdict = verify_questions(
        QuestionsDraft(questions=(question(text),)), docket(Stage.QUESTIONS), ()
    )

    assert [each.text for each in verdict.part] == [text], reasons(verdict)


def test_a_question_may_name_whose_claim_its_answer_is(docket):
    """ "What do residents say?" needs no "residents say" in its answer."""
    asked = question(
        "What do residents say about the decision?",
        answer="The decision is reckless.",
        quotes=(RECKLESS,),
    )
    verdict = verify_questions(QuestionsDraft(questions=(asked,)), docket(Stage.QUESTIONS), ())

    assert [each.answer for each in verdict.part] == ["The decision is reckless."]


def test_an_analyst_is_told_a_limited_number_of_faults(docket):
    """A thousand faults do not make a request of a thousand lines."""
    draft = SummaryDraft(sentences=tuple(sentence(f"Item {n} of it.", "a b") for n in range(500)))
    verdict = verify_summary(draft, docket(Stage.SUMMARY), ())

    assert len(verdict.faults) == MOST_FAULTS + 1
    assert verdict.faults[-1].startswith("And ")


def test_direct_speech_is_not_the_authors_voice(docket):
    """The mayor's words in quotation marks are hers, whatever voice a reply gives them."""
    mayors = "We did not take this lightly"
    drafts = (
        signal(quote=mayors, voice="author", neutral=None),
        signal(quote=RECKLESS, voice="author"),
        signal(quote=mayors, voice="quoted_source", neutral=None),
    )
    verdict = verify_framing(framing(signals=drafts), docket(Stage.FRAMING), ())

    kept = [(each.evidence[0].exact, each.voice) for each in verdict.part.signals]
    assert kept == [(RECKLESS, "author"), (mayors, "quoted_source")]
    assert "it is direct speech, not the author's voice" in reasons(verdict)
