"""Number words, scales and units of the languages that articles come in most."""

from functools import cache

from keyquestions.grounding.lists import listed

_ONES = {
    "en": "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen"
    " fifteen sixteen seventeen eighteen nineteen twenty",
    "de": "null eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn"
    " fünfzehn sechzehn siebzehn achtzehn neunzehn zwanzig",
    "fr": "zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze"
    " quinze seize dix-sept dix-huit dix-neuf vingt",
    "es": "cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce"
    " quince dieciséis diecisiete dieciocho diecinueve veinte",
}
_TENS = {
    "en": "thirty forty fifty sixty seventy eighty ninety",
    "de": "dreißig vierzig fünfzig sechzig siebzig achtzig neunzig",
    "fr": "trente quarante cinquante soixante",
    "es": "treinta cuarenta cincuenta sesenta setenta ochenta noventa",
}
_GROUPS = {
    "en": {
        "both": 2, "pair": 2, "couple": 2, "twice": 2, "double": 2, "doubled": 2, "trio": 3,
        "triple": 3, "tripled": 3, "dozen": 12, "fortnight": 14, "decade": 10, "century": 100,
    },
    "de": {"beide": 2, "beiden": 2, "dutzend": 12, "doppelt": 2, "verdoppelt": 2, "jahrzehnt": 10},
    "fr": {"douzaine": 12, "double": 2, "décennie": 10, "vingtaine": 20},
    "es": {"ambos": 2, "ambas": 2, "docena": 12, "doble": 2, "década": 10},
}  # fmt: skip
_ORDINALS = {
    "en": "third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth",
    "de": "dritte vierte fünfte sechste siebte achte neunte zehnte elfte zwölfte",
    "fr": "troisième quatrième cinquième sixième septième huitième neuvième dixième",
    "es": "tercero cuarto quinto sexto séptimo octavo noveno décimo",
}
_SINGLE = {"one", "un", "uno", "eins", "zero", "null", "cero", "zéro"}

FRACTIONS = {
    "half": 0.5, "halves": 0.5, "quarter": 0.25, "hälfte": 0.5, "moitié": 0.5, "mitad": 0.5,
    "viertel": 0.25,
}  # fmt: skip
"""Words for parts of a whole."""

PARTS = {
    "thirds": 3, "quarters": 4, "fourths": 4, "fifths": 5, "sixths": 6, "sevenths": 7, "eighths": 8,
    "ninths": 9, "tenths": 10, "drittel": 3, "viertel": 4, "fünftel": 5, "sechstel": 6, "achtel": 8,
    "zehntel": 10, "tiers": 3, "quarts": 4, "cinquièmes": 5, "tercios": 3, "cuartos": 4,
    "quintos": 5,
}  # fmt: skip
"""What divides the number before it ("two thirds")."""

SCALES: dict[str, dict[str, float]] = {
    "en": {
        "hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12,
        "k": 1e3, "m": 1e6, "mn": 1e6, "mln": 1e6, "bn": 1e9, "tn": 1e12, "dozen": 12,
    },
    "de": {
        "hundert": 1e2, "tausend": 1e3, "million": 1e6, "millionen": 1e6, "mio": 1e6,
        "milliarde": 1e9, "milliarden": 1e9, "mrd": 1e9, "billion": 1e12, "billionen": 1e12,
        "dutzend": 12,
    },
    "fr": {
        "cent": 1e2, "cents": 1e2, "mille": 1e3, "million": 1e6, "millions": 1e6,
        "milliard": 1e9, "milliards": 1e9, "md": 1e9, "mds": 1e9, "billion": 1e12,
    },
    "es": {
        "cien": 1e2, "cientos": 1e2, "mil": 1e3, "millón": 1e6, "millones": 1e6, "billón": 1e12,
        "billones": 1e12,
    },
}  # fmt: skip
"""What multiplies the number before it, by language."""

_UNIT_WORDS = {
    "percent": "% percent prozent pc",
    "points": "prozentpunkte prozentpunkten prozentpunkt",
    "dollar": "$ us$ dollar dollars usd dólar dólares",
    "euro": "€ euro euros eur",
    "pound": "£ pound pounds gbp sterling pfund",
    "yen": "¥ yen jpy",
    "hryvnia": "₴ hryvnia hryvnias",
    "rouble": "₽ rouble roubles ruble rubles rubel",
    "franc": "franc francs franken chf",
    "rupee": "rupee rupees rs",
    "yuan": "yuan renminbi",
    "second": "second seconds sekunde sekunden",
    "minute": "minute minutes minuten minutos",
    "hour": "hour hours stunde stunden heure heures hora horas",
    "day": "day days tag tage tagen jour jours día días",
    "week": "week weeks woche wochen semaine semaines semana semanas",
    "month": "month months monat monate monaten mois mes meses",
    "year": "year years jahr jahre jahren an ans année années año años",
    "kilometre": "km kilometre kilometres kilometer kilometers kilómetros kilomètres kilometern",
    "mile": "mile miles",
    "metre": "metre metres meter meters metern metros mètres",
    "kilogram": "kg kilo kilos kilogram kilograms kilogramm",
    "tonne": "tonne tonnes ton tons tonnen toneladas",
    "litre": "litre litres liter liters litern litros",
}
UNITS = {word: unit for unit, words in _UNIT_WORDS.items() for word in words.split()}
"""The unit that a word or sign stands for."""

STRICT = listed(
    """
    percent points dollar euro pound yen hryvnia rouble franc rupee yuan
    """
)
"""Units that a number does not have unless the article says so."""


@cache
def numerals(language: str) -> dict[str, float]:
    """Return the number words of a language (of English where it is not known), "one" left out."""
    known = language if language in _ONES else "en"
    ones = {w: float(n) for n, w in enumerate(_ONES[known].split()) if w not in _SINGLE}
    tens = {w: 10.0 * n for n, w in enumerate(_TENS[known].split(), start=3)}
    table = ones | tens | {w: float(n) for w, n in _GROUPS[known].items()}
    if known == "de":
        small = {"ein" if n == 1 else w: n for n, w in enumerate(_ONES["de"].split()[:10]) if n}
        for ten, value in ({"zwanzig": 20.0} | tens).items():
            table |= {f"{one}und{ten}": value + n for one, n in small.items()}
    return table


@cache
def ordinals(language: str) -> dict[str, float]:
    """Return the ordinals from the third on: "first" and "second" mean too many other things."""
    known = language if language in _ORDINALS else "en"
    table = {word: float(n) for n, word in enumerate(_ORDINALS[known].split(), start=3)}
    if known == "de":
        table |= {word + end: n for word, n in dict(table).items() for end in "nrsm"}
    return table
