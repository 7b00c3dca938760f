"""What the verified findings of our own articles amount to: no accusation where one is fair."""

import pytest

from keyquestions.analysis import Severity, Stage
from keyquestions.codebook import load_codebook
from keyquestions.grounding import Grounding
from keyquestions.pipeline.framing import verify_framing
from keyquestions.pipeline.verdict import Docket
from keyquestions.resources import prompts_folder

NAMES = (
    "brief business court feature health heldout_housing heldout_space heldout_trade library local "
    "politics science sport de_rathaus es_puerto fr_train council_brief "
    "court_appeal sport_marathon"
)


@pytest.fixture(scope="module")
def verified(articles, printed):
    """The framing of one of our own articles after verification."""
    codebook = load_codebook(prompts_folder())

    def verify(name):
        docket = Docket(stage=Stage.FRAMING, grounding=Grounding(articles(name)), codebook=codebook)
        return verify_framing(printed(name), docket, ())

    return verify


@pytest.mark.parametrize("name", NAMES.split())
def test_a_fair_article_is_not_accused(verified, name):
    """Reports of our own that hear their sides have no or low severity."""
    assert verified(name).part.severity in {Severity.NONE, Severity.LOW}


@pytest.mark.parametrize("name", ["istanbul", "column_phones", "press_hearing"])
def test_a_loaded_article_is_told_to_be_one(verified, name):
    """A column, a release and the sample are at least moderate."""
    assert verified(name).part.severity in {Severity.MODERATE, Severity.HIGH}


@pytest.mark.parametrize("name", [*NAMES.split(), "istanbul", "opinion", "press"])
def test_verification_finds_everything_in_the_article(verified, name):
    """Nothing that the rules say has to be dropped: quotes, quoted words and names are real."""
    assert verified(name).dropped == ()
