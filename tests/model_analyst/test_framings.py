"""The framings of parts become one by rules that can be told."""

from keyquestions.analyst import FramingDraft
from keyquestions.model_analyst.framings import MOST_PARTIES, Piece, join_framing


def frame(label, *quotes, explanation="So."):
    return {"label": label, "explanation": explanation, "quotes": quotes}


def party(who, status, *quotes):
    return {"who": who, "status": status, "why": f"{status}.", "quotes": quotes}


def signal(quote, kind="labeling"):
    return {"kind": kind, "voice": "author", "quote": quote, "explanation": "So.", "neutral": None}


def piece(words=100, genre="reporting", **parts):
    empty = {"frames": (), "functions": (), "signals": (), "perspectives": ()}
    return Piece(FramingDraft.model_validate({"genre": genre} | empty | parts), words)


def test_the_genre_is_that_of_most_text():
    """Not that of most parts."""
    pieces = [piece(10, "opinion"), piece(10, "opinion"), piece(100, "reporting")]
    assert join_framing(pieces).genre == "reporting"


def test_frames_that_most_parts_name_come_first_and_three_stay():
    """Of equal ones, those with most text quoted; with the quotes of all parts."""
    joined = join_framing(
        [
            piece(frames=(frame("morality", "a"), frame("economic", "b"))),
            piece(frames=(frame("economic", "much longer", explanation="Best."),)),
            piece(frames=(frame("political", "a long quote"), frame("other", "short"))),
        ]
    )
    assert [each.label for each in joined.frames] == ["economic", "political", "other"]
    assert joined.frames[0].quotes == ("b", "much longer")
    assert joined.frames[0].explanation == "Best."


def test_a_frame_named_twice_in_a_part_counts_once():
    """A part has one voice."""
    twice = piece(frames=(frame("morality", "a"), frame("morality", "b")))
    once = piece(frames=(frame("economic", "c"),))
    joined = join_framing([twice, once, once])
    assert [each.label for each in joined.frames] == ["economic", "morality"]


def test_of_each_function_the_first_stays():
    """News say first what matters most."""
    told = [
        piece(functions=({"function": "problem_definition", "text": text, "quotes": (text,)},))
        for text in ("one", "two")
    ]
    assert [each.text for each in join_framing(told).functions] == ["one"]


def test_all_signals_stay_in_order_and_each_passage_once():
    """The headline is shown with each part: what is found in it is found often."""
    joined = join_framing(
        [
            piece(signals=(signal("The  Thugs"), signal("so-called"))),
            piece(signals=(signal("the thugs", "loaded_language"), signal("regime"))),
        ]
    )
    assert [each.quote for each in joined.signals] == ["The  Thugs", "so-called", "regime"]


def test_a_party_is_as_present_as_in_the_part_that_tells_it_best():
    """Absent is who is present and mentioned nowhere."""
    joined = join_framing(
        [
            piece(perspectives=(party("The tenants", "absent"), party("Nurses", "absent"))),
            piece(perspectives=(party("tenants", "mentioned_not_quoted", "b"),)),
            piece(perspectives=(party("Tenants", "present", "c"), party("Owls", "no such", "d"))),
        ]
    )
    told = {each.who: each.status for each in joined.perspectives}
    assert told == {"Tenants": "present", "Owls": "no such", "Nurses": "absent"}
    assert joined.perspectives[0].quotes == ("c",)
    assert joined.perspectives[-1].who == "Nurses"


def test_the_parties_that_most_parts_name_are_taken():
    """A page cannot show forty."""
    names = "Alder Birch Cedar Dogwood Elm Fir Ginkgo Hazel Ivy Juniper Kapok Larch".split()
    pieces = [piece(perspectives=tuple(party(name, "present", "q") for name in names))]
    pieces += [piece(perspectives=(party("Larch", "present", "q"),))] * 2
    joined = join_framing(pieces)
    assert len(joined.perspectives) == MOST_PARTIES
    assert joined.perspectives[0].who == "Larch"
