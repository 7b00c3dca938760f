"""What a reply costs: list prices that ship as data, and a table of the user's before them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Annotated

import yaml
from pydantic import Field, ValidationError

from keyquestions.analysis import Tokens, Value
from keyquestions.errors import SettingInvalid
from keyquestions.resources import parse_yaml

SHIPPED = Path(__file__).with_name("prices.yaml")

_MILLION = 1_000_000
_VERSION = re.compile(r"[-@:](\d{4}-\d{2}-\d{2}|\d{8}|latest)\Z")
_Usd = Annotated[float, Field(ge=0)]


class Price(Value):
    """USD per million tokens.

    `cached` is for input that a prompt cache served, `written` for input that was written into one;
    None: as input.
    """

    input: _Usd
    output: _Usd
    cached: _Usd | None = None
    written: _Usd | None = None

    def cost(self, tokens: Tokens, written: int = 0) -> float | None:
        """USD for these tokens, so many of them `written`; None where nobody counted them."""
        if tokens.input is None or tokens.output is None:
            return None
        cached = min(tokens.cached or 0, tokens.input)
        reused = self.input if self.cached is None else self.cached
        kept = min(written, tokens.input - cached)
        fresh = (tokens.input - cached - kept) * self.input
        fresh += kept * (self.input if self.written is None else self.written)
        return (fresh + cached * reused + tokens.output * self.output) / _MILLION


class PriceFile(Value):
    """A file of prices, by adapter and model as in KEYQUESTIONS_MODEL, and where they are from."""

    prices: dict[str, Price]
    as_of: date | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Prices:
    """List prices, which hold at a vendor's own address, and the user's, which hold everywhere."""

    listed: Mapping[str, Price] = field(default_factory=dict)
    own: Mapping[str, Price] = field(default_factory=dict)

    def cost(
        self, tokens: Tokens, *names: str | None, official: bool = True, written: int = 0
    ) -> float | None:
        """USD for a reply of the first of these models that has a price; None: it is unknown.

        `official` says that the request went to the vendor itself: a server that somebody else
        runs has prices of its own, whatever its models are called. `written` are those of the
        input tokens that were written into a cache.
        """
        for name in filter(None, names):
            price = _find(name, self.own) or (_find(name, self.listed) if official else None)
            if price is not None:
                return price.cost(tokens, written)
        return None


def _find(name: str, prices: Mapping[str, Price]) -> Price | None:
    """The price of that model, or of the model that it is a dated version of."""
    return prices.get(name) or prices.get(_VERSION.sub("", name))


def load_prices(own: Path | None = None) -> Prices:
    """The prices that ship, and those of the user's file.

    Raises:
        SettingInvalid: the user's file is not a table of prices.
    """
    return Prices(_read(SHIPPED), {} if own is None else _read(own))


def _read(path: Path) -> Mapping[str, Price]:
    fault = f"The price file {path} that KEYQUESTIONS_PRICES names cannot be used"
    try:
        return PriceFile.model_validate(parse_yaml(path.read_text(encoding="utf-8"))).prices
    except OSError as error:
        raise SettingInvalid(f"{fault}: {error.strerror}.") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"])) or "it"
        raise SettingInvalid(f"{fault}: {where}: {first['msg']}.") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise SettingInvalid(f"{fault}: it is not YAML in UTF-8.") from error
