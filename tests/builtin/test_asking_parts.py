"""What questions are made of: names, references, answers, the strict reader, the last hand."""

from collections.abc import Callable

import pytest

from keyquestions.builtin.asking.answers import reach, stands, whole
from keyquestions.builtin.asking.candidates import Candidate, clean_rest
from keyquestions.builtin.asking.checks import content_words, passes
from keyquestions.builtin.asking.material import Material
from keyquestions.builtin.asking.polish import polished
from keyquestions.builtin.asking.topics import topic_of
from keyquestions.builtin.clauses import main_clause
from keyquestions.builtin.document import Document, Passage

DocumentOf = Callable[[str], Document]
PassageOf = Callable[[str], Passage]


@pytest.mark.parametrize(
    "text",
    [
        "Why did the council close the library?",
        "What was the ferry captain sentenced to?",
        "By how much did sales fall in March?",
        "How many cases of measles has Orrin recorded?",
    ],
)
def test_whole_questions_pass(text: str) -> None:
    """A question that is whole and names something is asked."""
    assert passes(text)


@pytest.mark.parametrize(
    "text",
    [
        "Why did the council close the library",
        "Why did it close the library?",
        "Council close the library why?",
        "Why did the the council close?",
        "Why did a the council close the library?",
        "Why did the council of will close?",
        "What did the council decide about the?",
        "What did Moll say about the “mill” in Larne?",
        "What injured his knee in Larne?",
        "Why did Larne close their doors?",
        "Why?",
        "Why did the council close? The library?",
        "What did they do?",
        "What did he , Moll, say about Larne?",
        "Why did " + "the very old " * 9 + "council close it?",
        "What is it?",
        "",
    ],
)
def test_torn_or_empty_questions_do_not(text: str) -> None:
    """Doubled words, loose ends, pronouns that point out, and lengths beyond reading."""
    assert not passes(text)


def test_questions_are_alike_by_their_stems() -> None:
    """The same words in other forms make the same question."""
    one = content_words("Why did the council close the library?")
    assert content_words("How did the council close libraries?") <= one | {"librari"}
    assert "the" not in one


@pytest.mark.parametrize(
    ("answer", "question", "alone"),
    [
        ("It would crowd them.", "Why do teachers oppose the merger?", True),
        ("He had read the message.", "What did phone records show about the crash?", False),
        ("He had read the message.", "What did Alasdair Munro say?", True),
        ("The driver said he was late.", "What did the police say?", True),
        ("Slow growth could leave them exposed.", "What did Moll say about growth?", False),
        ("The union says it will sue.", "What will happen?", True),
    ],
)
def test_answers_that_stand_alone(answer: str, question: str, *, alone: bool) -> None:
    """Every pronoun of an answer means something in it or in its question."""
    assert stands(answer, question) is alone


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("Vale hid two accidents and demanded a vote.", "two accidents"),
        ("Vale hid two accidents, and the port paid her.", "two accidents"),
        (
            "Vale hid two accidents, which the port had denied.",
            "two accidents, which the port had denied",
        ),
        ("Vale hid two accidents – and a third.", "two accidents"),
    ],
)
def test_where_an_answer_ends(passage_of: PassageOf, text: str, end: str) -> None:
    """Relative clauses belong to an answer, what else somebody did does not."""
    clause = main_clause(passage_of(text))
    assert clause is not None
    assert clause.text(clause.main + 1, reach(clause)) == end


def test_whole_sentences_lose_what_joins_them(passage_of: PassageOf) -> None:
    """ "Notably," and "these include" say nothing in an answer."""
    text = "Notably, these include a shorter week and an end to split shifts."
    assert whole(passage_of(text)) == "A shorter week and an end to split shifts."
    assert whole(passage_of("However, the mill closed.")) == "The mill closed."


def test_status_follows_from_the_answer() -> None:
    """A question without an answer is open; with a claim it is answered in part."""
    fields = {
        "text": "",
        "kind": "",
        "salience": 1,
        "why": "",
        "quotes": (),
        "recipe": "",
        "place": 0,
    }
    assert Candidate(**fields).status == "open"
    assert Candidate(**fields, answer="Yes.").status == "answered"
    assert Candidate(**fields, answer="Yes.", partly=True).status == "partly_answered"


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("The trust sold the mill.", True),
        ("The trust sold it.", False),
        ("The trust sold the mill (in May).", True),
        ("The trust sold that mill.", False),
        ("The trust sold a copy of “Larne”.", False),
    ],
)
def test_what_may_stand_in_a_question(passage_of: PassageOf, text: str, *, clean: bool) -> None:
    """Pronouns, torn quotations and pointing words may not."""
    clause = main_clause(passage_of(text))
    assert clause is not None
    assert clean_rest(clause, clause.main + 1, clause.end) is clean


@pytest.mark.parametrize(
    ("text", "at", "name"),
    [
        ("Mayor Ruth Osei spoke first. She closed the mill.", 1, "Mayor Ruth Osei"),
        ("The rail union met. It called a strike.", 1, "the rail union"),
        ("Tenants met in Larne. They demanded heating.", 1, "tenants"),
        ("The trust bought a mill. It was old.", 1, None),
        ("“We know,” he said. She closed the mill.", 1, None),
        ("It closed the mill.", 0, None),
        ("The rail union met. Its chairman, Jon Hale, resigned.", 1, "Jon Hale"),
        ("The rail union met. Its deadline passed.", 1, "the rail union’s deadline"),
        ("Tom Reed, 40, spoke first. Then Reed left.", 1, "Tom Reed"),
        ("A warning light failed in Larne. The light was old.", 1, "the warning light"),
        (
            "The door of the Veldmark Museum broke. The door was thin.",
            1,
            "the door of the Veldmark Museum",
        ),
        ("Both parties met in Larne.", 0, "both parties"),
        ("Both met in Larne.", 0, None),
    ],
)
def test_whom_a_subject_means(
    document_of: DocumentOf, text: str, at: int, name: str | None
) -> None:
    """Pronouns and bare nouns are named by the sentence before, or not at all."""
    material = Material(document_of(text))
    clause = material.main(material.passages[at])
    assert clause is not None
    assert material.subject(clause) == name


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Mayor Ruth Osei said the mill was closed.", "Mayor Ruth Osei"),
        ("The mill was closed, police said.", "police"),
        ("The mill was closed, according to the Larne trust.", "the Larne trust"),
        ("The mill was closed.", None),
    ],
)
def test_who_vouches_for_a_statement(
    document_of: DocumentOf, text: str, speaker: str | None
) -> None:
    """A clause is the speaker's who is named before or behind it, else the article's own."""
    statement = Material(document_of(text)).statements[0]
    assert (statement.clause.text(*statement.clause.subject), statement.speaker) == (
        "the mill" if text.startswith("Mayor") else "The mill",
        speaker,
    )


def test_quoted_clauses_are_nobodys_statement(document_of: DocumentOf) -> None:
    """What stands in quotation marks is not asked about as a fact."""
    material = Material(document_of("“The mill will close in May,” said Moll."))
    assert [statement for statement in material.statements if statement.place == 0] == []


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Why did Reed resign on Friday?", "Why did Tom Reed resign?"),
        ("Why did Mayor Reed resign?", "Why did Mayor Reed resign?"),
        ("Why was the boat also sold?", "Why was the boat sold?"),
        ("Who defended the decision?", None),
        ("Why did Osei reject the charge?", "Why did Osei reject the charge by Tom Reed?"),
        ("Who moved the light?", "Who moved the warning light?"),
    ],
)
def test_the_last_hand(document_of: DocumentOf, before: str, after: str | None) -> None:
    """Names are given in full, days left out, and things called what they were introduced as."""
    document = document_of(
        "A warning light failed in Larne. Tom Reed, 40, accused Osei. Osei rejected the charge."
    )
    material = Material(document)
    assert polished(before, material, material.passages[2]) == after


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        (
            "The sale of the Larne mill angered many.\n\nThe sale was hasty.",
            "the sale of the Larne mill",
        ),
        ("A merger was announced.", "the merger"),
        ("The brewer in Larne sat by the sea.", None),
    ],
)
def test_the_topic(document_of: DocumentOf, text: str, topic: str | None) -> None:
    """An event or a plan of the first sentences, and nothing where none stands out."""
    assert topic_of(Material(document_of(text))) == topic
