"""Whose words a passage is: attribution decides, not quotation marks."""

from pathlib import Path

import pytest
import yaml

from keyquestions.analysis import Voice
from keyquestions.article.quotations import quoted_spans

CASES = yaml.safe_load((Path(__file__).parent / "voices.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: " ".join(case["text"].split()[:6]))
def test_a_passage_has_the_voice_of_who_said_it(scanned, case):
    """A named source's words are the source's; everything else is the author's."""
    scan = scanned(case["text"], language=case.get("language", "en"))
    word = case.get("said") or case["told"]
    start = scan.article.text.index(word)
    voice = scan.voices.voice_at(start, start + len(word))
    assert voice is (Voice.QUOTED_SOURCE if "said" in case else Voice.AUTHOR)
    if "source" in case:
        sources = [a.source for a in scan.voices.named() if a.start <= start < a.end]
        assert case["source"] in sources


def test_a_quotation_without_a_speaker_belongs_to_who_spoke_before(scanned):
    """A paragraph of pure quotation goes on with the source of the one before."""
    scan = scanned('"We tried," said Ruth Bell.', '"It was a shameful farce from the first day."')
    assert [a.source for a in scan.voices.attributions if a.direct] == ["Ruth Bell", "Ruth Bell"]


def test_he_is_the_last_person_who_acted_and_not_a_crowd(scanned):
    """Pronouns skip groups: "he" after "neighbours" is the man who was told of before."""
    scan = scanned(
        "Pieter Vos has one wish.",
        "Neighbours have promised to open their windows.",
        '"Listen," he says.',
    )
    assert [a.source for a in scan.voices.named() if a.verb == "says"] == ["Pieter Vos"]


def test_they_are_the_last_who_spoke(scanned):
    """ "They" may be a body or a crowd."""
    scan = scanned(
        "The union rejected the offer.", "They said that the plan was a shameful retreat."
    )
    assert [a.source for a in scan.voices.named()] == ["union", "union"]


def test_list_items_behind_a_colon_are_the_speakers(scanned):
    """What somebody "named three aims:" lists is somebody's, item by item."""
    scan = scanned("Ruth Bell emphasised three aims:", "- A shorter curfew.", "- A second shelter.")
    ends = [scan.article.text[a.start : a.end] for a in scan.voices.named()]
    assert "A shorter curfew." in ends
    assert "A second shelter." in ends


def test_a_quote_block_is_quoted_as_a_whole(scanned):
    """A pull quote is nobody's invention: it is direct speech from end to end."""
    scan = scanned(
        "Ruth Bell spoke first.", "> This is a shameful farce, and I will not be silent."
    )
    start = scan.article.text.index("shameful")
    assert scan.voices.voice_at(start, start + 8) is Voice.QUOTED_SOURCE


def test_a_scare_quote_without_anybody_near_is_the_authors(scanned):
    """Three words in quotation marks where nobody is named are the author's irony."""
    scan = scanned('The town opened its "new" bridge in the rain.')
    start = scan.article.text.index("new")
    assert scan.voices.voice_at(start, start + 3) is Voice.AUTHOR


def test_long_quotations_run_over_paragraphs(scanned):
    """A quotation that is reopened in the next paragraph is quoted to the end of this one."""
    scan = scanned(
        "“We began in spring, said Ruth Bell.",
        "“We ended in a shameful farce,” she said.",
    )
    assert all(a.direct for a in scan.voices.attributions if not a.verb)


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ("Er nannte es „eine Farce“ und ging.", ["eine Farce"]),
        ("Il parle d'une « farce » inutile.", [" farce "]),
        ("Man sagt »eine Farce« dazu.", ["eine Farce"]),
        ("It's the dogs' farce, and 'a bad one' at that.", ["a bad one"]),
        ('The 6" pipe is not "a pipe" at all.', ["a pipe"]),
        ("Rock 'n' roll isn't dead.", ["n"]),
        ("No marks here.", []),
    ],
)
def test_quotation_marks_of_all_kinds_are_found(read, text, inside):
    """Curly, straight, low and angled marks open and close; apostrophes and inches do not."""
    article = read(text)
    assert [article.text[start:end] for start, end in quoted_spans(article)] == inside


def test_a_language_without_lists_has_no_voices(scanned):
    """In a language that has no word lists everything is the author's but plain quotations."""
    scan = scanned("Borgmesteren sagde, at broen er en skandale.", language="da")
    assert scan.voices.attributions == ()
