"""Names of countries with their peoples and capitals; titles; the calendar."""

from keyquestions.grounding.lists import listed, numbered

FAMILIES = numbered(
    """
    america american americans us u.s usa united-states washington white-house amerika
    britain british briton britons uk u.k united-kingdom london downing-street england english
    russia russian russians moscow kremlin russland russisch
    ukraine ukrainian ukrainians kyiv kiev
    france french frenchman frenchwoman paris élysée
    germany german germans berlin deutschland deutsch
    spain spanish spaniard spaniards madrid
    italy italian italians rome
    china chinese beijing
    japan japanese tokyo
    netherlands dutch hague
    switzerland swiss bern
    greece greek greeks athens
    denmark danish dane danes copenhagen
    sweden swedish swede swedes stockholm
    norway norwegian norwegians oslo
    finland finnish finn finns helsinki
    poland polish pole poles warsaw
    turkey türkiye turkish turk turks ankara
    ireland irish dublin
    wales welsh cardiff
    scotland scottish scot scots edinburgh holyrood
    iceland icelandic icelander
    belgium belgian belgians
    portugal portuguese lisbon
    hungary hungarian budapest
    israel israeli israelis jerusalem
    iran iranian iranians tehran
    iraq iraqi iraqis baghdad
    syria syrian syrians damascus
    egypt egyptian egyptians cairo
    india indian indians delhi new-delhi
    pakistan pakistani pakistanis islamabad
    philippines filipino filipinos philippine manila
    thailand thai thais bangkok
    vietnam vietnamese hanoi
    korea korean koreans
    peru peruvian peruvians lima
    argentina argentine argentines argentinian
    brazil brazilian brazilians brasília
    mexico mexican mexicans
    canada canadian canadians ottawa
    australia australian australians canberra
    europe european europeans eu e.u european-union brussels
    nations un u.n united-nations
    czechia czech czechs prague
    slovakia slovak slovaks
    cyprus cypriot cypriots
    afghanistan afghan afghans kabul
    """
)
"""The number of the family that a lower-case word belongs to."""

PEOPLE = numbered(
    """
    resident neighbour neighbor inhabitant local townspeople villager islander citizen community
    police officer policeman policewoman constable
    worker staff employee workforce labour labor
    student pupil schoolchild
    doctor physician medic clinician
    government minister cabinet administration authority official
    company firm business operator manufacturer maker
    scientist researcher author academic biologist physicist
    parent family mother father relative
    expert analyst observer
    opponent critic protester
    supporter backer
    council councillor
    parliament lawmaker legislator senator
    customer consumer buyer client
    driver motorist
    passenger commuter traveller traveler
    union labour labor
    fan supporter
    judge court
    lawyer attorney counsel solicitor barrister
    reporter journalist
    voter elector electorate
    child kid youngster
    """
)
"""The number of a word (base form) for a group that is called by several."""

TITLES = listed(
    """
    president vice prime minister chancellor king queen prince princess pope sir lady lord dame
    mr mrs ms miss dr prof professor judge justice senator governor mayor general colonel
    captain sergeant major admiral secretary chief director chairman chairwoman chair
    chairperson ambassador officer executive ceo cfo coach manager councillor congressman
    congresswoman representative speaker inspector detective constable commissioner defence
    defense foreign finance interior health deputy former state attorney reverend father sister
    brother bishop archbishop rabbi imam sheikh herr frau präsident präsidentin kanzler
    kanzlerin bundeskanzler bundeskanzlerin minister ministerin bürgermeister bürgermeisterin
    doktor professorin monsieur madame président présidente ministre maire señor señora
    presidente presidenta ministro ministra alcalde alcaldesa don doña
    """
)
"""Words before a name that are no part of it."""

MONTHS = numbered(
    """
    january jan januar jänner janvier enero
    february feb februar février febrero
    march mar märz mars marzo
    april apr avril abril
    may mai mayo
    june jun juni juin junio
    july jul juli juillet julio
    august aug août agosto
    september sep sept septembre septiembre
    october oct oktober octobre octubre
    november nov novembre noviembre
    december dec dezember décembre diciembre
    """
)
"""The month that a lower-case word names, from 0."""

WEEKDAYS = listed(
    """
    monday tuesday wednesday thursday friday saturday sunday montag dienstag mittwoch
    donnerstag freitag samstag sonnabend sonntag
    """
)
"""Days of the week; a changed one is a changed fact."""
