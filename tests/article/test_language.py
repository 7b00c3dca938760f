"""Which language an article is in: by its words, with what the page says as a hint."""

import pytest

from keyquestions.article import read_article
from keyquestions.article.language import detect_language, language_code
from keyquestions.errors import LanguageUnknown

TEXTS = {
    "en": "Ministers presented new rules on Tuesday. They apply from January, officials said.",
    "de": "Die Kommission hat am Dienstag neue Regeln vorgelegt, die ab Januar gelten sollen. Sie "
    "betreffen alle Häfen des Landes, teilte die Behörde mit.",
    "es": "La comisión presentó el martes nuevas reglas que entrarán en vigor en enero. Afectan a "
    "todos los puertos del país, según informó la autoridad.",
    "fr": "La commission a présenté mardi de nouvelles règles qui entreront en vigueur en janvier. "
    "Elles concernent tous les ports du pays, a indiqué l’autorité.",
}


@pytest.mark.parametrize("code", TEXTS)
def test_a_few_sentences_are_enough(code):
    """English, German, Spanish and French."""
    assert detect_language(TEXTS[code]) == code
    assert read_article(f"{TEXTS[code]} {TEXTS[code]}").language == code


@pytest.mark.parametrize("text", ["", "12 34 56", "?!", "ok"])
def test_what_is_no_language_is_undetermined(text):
    """Better nothing than a guess."""
    assert detect_language(text) == "und"


def test_words_beat_what_a_theme_came_with():
    """Many pages in other languages say that they are English."""
    assert detect_language(TEXTS["de"], declared="en-US") == "de"
    assert detect_language(TEXTS["en"] * 2, declared="de") == "en"


def test_what_a_page_says_decides_where_words_cannot():
    """A short text, no words at all, or a language that the detector has not learnt."""
    assert detect_language("Bonjour", declared="de-AT") == "de"
    assert detect_language("12 " * 100, declared="fr") == "fr"
    assert (
        detect_language("Комисията представи нови правила във вторник. " * 5, declared="bg") == "bg"
    )
    assert detect_language("12 " * 100, declared="x-default") == "und"


@pytest.mark.parametrize(
    ("tag", "code"),
    [
        ("de", "de"), ("de-AT", "de"), ("pt_BR", "pt"), (" EN-us ", "en"), ("no", "nb"),
        ("iw", "he"), ("", None), (None, None), ("und", None), ("mul", None), ("english", None),
        ("{{lang}}", None), ("x", None), ("12", None),
    ],
)  # fmt: skip
def test_a_language_tag_gives_its_language(tag, code):
    """The primary subtag in today's spelling; what names no language names none."""
    assert language_code(tag) == code


def test_a_given_language_is_taken():
    """The caller knows; a locale is as good as a code, and nonsense is not."""
    text = f"{TEXTS['en']} {TEXTS['en']}"

    assert read_article(text, language="fr-CA").language == "fr"
    assert read_article(text, language="deu").language == "de"
    assert read_article(text, language="und").language == "en"
    for nonsense in ("Klingon", "english", "xxx", "-"):
        with pytest.raises(LanguageUnknown, match=nonsense):
            read_article(text, language=nonsense)


def test_the_page_says_its_language():
    """`lang` or `xml:lang` of the html element is the hint."""
    numbers = "<p>" + "Halden 4 – Tarn 2. " * 12 + "</p>"
    for attribute in ('lang="da-DK"', 'xml:lang="da"'):
        page = f"<html {attribute}><body><article>{numbers}</article></body></html>"
        assert read_article(page).language in {"da", "nb", "de", "nl", "sv"}
    page = f"<html lang='sw'><body><article>{numbers}</article></body></html>"
    assert read_article(page).language == "sw"
