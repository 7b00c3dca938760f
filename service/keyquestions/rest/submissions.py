"""What a caller posts: an article in one of three ways, or an editor's review."""

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Discriminator, Field, Tag

from keyquestions.publishing import NOT_BLANK, Edits

EXTERNAL_ID = r"^[A-Za-z0-9][!-~]{0,199}$"
RESERVED = "/latest"
"""How no id of an article may end: it is how the address ends at which it is published."""

MOST_CHARACTERS = 20_000_000


def _unreserved(given: str) -> str:
    if given.endswith(RESERVED):
        raise ValueError("reserved")
    return given


ExternalId = Annotated[
    str,
    Field(
        pattern=EXTERNAL_ID,
        min_length=1,
        max_length=200,
        description=(
            "The article's own id in the CMS: a letter or digit, then letters, digits and "
            "punctuation, without spaces."
        ),
        examples=["wp-1842"],
    ),
    AfterValidator(_unreserved),
]
Address = Annotated[
    str,
    Field(
        pattern=r"^https?://[!-~]{1,2000}$",
        max_length=2008,
        description="The article's web address.",
        examples=["https://news.example/harbour-bridge"],
    ),
]
Content = Annotated[str, Field(min_length=1, max_length=MOST_CHARACTERS)]
Language = Annotated[
    str,
    Field(
        pattern=r"^[A-Za-z]{2,3}([_-][A-Za-z0-9]{2,8}){0,3}$",
        max_length=40,
        examples=["en"],
    ),
]


class _Request(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Posted(_Request):
    title: Annotated[
        str | None,
        Field(
            max_length=1000,
            description="The headline, where the content does not begin with it.",
            examples=["Harbour bridge to close for a year"],
        ),
    ] = None
    external_id: ExternalId | None = None
    language: Annotated[
        Language | None,
        Field(description="The article's language (ISO 639-1); told from the text without it."),
    ] = None
    output_language: Annotated[
        Language | None,
        Field(description="What the findings are written in; the article's language without it."),
    ] = None
    retry: Annotated[
        bool, Field(description="Make an analysis anew that has only some of its parts.")
    ] = False


class HtmlArticle(_Posted):
    """An article as HTML: a CMS's body or a whole page. Preferred: nothing is lost on its way."""

    content_html: Annotated[
        Content,
        Field(
            description="The article's HTML.",
            examples=["<p>The harbour bridge will close in May, the council said on Tuesday.</p>"],
        ),
    ]
    url: Address | None = None


class TextArticle(_Posted):
    """An article as plain text, paragraphs apart by empty lines."""

    content_text: Annotated[
        Content,
        Field(
            description="The article's text.",
            examples=["The harbour bridge will close in May, the council said on Tuesday."],
        ),
    ]
    url: Address | None = None


class UrlArticle(_Posted):
    """An article that the service fetches itself, where its operator allows that."""

    url: Address


def _form(given: Any) -> str:  # noqa: ANN401 - whatever was posted
    """Which of the three ways was chosen; the brackets tell its name from a field's."""
    if isinstance(given, HtmlArticle | TextArticle | UrlArticle):
        return {HtmlArticle: "(html)", TextArticle: "(text)", UrlArticle: "(url)"}[type(given)]
    if isinstance(given, dict):
        if "content_text" in given:
            return "(text)"
        if "url" in given and "content_html" not in given:
            return "(url)"
    return "(html)"


PostedArticle = Annotated[
    Annotated[HtmlArticle, Tag("(html)")]
    | Annotated[TextArticle, Tag("(text)")]
    | Annotated[UrlArticle, Tag("(url)")],
    Discriminator(_form),
]


class _Review(_Request):
    reviewer: Annotated[
        str,
        Field(
            min_length=1,
            max_length=200,
            pattern=NOT_BLANK,
            description="Who decided; the name stands in the audit trail.",
            examples=["M. Okafor"],
        ),
    ]
    note: Annotated[
        str | None,
        Field(max_length=5000, description="Why; for colleagues, never published."),
    ] = None
    content_hash: Annotated[
        str | None,
        Field(
            max_length=200,
            description="The content hash of the article that was reviewed; it must be the "
            "analysis' own.",
        ),
    ] = None
    revision: Annotated[
        int | None,
        Field(
            ge=0,
            le=1_000_000,
            description="The newest revision that the editor saw, 0 where there was none: if "
            "another has come since, the review is refused.",
        ),
    ] = None


class PlainReview(_Review):
    """A decision about the analysis as it is."""

    state: Literal["draft", "approved", "rejected"]


class EditedReview(_Review):
    """A decision with changes: `edited` is approved with them, `draft` keeps them for later."""

    state: Literal["edited", "draft"]
    edits: Edits


def _kind(given: Any) -> str:  # noqa: ANN401 - whatever was posted
    if isinstance(given, dict):
        return "(edited)" if given.get("state") == "edited" or "edits" in given else "(plain)"
    return "(edited)" if isinstance(given, EditedReview) else "(plain)"


PostedReview = Annotated[
    Annotated[PlainReview, Tag("(plain)")] | Annotated[EditedReview, Tag("(edited)")],
    Discriminator(_kind),
]
