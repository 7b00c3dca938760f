"""Whose side is told, who is only named and who is missing."""

import pytest

LONG = "The council will meet again in May, and the minutes will be printed afterwards. "


def _by_name(draft):
    return {perspective.who: perspective for perspective in draft.perspectives}


def test_who_is_quoted_is_present(framed):
    """A named person who speaks is present, with the whole sentence as evidence."""
    text = 'Mayor Ruth Bell said the curfew would end. "We have listened," Bell said.'
    bell = _by_name(framed(text))["Ruth Bell"]
    assert bell.status == "present"
    assert bell.why == "Quoted in two sentences."
    assert bell.quotes[0] in text


def test_a_paraphrase_is_present_and_said_to_be_one(framed):
    """Reported speech tells a side too, and the reader learns that it is not a quote."""
    bell = _by_name(framed("Ruth Bell said that the curfew would end in May."))["Ruth Bell"]
    assert bell.why == "Reported without a direct quote in one sentence."


@pytest.mark.parametrize(
    "answer", ["declined to comment", "did not respond to a request", "could not be reached"]
)
def test_who_gave_no_answer_is_mentioned(framed, answer):
    """An attempt to get an answer is told, of the right party."""
    draft = framed("Ruth Bell said the dam was safe.", f"Its operator, Halden Power, {answer}.")
    halden = _by_name(draft)["Halden Power"]
    assert halden.status == "mentioned_not_quoted"
    assert halden.why == "The article says that no comment was given."
    assert _by_name(draft)["Ruth Bell"].status == "present"


def test_a_group_that_acts_and_is_not_heard_is_mentioned(framed):
    """Tenants who are counted and moved have no word of their own."""
    draft = framed("Tenants left the estate in May.", "More tenants will leave it in June.")
    tenants = _by_name(draft)["Tenants"]
    assert tenants.status == "mentioned_not_quoted"
    assert tenants.why == (
        "Named in two sentences, but the article gives no word of their own on the matter."
    )


def test_a_state_is_one_party_under_all_its_names(framed):
    """Capital, government seat, president and demonym are the same side."""
    draft = framed(
        "Russia moved two ships, and the Kremlin denied it.",
        "Moscow will send a delegation. Russian President Vladimir Putin will stay at home.",
    )
    names = [who for who in _by_name(draft) if who.startswith("Russia")]
    assert names == ["Russia (Kremlin, Moscow, Vladimir Putin)"]


def test_a_place_is_not_heard_because_somebody_from_there_is(framed):
    """Trawler owners in Tessaly do not speak for Tessaly."""
    draft = framed("Trawler owners in Tessaly say they will lose money.", "Tessaly has two ports.")
    assert _by_name(draft)["Trawler owners in Tessaly"].status == "present"


def test_who_the_matter_touches_and_nobody_asks_is_absent(framed):
    """An article about rents without one tenant misses the tenants, and says why."""
    draft = framed(
        "The landlord will raise the rent on all leases. Evictions will follow.",
        "Rents rose by nine percent, and a rent cap was refused.",
        LONG * 8,
    )
    tenants = _by_name(draft)["Tenants"]
    assert tenants.status == "absent"
    assert tenants.why == (
        "The article has no word from them, "
        "although they would pay the rent that the article is about."
    )


def test_a_short_notice_misses_nobody(framed):
    """Nobody is called absent from a few lines."""
    draft = framed("The landlord will raise the rent on all leases. Evictions will follow.")
    assert [p for p in draft.perspectives if p.status == "absent"] == []


def test_officers_of_the_council_are_not_the_police(printed):
    """ "Planning officers" are no police force."""
    assert "Police" not in _by_name(printed("council_brief"))
    assert "Police" not in _by_name(printed("local"))


def test_a_person_is_one_party_under_surname_and_full_name(printed):
    """The coach who is first given in full and then by surname is counted once."""
    names = _by_name(printed("sport_marathon"))
    assert [who for who in names if "Pugh" in who] == ["Owen Pugh"]


def test_there_are_at_most_six(printed):
    """A list that is longer is not read."""
    for name in ("business", "court", "library", "court_appeal"):
        assert 2 <= len(printed(name).perspectives) <= 6


BODY = "Crestline Homes bought the flats. Crestline Homes raised the rents."


def test_the_company_is_the_body_that_was_named_before(framed):
    """ "The company" speaks for itself."""
    crestline = _by_name(framed(BODY, "The company said the boiler was late."))["Crestline Homes"]
    assert crestline.status == "present"
    assert crestline.why == "Reported without a direct quote in one sentence."


def test_a_spokesman_has_his_own_name_and_his_bodys(framed):
    """A named speaker is listed as himself, and his body is not one that nobody speaks for."""
    draft = framed(BODY, "Its spokesman, Martin Ashe, said the boiler was late.")
    assert _by_name(draft)["Martin Ashe (Crestline Homes)"].status == "present"
    assert "Crestline Homes" not in _by_name(draft)


HEARD = [
    ("Nora Pell, 68, whose house in Sand Row was flooded in 2019, said she was glad.", "Nora Pell"),
    ("Josef Orme, who keeps 90 goats at Ridge Farm, told the board that it rained.", "Josef Orme"),
    ("Dr Lee Marsh, of Orne University, told the board that it rained.", "Lee Marsh"),
    ("Orne's MP, Tessa Vale, called the closure a mistake.", "Tessa Vale"),
    ("Rents rose, according to the business club Orne First.", "Orne First"),
    ("Rents rose in May. Cllr Vale denied that the council had caused it.", "Vale"),
    ("Librarian Nora Pell said that the library was full.", "Nora Pell"),
]


@pytest.mark.parametrize(("sentence", "who"), HEARD)
def test_who_speaks_is_heard_and_not_the_place_in_the_sentence(framed, sentence, who):
    """Streets, farms and universities beside a speaker are not the ones that are heard."""
    draft = framed("Orne has a river. Orne has a bridge.", sentence)
    heard = [p.who for p in draft.perspectives if p.status == "present"]
    assert [name.removeprefix("Librarian ") for name in heard] == [who]


def test_a_report_for_the_council_is_not_the_councils_word(framed):
    """Whoever commissioned a report has not spoken."""
    draft = framed(
        "The parish council met.",
        "A report commissioned by the parish council found that the bank had sunk.",
    )
    assert [p.who for p in draft.perspectives if p.status == "present"] == []


def test_a_body_keeps_its_whole_name(framed):
    """ "Environment" is no title of the agency."""
    draft = framed("The Environment Agency was asked whether it would pay but did not respond.")
    assert [p.who for p in draft.perspectives] == ["Environment Agency"]


def test_two_people_of_one_surname_are_two(framed):
    """A mother's words are not her daughter's."""
    draft = framed(
        "Hanna Reed, 19, was killed in May.", '"It hurts every day," said Margaret Reed.'
    )
    heard = [p.who for p in draft.perspectives if p.status == "present"]
    assert heard == ["Margaret Reed"]


def test_nobody_is_called_silent_beside_words_whose_speaker_is_unsure(framed):
    """Where "he" may be one of two, neither is said to have no word in the article."""
    draft = framed(
        "Sam Hale runs the board. Tom Reeve runs the bank. Sam Hale left. Tom Reeve left.",
        "He said that the dam was old.",
    )
    assert draft.perspectives == ()


def test_a_doctor_who_is_quoted_is_a_word_of_the_doctors(framed):
    """Nurses and doctors are not silent where a Dr speaks."""
    draft = framed(
        "Nurses left the ward in May. Doctors left it in June.",
        '"Nurses leave because of the pay," said Dr Ivo Lund.',
    )
    assert [p.who for p in draft.perspectives] == ["Ivo Lund"]


def test_who_is_quoted_in_a_few_words_is_quoted(framed):
    """The words between "called" and "and said" are the speaker's, in quotation marks."""
    text = "Tessa Vale called it “a betrayal of rural patients” and said that the drive was long."
    assert _by_name(framed("Buses are rare.", text))["Tessa Vale"].why == "Quoted in one sentence."


def test_nothing_is_said_of_quotes_where_one_may_be_the_partys(framed):
    """ "Without a direct quote" is not claimed beside a quotation of an unsure speaker."""
    draft = framed(
        "Mayor Tessa Vale accused Sam Hale of breaking the contract of the coalition.",
        '"He put a knife on the table," she said.',
    )
    assert _by_name(draft)["Tessa Vale"].why == "Reported in one sentence."
