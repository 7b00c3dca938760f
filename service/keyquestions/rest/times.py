"""Days and moments in a query: written out, not the numbers that pydantic takes for them, too."""

import re
from datetime import date
from typing import Annotated

from pydantic import AwareDatetime, BeforeValidator
from pydantic_core import PydanticCustomError

_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def _day(given: object) -> object:
    if isinstance(given, str) and _DAY.fullmatch(given) is None:
        raise PydanticCustomError("date_parsing", "no day")
    return given


def _moment(given: object) -> object:
    if isinstance(given, str) and _DAY.match(given) is None:
        raise PydanticCustomError("datetime_parsing", "no date and time")
    return given


WrittenDay = Annotated[date, BeforeValidator(_day)]
WrittenMoment = Annotated[AwareDatetime, BeforeValidator(_moment)]
