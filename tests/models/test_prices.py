"""What replies cost."""

from datetime import date

import pytest

from keyquestions.analysis import Tokens
from keyquestions.errors import SettingInvalid
from keyquestions.models.prices import SHIPPED, Price, PriceFile, Prices, load_prices
from keyquestions.resources import parse_yaml

TOKENS = Tokens(input=1_000_000, output=100_000, cached=400_000, reasoning=50_000)
PRICE = Price(input=2.0, cached=0.5, output=8.0)


def test_cached_input_has_its_own_price() -> None:
    """Reasoning is in the output, and cached tokens are a part of the input."""
    assert PRICE.cost(TOKENS) == pytest.approx(0.6 * 2.0 + 0.4 * 0.5 + 0.1 * 8.0)


@pytest.mark.parametrize("cached", [None, 0])
def test_input_that_is_not_known_to_be_cached_costs_in_full(cached) -> None:
    """Where the provider does not tell, the higher price is assumed."""
    tokens = TOKENS.model_copy(update={"cached": cached})
    assert PRICE.cost(tokens) == pytest.approx(2.0 + 0.8)


def test_without_a_cache_price_cached_input_costs_in_full() -> None:
    """No discount is assumed."""
    assert Price(input=2.0, output=8.0).cost(TOKENS) == pytest.approx(2.8)


@pytest.mark.parametrize("unknown", [{"input": None}, {"output": None}])
def test_uncounted_tokens_have_no_cost(unknown) -> None:
    """Unknown is not 0."""
    assert PRICE.cost(TOKENS.model_copy(update=unknown)) is None


def test_an_unknown_model_has_an_unknown_cost() -> None:
    """Neither configured nor served under a name that has a price."""
    assert load_prices().cost(TOKENS, "openai:my-own", None) is None


@pytest.mark.parametrize(
    "names",
    [
        ("openai:gpt-4o-mini",),
        ("openai:gpt-4o-mini-2024-07-18",),
        ("openai:my-deployment", "openai:gpt-4o-mini-2024-07-18"),
    ],
)
def test_finds_a_price_by_name_by_dated_version_and_by_what_was_served(names) -> None:
    """An Azure deployment may have any name: what the server says it is counts then."""
    assert load_prices().cost(Tokens(input=1_000_000, output=0), *names) == pytest.approx(0.15)


def test_list_prices_do_not_hold_on_a_server_of_somebody_else() -> None:
    """A local server may call its model gpt-4o, but it is not paid for like that."""
    assert load_prices().cost(TOKENS, "openai:gpt-4o", official=False) is None


def test_the_users_prices_go_first_and_hold_everywhere(tmp_path) -> None:
    """A file of the user's overrides and adds; a price of 0 is a price."""
    own = tmp_path / "prices.yaml"
    own.write_text(
        "prices:\n  openai:gpt-4o: {input: 1, output: 1}\n  openai:llama: {input: 0, output: 0}\n"
    )
    prices = load_prices(own)
    assert prices.cost(TOKENS, "openai:gpt-4o") == pytest.approx(1.1)
    assert prices.cost(TOKENS, "openai:llama", official=False) == 0.0
    assert prices.cost(TOKENS, "openai:gpt-4o-mini") is not None


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("prices: {x: {input: -1, output: 1}}", "prices.x.input"),
        ("prices: {x: {input: 1}}", "prices.x.output"),
        ("prices: {x: {input: 1, output: 1, extra: 1}}", "prices.x.extra"),
        ("[", "not YAML"),
        ("- 1", "KEYQUESTIONS_PRICES"),
        (None, "No such file"),
    ],
)
def test_a_file_that_is_no_price_table_is_refused(text, fault, tmp_path) -> None:
    """The error names the setting and the fault."""
    own = tmp_path / "prices.yaml"
    if text is not None:
        own.write_text(text)
    with pytest.raises(SettingInvalid, match=fault):
        load_prices(own)


def test_what_ships_says_when_and_where_from() -> None:
    """The table has a date and a source, and cached input is never dearer than fresh."""
    shipped = PriceFile.model_validate(parse_yaml(SHIPPED.read_text(encoding="utf-8")))
    assert isinstance(shipped.as_of, date)
    assert shipped.source
    for price in shipped.prices.values():
        assert price.cached is not None
        assert 0 < price.cached < price.input < price.output


def test_no_prices_at_all_is_no_cost() -> None:
    """Without a table everything is unknown."""
    assert Prices().cost(TOKENS, "openai:gpt-4o") is None
