"""What a line of a batch asks for."""

import re
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from pydantic_core import from_json

from keyquestions.errors import LineInvalid

_CUSTOM_ID = r"^[^\x00-\x1f\x7f]{1,200}$"
_ID = r"^[A-Za-z0-9][!-~]{0,199}$"
_LANGUAGE = r"^[A-Za-z]{2,3}([_-][A-Za-z0-9]{2,8}){0,3}$"
_CONTENTS = ("content_html", "content_text")

_ONE_CONTENT = "give one of content_html, content_text and url"
_SAID = {
    "missing": "is missing",
    "extra_forbidden": "is not known",
    "string_type": "must be text",
    "string_too_long": "is too long",
}
_SHOWN = 40

Language = Annotated[str, Field(pattern=_LANGUAGE, max_length=40)]


class BatchLine(BaseModel):
    """An article in one of three ways, as `POST /v1/analyses` takes it, with a name of its own."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    custom_id: Annotated[str, Field(pattern=_CUSTOM_ID)]
    content_html: str | None = None
    content_text: str | None = None
    url: Annotated[str | None, Field(pattern=r"^https?://[!-~]{1,2000}$")] = None
    title: Annotated[str | None, Field(max_length=1000)] = None
    external_id: Annotated[str | None, Field(pattern=_ID)] = None
    language: Language | None = None
    output_language: Language | None = None
    retry: bool = False

    @model_validator(mode="after")
    def _has_one_content(self) -> Self:
        given = [name for name in _CONTENTS if getattr(self, name) is not None]
        if len(given) > 1 or (not given and self.url is None):
            raise ValueError(_ONE_CONTENT)
        return self


def read_object(data: bytes) -> dict[str, Any] | None:
    """The JSON object that a line is; None where it is none."""
    try:
        found = from_json(data)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def custom_id_of(given: dict[str, Any]) -> str | None:
    """The line's own name, where it has one that can be used."""
    name = given.get("custom_id")
    return name if isinstance(name, str) and re.fullmatch(_CUSTOM_ID, name) else None


def read_line(given: dict[str, Any], number: int) -> BatchLine:
    """The line of that number as a request; see `read_request`."""
    return read_request(given, f"Line {number}")


def read_request(given: dict[str, Any], where: str) -> BatchLine:
    """What is given somewhere, such as "Line 7", as a request.

    Raises:
        LineInvalid: it is none; the first fault is told, and no value.
    """
    try:
        return BatchLine.model_validate(given)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        field = ".".join(map(str, first["loc"]))
        told = _ONE_CONTENT
        if field:
            said = _SAID.get(first["type"], "does not have the form that it must have")
            told = f'the field "{field[:_SHOWN]}" {said}'
        raise LineInvalid(f"{where} cannot be used: {told}.") from None
