"""Frames: what dominates an article, with its own words, and abstention where nothing does."""

import pytest

from keyquestions.builtin.frames import tally


def _labels(draft):
    return [frame.label for frame in draft.frames]


@pytest.mark.parametrize(
    ("paragraphs", "label"),
    [
        (
            (
                "The factory will cut 900 jobs because sales fell and profits halved.",
                "Shareholders welcomed the cuts, and the share price rose by nine percent.",
                "The union fears that wages will fall and that unemployment will rise.",
            ),
            "economic",
        ),
        (
            (
                "A jury found the man guilty of murder and he was sentenced to life in prison.",
                "Prosecutors said that the suspect had been arrested at the crime scene.",
                "Police had charged him with robbery in 2019.",
            ),
            "crime_and_punishment",
        ),
        (
            (
                "Hospitals reported more infections, and doctors warned of an outbreak.",
                "The vaccine reached patients in all clinics by Friday.",
            ),
            "health_and_safety",
        ),
        (
            (
                "The wards are understaffed, and the waiting list has grown since spring.",
                "A shortage of nurses has left 40 vacancies at the overcrowded hospital.",
            ),
            "capacity_and_resources",
        ),
        (
            (
                "The supreme court ruled that the law was unconstitutional.",
                "The plaintiffs had sued over the ruling of a lower court.",
                "Their lawyers called the injunction a precedent for civil liberties.",
            ),
            "legality_constitutionality_and_jurisprudence",
        ),
        (
            (
                "Candidates of both parties opened the election campaign on Sunday.",
                "The opposition leader hopes that the coalition will lose the ballot.",
            ),
            "political",
        ),
    ],
)
def test_an_article_has_the_frame_that_its_words_carry(framed, paragraphs, label):
    """The frame is named, its quotes are the article's and its explanation shows its words."""
    frames = {frame.label: frame for frame in framed(*paragraphs).frames}
    assert label in frames
    text = "\n\n".join(paragraphs)
    assert frames[label].quotes
    assert all(quote in text for quote in frames[label].quotes)
    shown = frames[label].explanation.split("“")[1].split("”")[0]
    assert shown in text


def test_a_feature_about_nothing_in_the_codebook_abstains(framed):
    """A walk along a river has no frame, and none is invented."""
    assert (
        framed("The heron stands in the reeds.", "A wind moves over the water at dusk.").frames
        == ()
    )


def test_a_mentioned_topic_is_not_a_frame(framed):
    """One vote count in an article about a bell does not make it political."""
    draft = framed(
        "The bell is cast at four in the morning.",
        "It takes a week before it has cooled down and can be lifted out of the floor.",
        "The parish decided by a vote of nine to two to hang it in the tower.",
        "Two men will carry it up the stairs, and the bellringer will try it on Sunday.",
    )
    assert "political" not in _labels(draft)


def test_names_of_streets_are_no_way_of_life(framed):
    """ "Elm Street" and "Hollis Park" are addresses, "the street" is a place where people live."""
    text = "The bank on {} opened, and the clerk of {} came. The guests went on to {} later."
    names = framed(text.format("Elm Street", "Hollis Park", "Larch Street"))
    assert "quality_of_life" not in _labels(names)


def test_there_are_at_most_three_frames(framed):
    """An article that touches everything shows what is strongest."""
    draft = framed(
        "Soldiers and troops shelled the hospital, and doctors treated patients in the army camp.",
        "Inflation and unemployment rose, investors sold shares, and wages and exports fell.",
        "The supreme court overturned the ruling, and plaintiffs sued over human rights.",
        "Diplomats and ambassadors negotiated at the summit, and sanctions hit foreign ministers.",
        "Candidates and voters in the election attacked the coalition and the opposition leader.",
    )
    assert len(draft.frames) == 3


def test_a_long_quote_is_cut_at_a_comma(framed):
    """Evidence stays readable: a sentence of 300 characters is quoted up to a comma."""
    long = (
        "The central bank raised its interest rate because of inflation, while shareholders, "
        "investors and entrepreneurs complained about tariffs and about the budget deficit of a "
        "government that had promised lower taxes, cheaper mortgages and higher wages to everybody "
        "who works in the export industry, and to all pensioners"
    )
    quotes = framed(long + ".", "Inflation and unemployment rose.").frames[0].quotes
    assert max(len(quote) for quote in quotes) <= 240
    assert all(quote in long + ". Inflation and unemployment rose." for quote in quotes)


@pytest.mark.parametrize(
    ("language", "text", "label"),
    [
        (
            "de",
            """Die Inflation steigt, die Löhne sinken, und der Konzern plant einen Stellenabbau.
            Der Umsatz fiel, die Schulden wachsen.""",
            "economic",
        ),
        (
            "es",
            """El hospital atendió a los pacientes y los médicos aplicaron la vacuna.
            El virus y la epidemia siguen.""",
            "health_and_safety",
        ),
        (
            "fr",
            """L'armée et les soldats ont bombardé la ville, et la guerre continue.
            La trêve est finie, les troupes avancent.""",
            "security_and_defense",
        ),
    ],
)
def test_other_languages_have_frames_too(framed, language, text, label):
    """German, Spanish and French articles are framed from their own words."""
    assert label in _labels(framed(" ".join(text.split()), language=language))


@pytest.mark.parametrize(
    "text",
    [
        "The car park was shut. Two car parks in Park Road were full, and Park Lane was closed.",
        "Work is expected to begin in May. The work will take a year, and works start in Orne.",
    ],
)
def test_streets_and_compounds_are_no_evidence(scanned, text):
    """A car park, Park Road and building work say nothing about parks or whether rules work."""
    found = tally(scanned(text))
    assert {term for one in found.values() for term in one.terms}.isdisjoint({"park", "work"})
