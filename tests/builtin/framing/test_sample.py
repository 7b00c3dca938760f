"""The framing of the sample article, as a reader would judge it."""

from keyquestions.analysis import PerspectiveStatus


def _author(framing):
    return [signal.quote for signal in framing.signals if signal.voice == "author"]


def test_the_frames_are_what_any_reader_would_say(sample_framing):
    """War and peace between states: security and external relations, and nothing else first."""
    assert {frame.label for frame in sample_framing.frames} == {
        "security_and_defense",
        "external_regulation_and_reputation",
    }


def test_the_authors_own_words_are_told_apart(sample_framing):
    """What any editor would mark is marked as the author's."""
    quotes = " | ".join(_author(sample_framing))
    for words in (
        "maximalist demands",
        "superficial gestures",
        "Stubborn Demands",
        "Observers do not anticipate",
        "analysts warn",
        "suggesting a lack of genuine engagement",
        "attempts to placate",
    ):
        assert words in quotes


def test_a_reported_remark_is_nobodys_bias(sample_framing):
    """What the presidents are reported to say is not held against the author."""
    assert not any(
        "frustration" in quote or "unconditional" in quote for quote in _author(sample_framing)
    )


def test_the_clearest_come_first(sample_framing):
    """The loaded heading leads, and the first four are of four kinds."""
    first = sample_framing.signals[:4]
    assert first[0].quote == "Stubborn Demands"
    assert len({signal.kind for signal in first}) == 4


def test_nothing_is_taken_from_the_trailing_headings(sample, sample_framing):
    """The two headings with nothing under them are no part of the article."""
    quotes = [
        quote
        for finding in (
            *sample_framing.frames,
            *sample_framing.functions,
            *sample_framing.perspectives,
        )
        for quote in finding.quotes
    ]
    quotes += [signal.quote for signal in sample_framing.signals]
    assert all(quote in sample.text for quote in quotes)
    assert not any("Bias Analysis" in quote or "Key Questions" in quote for quote in quotes)


def test_russia_is_named_and_not_heard(sample_framing):
    """Ukraine's case is told, Russia's is not, and civilians are missing."""
    status = {p.who.split(" (")[0]: p.status for p in sample_framing.perspectives}
    assert status["Ukraine"] == PerspectiveStatus.PRESENT
    assert status["Russia"] == PerspectiveStatus.MENTIONED_NOT_QUOTED
    assert status["Civilians in the area of the fighting"] == PerspectiveStatus.ABSENT


def test_it_is_an_analysis(sample_framing):
    """The sample weighs and predicts: it is no plain report."""
    assert sample_framing.genre == "analysis"
