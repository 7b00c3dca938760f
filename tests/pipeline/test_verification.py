"""What verification keeps, drops and says about it, stage by stage."""

import pytest

from keyquestions.analysis import QuestionStatus, Severity, Stage, Voice, shorten
from keyquestions.analyst import (
    FrameDraft,
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
from keyquestions.pipeline.verdict import Docket

from .conftest import QUESTIONS, TEXT, framing, question, reasons, sentence

# summary


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("The mayor has resigned.", "The mayor has resigned"),
        (
            "A petition has gathered 8,000 signatures.",
            "A petition against the closure has gathered",
        ),
        (
            "Mayor Peter Lindqvist said the town could not pay.",
            "the town could not afford the work",
        ),
        ("The council published the engineers' report.", "did not publish the engineers' report"),
        ('Okafor called it "a sad day".', "We did not take this lightly"),
    ],
    ids=["fabricated quote", "changed number", "changed name", "inverted negation", "quoted words"],
)
def test_an_unfaithful_sentence_is_dropped_and_the_rest_stays(docket, text, quote):
    """Each kind of invention is listed with its reason."""
    good = [
        sentence("Opponents plan to sue."),
        sentence("The library will shut its doors on June 30."),
    ]
    draft = SummaryDraft(sentences=(good[0], sentence(text, quote), good[1]))
    verdict = verify_summary(draft, docket(Stage.SUMMARY), ())

    assert [each.text for each in verdict.part.sentences] == [each.text for each in good]
    assert text in reasons(verdict)


def test_a_summary_over_80_words_loses_its_last_sentences_and_says_so(docket):
    """The limit is kept by whole sentences, listed."""
    long = sentence("Opponents plan to sue" + " and sue" * 30 + ".", "Opponents plan to sue.")
    draft = SummaryDraft(
        sentences=(
            long,
            sentence("Mayor Dana Okafor said the town could not afford the work."),
            sentence("The library will shut its doors on June 30."),
        )
    )
    verdict = verify_summary(draft, docket(Stage.SUMMARY), ())

    assert [len(each.text.split()) for each in verdict.part.sentences] == [64, 11]
    assert "shut its doors on June 30. -> the summary would be over 80 words" in reasons(verdict)


def test_an_empty_summary_is_a_fault(docket):
    """There is something to tell the analyst even where nothing was dropped."""
    verdict = verify_summary(SummaryDraft(sentences=()), docket(Stage.SUMMARY), ())

    assert verdict.void
    assert verdict.faults == ("The summary is empty.",)


# framing


def frame(label="economic", quote="its roof would cost $1.2 million to repair", why="It is money."):
    return FrameDraft(label=label, explanation=why, quotes=(quote,))


def signal(quote="residents called the decision reckless", **changes):
    fields = {
        "kind": "loaded_language",
        "voice": "author",
        "quote": quote,
        "explanation": "It judges.",
        "neutral": None,
    }
    return SignalDraft(**(fields | changes))


def test_a_label_outside_the_codebook_is_dropped_with_its_reason(docket):
    """Only the codebook's labels are shown."""
    draft = framing(
        frames=(frame(), frame("sensational")), signals=(signal(kind="nastiness"), signal())
    )
    verdict = verify_framing(draft, docket(Stage.FRAMING), ())

    assert [each.label for each in verdict.part.frames] == ["economic"]
    assert [each.kind for each in verdict.part.signals] == ["loaded_language"]
    assert '"sensational" is not in the codebook\'s frames' in reasons(verdict)
    assert '"nastiness" is not in the codebook\'s signals' in reasons(verdict)


def test_an_unknown_genre_becomes_other_and_is_listed(docket):
    """The framing is not lost for its genre."""
    verdict = verify_framing(framing(genre="gossip", frames=(frame(),)), docket(Stage.FRAMING), ())

    assert verdict.part.genre == "other"
    assert "gossip" in reasons(verdict)


def test_more_than_three_frames_and_doubles_are_dropped(docket):
    """At most three, each once."""
    labels = ["economic", "economic", "political", "public_opinion", "quality_of_life"]
    draft = framing(frames=tuple(frame(label) for label in labels))
    verdict = verify_framing(draft, docket(Stage.FRAMING), ())

    assert [each.label for each in verdict.part.frames] == labels[1:4]
    assert "more than 3 frames" in reasons(verdict)
    assert "named already" in reasons(verdict)


def test_no_frame_at_all_is_an_abstention_and_no_fault(docket):
    """The right to abstain."""
    verdict = verify_framing(framing(), docket(Stage.FRAMING), ())

    assert verdict.part.abstained
    assert not verdict.void
    assert not verdict.faults


def test_frames_that_are_all_unproved_are_a_fault(docket):
    """Abstaining because nothing could be proved is worth a second try."""
    draft = framing(frames=(frame(quote="the roof is made of gold"),), signals=(signal(),))
    verdict = verify_framing(draft, docket(Stage.FRAMING), ())

    assert verdict.part.abstained
    assert verdict.faults


def test_an_explanation_that_quotes_what_is_not_there_drops_the_finding(docket):
    """An invented quote is no better in an explanation."""
    draft = framing(
        frames=(frame(why='It says "the town is bankrupt".'),),
        signals=(signal(neutral='residents called it "a disgrace"'), signal()),
    )
    verdict = verify_framing(draft, docket(Stage.FRAMING), ())

    assert verdict.part.frames == ()
    assert len(verdict.part.signals) == 1
    assert "the town is bankrupt" in reasons(verdict)


def test_one_passage_has_one_signal(docket):
    """The first kind named stays."""
    draft = framing(signals=(signal(), signal(kind="labeling"), signal(voice="nobody")))
    verdict = verify_framing(draft, docket(Stage.FRAMING), ())

    assert [each.kind for each in verdict.part.signals] == ["loaded_language"]
    assert "the passage is named already, as loaded_language" in reasons(verdict)
    assert "nobody" in reasons(verdict)


def test_a_headline_signal_needs_a_headline(codebook):
    """Without a title there is nothing that the body could contradict."""
    untitled = read_article(TEXT.split("\n\n", 1)[1])
    docket = Docket(Stage.FRAMING, Grounding(untitled), codebook)
    verdict = verify_framing(framing(signals=(signal(kind="headline_body_mismatch"),)), docket, ())

    assert untitled.title is None
    assert verdict.part.signals == ()
    assert "no headline" in reasons(verdict)


def test_functions_have_a_key_each_and_need_proof(docket):
    """What the article does not do is null; what it does is quoted and true."""
    draft = framing(
        functions=(
            FunctionDraft(
                function="causal_interpretation",
                text="The roof would cost $1.2 million to repair.",
                quotes=("its roof would cost $1.2 million to repair",),
            ),
            FunctionDraft(
                function="blame", text="The mayor did it.", quotes=("Mayor Dana Okafor",)
            ),
            FunctionDraft(
                function="moral_evaluation",
                text="The closure costs 90 jobs.",
                quotes=("residents called the decision reckless",),
            ),
        )
    )
    verdict = verify_framing(draft, docket(Stage.FRAMING), ())
    functions = verdict.part.functions

    assert set(functions) == {
        "problem_definition",
        "causal_interpretation",
        "moral_evaluation",
        "treatment_recommendation",
    }
    assert functions["causal_interpretation"].evidence
    assert functions["moral_evaluation"] is None
    assert "90" in reasons(verdict)


def test_perspectives_need_a_quote_unless_they_are_absent(docket):
    """Who is said to be heard must be heard; at most three are missed."""

    def party(who, status, *quotes):
        return PerspectiveDraft(who=who, status=status, why="They are affected.", quotes=quotes)

    draft = framing(
        perspectives=(
            party("The mayor", "present", "We did not take this lightly"),
            party("The governor", "present", "I support the town"),
            party("Opponents", "mentioned_not_quoted", "Opponents plan to sue."),
            *(party(f"Readers {n}", "absent") for n in range(4)),
            party("The press", "silent"),
            PerspectiveDraft(who="Staff", status="absent", why='They said "no".', quotes=()),
        )
    )
    verdict = verify_framing(draft, docket(Stage.FRAMING), ())

    assert [each.who for each in verdict.part.perspectives] == [
        "The mayor",
        "Opponents",
        "Readers 0",
        "Readers 1",
        "Readers 2",
    ]
    assert "more than 3 absent ones" in reasons(verdict)


# severity


def test_a_quoted_sources_words_do_not_count_towards_severity(docket):
    """A signal in a quoted source's voice is not the author's bias."""
    draft = framing(signals=(signal(voice="quoted_source"),))
    verdict = verify_framing(draft, docket(Stage.FRAMING), ())

    assert verdict.part.signals[0].voice is Voice.QUOTED_SOURCE
    assert verdict.part.severity is Severity.NONE


def test_severity_grows_with_passages_and_overlapping_ones_count_once(docket):
    """Naming one passage three times does not make it worse."""
    nested = [
        "residents called the decision reckless",
        "the decision reckless",
        "decision reckless",
    ]
    apart = ["reckless", "could not afford the work", "Opponents plan to sue", "voted 7 to 4"]

    def severity_of(quotes):
        draft = framing(signals=tuple(signal(quote) for quote in quotes))
        return verify_framing(draft, docket(Stage.FRAMING), ()).part.severity

    assert severity_of(nested) is severity_of(nested[:1])
    assert severity_of(apart) is Severity.HIGH
    assert severity_of([]) is Severity.NONE


def test_an_opinion_column_is_expected_to_have_an_opinion(docket):
    """The same signals weigh less where opinion is the genre."""
    quotes = ["reckless", "could not afford the work", "Opponents plan to sue"]
    order = list(Severity)

    def severity_of(genre):
        draft = framing(genre=genre, signals=tuple(signal(quote) for quote in quotes))
        return verify_framing(draft, docket(Stage.FRAMING), ()).part.severity

    assert order.index(severity_of("opinion")) < order.index(severity_of("reporting"))


# questions


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"kind": "gossip"}, "not in the codebook's question kinds"),
        ({"status": "maybe"}, "not in the codebook's question statuses"),
        ({"salience": 0}, "its salience is 0"),
        ({"salience": 6}, "its salience is 6"),
        ({"answer": None}, "has no answer"),
        ({"answer": "  "}, "has no answer"),
        ({"status": "open"}, "marked open and has an answer"),
        ({"quotes": ()}, "without a quote"),
        ({"quotes": ("the roof fell in",)}, "not in the article"),
        ({"answer": "It would cost $2.1 million."}, "2.1"),
        ({"why": 'The mayor called it "a scandal".'}, "a scandal"),
    ],
)
def test_a_question_that_cannot_be_shown_is_dropped(docket, changes, reason):
    """Bad items are refused one by one, never coerced."""
    bad = question("Why is the Elm Street library to be closed by the council?", **changes)
    draft = QuestionsDraft(questions=(*QUESTIONS.questions[1:], bad))
    verdict = verify_questions(draft, docket(Stage.QUESTIONS), ())

    assert len(verdict.part) == 3
    assert reason in reasons(verdict)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Tell me why the council closed the library.", "question mark"),
        ("Why " + "very " * 40 + "much?", "more than 40 words"),
        ("Why did the Marlow council vote to close the Elm Street library ?", "asks the same as"),
        ("Why did Governor Hans Petersen close the Elm Street library?", "Petersen"),
        ("Why would the roof cost $9 million to repair?", "9"),
    ],
)
def test_a_question_must_be_one_and_about_this_article(docket, text, reason):
    """Form, length, difference, and no names or numbers from elsewhere."""
    draft = QuestionsDraft(questions=(*QUESTIONS.questions, question(text, salience=2)))
    verdict = verify_questions(draft, docket(Stage.QUESTIONS), ())

    assert len(verdict.part) == 4
    assert reason in reasons(verdict)


def test_an_open_question_may_quote_the_gap(docket):
    """Where the article itself says that it is not known, that is the evidence."""
    verdict = verify_questions(QUESTIONS, docket(Stage.QUESTIONS), ())
    (gap,) = [each for each in verdict.part if each.status is QuestionStatus.OPEN]

    assert gap.answer is None
    assert gap.evidence[0].exact == "The council did not publish the engineers' report."


def test_no_more_than_eight_questions(docket):
    """The least salient go."""
    words = ["roof", "vote", "petition", "mayor", "report", "doors", "town", "closure", "decision"]
    many = tuple(
        question(f"What does the article say of the {word} in connection with {word}?", salience=3)
        for word in words
    )
    verdict = verify_questions(QuestionsDraft(questions=many), docket(Stage.QUESTIONS), ())

    assert len(verdict.part) == 8
    assert "more than 8 questions" in reasons(verdict)


def test_too_few_questions_are_a_fault(docket):
    """The analyst is told how many are missing."""
    draft = QuestionsDraft(questions=QUESTIONS.questions[:2])
    verdict = verify_questions(draft, docket(Stage.QUESTIONS), ())

    assert verdict.faults[-1] == "Only 2 of the questions can be used; at least 4 are wanted."


def test_long_items_are_told_in_short():
    """What is listed stays readable."""
    assert shorten("word " * 100).endswith("…")
    assert len(shorten("word " * 100)) <= 200
    assert shorten("a\nb") == "a b"
