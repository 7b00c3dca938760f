"""What bears on an analysis, and so on its id, besides content, model and prompts."""

import pytest

from keyquestions.article import read_article
from keyquestions.builtin.analyst import BuiltinAnalyst
from keyquestions.errors import ContextTooLong
from keyquestions.model_analyst import open_analyst
from keyquestions.models.scripted import ScriptedModel
from keyquestions.pipeline import analyze

from ..pipeline.conftest import TEXT  # noqa: TID252 - no package
from .conftest import CODEBOOK, PROMPTS, Reader, long_text

SHORT = read_article(TEXT)
LONG = read_article(long_text(6000))
ROOMY = 200_000


async def id_of(article, **how):
    """The id of the article's analysis by a model that reads what it is shown."""
    opened = open_analyst(Reader(), PROMPTS, CODEBOOK, **how)
    return (await analyze(article, opened, CODEBOOK)).id


async def test_one_request_for_all_is_another_analysis_than_three():
    """It is asked differently, and mostly answered less well."""
    three, again, one = [
        await id_of(SHORT, window=ROOMY, calls=calls) for calls in ("three", "three", "one")
    ]
    assert three == again != one


async def test_a_window_that_an_article_fits_into_is_nothing_to_its_analysis():
    """It changes no request."""
    assert await id_of(SHORT, window=ROOMY) == await id_of(SHORT, window=2 * ROOMY)


async def test_the_window_that_an_article_is_read_in_parts_for_is_something_to_it():
    """Other parts are other requests."""
    ids = [await id_of(LONG, window=window) for window in (8192, 12_000, ROOMY)]
    assert len(set(ids)) == 3


async def test_an_article_too_long_for_one_request_does_not_care_whether_that_was_wanted():
    """It is read in the same parts either way."""
    one, three = [await id_of(LONG, window=8192, calls=calls) for calls in ("one", "three")]
    assert one == three


def test_a_window_that_leaves_replies_less_room_is_told():
    """A reply that has less room than its prompt file wants may come out shorter."""
    means = [
        open_analyst(Reader(), PROMPTS, CODEBOOK, window=window).means(SHORT)
        for window in (ROOMY, 20_000)
    ]
    assert means == [(), ("window=20000",)]


def test_the_built_in_analyst_has_no_other_means():
    """Its version is that of the software."""
    assert BuiltinAnalyst().means(SHORT) == ()


@pytest.mark.parametrize("language", [None, "de"])
async def test_what_a_server_finds_too_long_is_not_sent_again_as_it_is(language):
    """Not even by an analyst that has begun an analysis."""
    model = ScriptedModel(lambda _asked: ContextTooLong("No."))
    begun = open_analyst(model, PROMPTS, CODEBOOK).begin(language)
    with pytest.raises(ContextTooLong):
        await begun.summarise(LONG)
    assert len({each.messages for each in model.requests}) == len(model.requests)
