"""What of a page a reader sees, and what is named like furniture."""

import re

from lxml import etree
from lxml.html import HtmlElement

_SKIPPED = frozenset(
    (
        "script style noscript template iframe object embed applet svg math canvas audio video"
        " picture form button input select textarea option datalist dialog nav footer aside"
        " figcaption caption head title meta link base frameset noframes"
    ).split()
)
_ROOTS = frozenset(["html", "body"])
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_HIDDEN_STYLE = re.compile(
    r"(?:^|[;\s])(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)"
    r"|(?:font-size|(?:max-)?(?:height|width))\s*:\s*(?:0+(?:\.0*)?|\.0+)(?![.\d])[^;\d]*(?:;|$)"
    r"|(?:left|right|top|text-indent)\s*:\s*-\d{3}|color\s*:\s*transparent"
    r"|clip\s*:\s*rect\(\s*[01](?:px)?[\s,]+[01]|clip-path\s*:\s*inset\(\s*(?:50|100)%)",
    re.IGNORECASE,
)
_HIDDEN_CLASS = re.compile(
    r"(?:^|\s)(?:screen-?reader(?:-text|-only)?|sr-only|visually-?hidden|show-for-sr|a11y-hidden"
    r"|element-(?:invisible|hidden)|assistive-text|is-hidden"
    # These two are undone by others for wider screens.
    r"|(?:hidden|d-none)(?!.{0,200}\s(?:\w+:|d-\w+-)(?:block|flex|inline|grid)))(?=\s|$)"
)
_FURNITURE_NAME = re.compile(
    # WordPress names an article after its category and tags: those names say nothing here.
    r"(?:^|\s)(?!(?:category|tag|topic|section|postid|status)-)(?:[^\W_]+[-_]+)*"
    r"(?:newsletter|subscri(?:be|ption)|sign-?up|share|sharing|sharedaddy|social|related"
    r"|relatedposts|recirc[^\W_]*|ads?|advert[^\W_]*|taboola|outbrain|promo|byline|breadcrumbs?"
    r"|comments?|cookies?|keyquestions|wp-caption-text|tags-links|post-tags|paywall|buttons?"
    r"|read-?more|more-link|author-(?:bio|box)|toc)(?=$|[\s_-])",
    re.IGNORECASE,
)
_PULLQUOTE = re.compile(r"pull-?quote", re.IGNORECASE)


def is_hidden(element: HtmlElement) -> bool:
    """Whether an element holds nothing that a reader of the article reads."""
    if element.tag in _SKIPPED:
        # A pull quote in an aside is looked at like any other.
        return not (element.tag == "aside" and is_pullquote(element))
    return _is_unseen(element)


def is_named_furniture(element: HtmlElement) -> bool:
    """Whether an element's class or id says that it stands around an article."""
    attributes = element.attrib
    return any(
        name in attributes and _FURNITURE_NAME.search(attributes[name]) is not None
        for name in ("class", "id")
    )


def is_pullquote(element: HtmlElement) -> bool:
    """Whether an element repeats words of the text in large letters."""
    return bool(_PULLQUOTE.search(element.get("class", "")))


def remove_hidden(root: HtmlElement) -> tuple[int, int]:
    """Empty every element of a tree that no reader of the page sees.

    Returns:
        How many elements there are, and how many levels deep they go.
    """
    count = depth = deepest = 0
    events = etree.iterwalk(root, events=("start", "end"))
    for event, element in events:
        if event == "end":
            depth -= 1
            continue
        count += 1
        depth += 1
        deepest = max(deepest, depth)
        if _is_unseen(element):
            events.skip_subtree()
            # Taking it out would be quadratic: what follows it moves into its neighbour's text.
            element.clear(keep_tail=True)
    return count, deepest


def _is_unseen(element: HtmlElement) -> bool:
    attributes = element.attrib
    # Scripts against flicker hide a whole page until they have run.
    if not attributes or element.tag in _ROOTS:
        return False
    return (
        "hidden" in attributes
        or attributes.get("aria-hidden", "").strip().lower() == "true"
        or ("style" in attributes and _hides(attributes["style"]))
        or ("class" in attributes and bool(_HIDDEN_CLASS.search(attributes["class"])))
    )


def _hides(style: str) -> bool:
    return bool(_HIDDEN_STYLE.search(_COMMENT.sub("", style) if "/*" in style else style))
