"""Pages with damaged or rare markup: all of the article is read, in order, and no box of links."""

import pytest
from lxml.html import document_fromstring

from keyquestions.article import Article, read_article
from keyquestions.article.blocks import BlockKind
from keyquestions.article.links import without_link_boxes

TITLE = "Pool in Ormsby to close"
VOTE, ROOF, CLUB, OFFER, BUDGET, BUS, OCTOBER = SENTENCES = (
    "The district of Ormsby voted on Monday to close the swimming pool in Mill Lane for good.",
    "Repairs to the roof would cost 2.4 million crowns, more than all of its playgrounds together.",
    "The swimming club said that it had learnt of the vote from the radio and had not been asked.",
    "“We offered to run it ourselves in the winter,” said its head Petra Holm. “Nobody answered.”",
    "A spokesman said that the offer had come too late for the budget, which was settled in May.",
    "Schools will take their pupils to the pool in Harrow, a bus ride of forty minutes each way.",
    "Another vote is due in October, when the district hears what the ministry will pay for.",
)
"""What the article says, in order."""

LOOSE = f"{CLUB}<br><br>{OFFER}<br><br>{BUDGET}"
LINKS = (
    "<li><a href=/1>Library to open on Sundays from spring</a>"
    "<li><a href=/2>Bus line gets two more stops in the north</a>"
)
ROWS = LINKS.replace("<li>", "<tr><td>")


def unclosed(*sentences: str) -> str:
    return "".join(f"<p>{sentence}" for sentence in sentences)


BEFORE, AFTER = unclosed(VOTE, ROOF), unclosed(BUS, OCTOBER)
ALL = unclosed(*SENTENCES)


def read(body: str, head: str = "") -> Article:
    """Read a page with a menu, a body and a footer."""
    return read_article(
        f"<html><head><title>{TITLE} | Gazette</title>{head}</head><body>"
        f"<div id=nav><a href=/a>News</a> | <a href=/b>Sport</a></div>{body}"
        "<div class=foot>Print | <a href=#top>Top</a></div></body></html>"
    )


def others(article: Article) -> list[str]:
    """The blocks that are none of the article's sentences, nor its title."""
    assert article.title == TITLE
    rest = article.text.removeprefix(TITLE)
    at = -1
    for sentence in SENTENCES:
        assert rest.count(sentence) == 1, sentence
        at, before = rest.index(sentence), at
        assert at > before, sentence
    texts = [block.text for block in article.body]
    return [text for text in texts if not any(sentence in text for sentence in SENTENCES)]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (f"<div>{BEFORE}<h2>Nobody asked</H2>{LOOSE}</span>{AFTER}</div>", ["Nobody asked"]),
        (f"<div>{BEFORE}<h3>Nobody asked</h2>{LOOSE}</i>{AFTER}</div>", ["Nobody asked"]),
        (f"<div>{BEFORE}<h2>Nobody asked{unclosed(CLUB, OFFER, BUDGET)}{AFTER}", ["Nobody asked"]),
        (f"<div>{BEFORE}</b></i></p>{CLUB}</p></em>{OFFER}</div></font><p>{BUDGET}{AFTER}", []),
        (f"<div><div>{BEFORE}</div></div></div><p>{CLUB}<p>{OFFER}</div><p>{BUDGET}{AFTER}", []),
        (f"<div>{BEFORE}<span>{CLUB}<span>{OFFER}</span><br><br><font>{BUDGET}{AFTER}", []),
        (f"<div><p><b>{VOTE}<p>{ROOF}<p><i>{CLUB}<p>{OFFER}<p>{BUDGET}{AFTER}</div>", []),
        (f"<div>{BEFORE}<p>{CLUB} <a href=/x>{OFFER}<p>{BUDGET}{AFTER}</div>", []),
        (f"<div><h1>{TITLE}</h1>{VOTE}<br><br>{ROOF}<br><br>{LOOSE}{AFTER}</div>", []),
        (f"<div>{BEFORE}{unclosed(CLUB, OFFER)}</p>{BUDGET}<br><br>{BUS}<br><br>{OCTOBER}", []),
        (
            f"<p>{VOTE}<br><br>{ROOF}<br><br>{CLUB}<br><br>{OFFER}</p>{BUDGET}<br>{BUS}<p>{OCTOBER}",
            [],
        ),
        (f"<div><b>{TITLE}</b><br><br>{'<br><br>'.join(SENTENCES)}</div>", []),
        (f"<div>{BEFORE}<center>{CLUB}</center><section>{OFFER}</section>{BUDGET}{AFTER}", []),
        (f"<div>{BEFORE}<blockquote>{CLUB}<p>{OFFER}<p>{BUDGET}{AFTER}</div>", []),
    ],
    ids=(
        "heading-case heading-level heading-open stray-ends div-closed-early spans-open bold-open"
        " link-open loose-first loose-last one-p all-breaks old-blocks quote-open"
    ).split(),
)
def test_damaged_markup_loses_nothing(body, expected):
    """Every sentence and every heading, once and in order, and nothing from around them."""
    assert others(read(body)) == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            f"<div>{BEFORE}<dl><dt>The club<dd>{CLUB}<dd>{OFFER}<dd>{BUDGET}</dl>{AFTER}",
            ["The club"],
        ),
        (
            f"<div>{BEFORE}<dl><dt>Repairs<dd>2.4 million<dt>Visitors<dd>41,000</dl>{LOOSE}{AFTER}",
            ["Repairs", "2.4 million", "Visitors", "41,000"],
        ),
        (
            f"<div>{BEFORE}<table><tr><th>Year<th>Visitors<tr><td>2024<td>41,000</table>{LOOSE}{AFTER}",
            ["Year Visitors", "2024 41,000"],
        ),
        (
            f"<div>{BEFORE}<table><tr><td>2024<td>41,000<p>{CLUB}<p>{OFFER}<p>{BUDGET}</table>{AFTER}",
            ["2024 41,000"],
        ),
        (
            f"<div>{BEFORE}<details open><summary>The club</summary>{LOOSE}</details>{AFTER}",
            ["The club"],
        ),
        (
            f"<div>{BEFORE}<p><b>Who was asked?</b><br>Nobody.<p>{LOOSE}{AFTER}",
            ["Who was asked? Nobody."],
        ),
    ],
    ids="definitions short-definitions table table-open details interview".split(),
)
def test_lists_and_tables_in_the_middle_are_read_where_they_stand(body, expected):
    """Also where each line of them is short."""
    assert others(read(body)) == expected


@pytest.mark.parametrize(
    "box",
    [
        f"<div class=x><div><h4>Also in Ormsby</h4><ul>{LINKS}</ul></div></div>",
        f"<h4>From the region</h4><ul>{LINKS}</ul>",
        "<div class=pq><i>“We offered to run it ourselves in the winter”<br>P. Holm</div>",
    ],
    ids="nested-links headed-links pull-quote".split(),
)
def test_a_box_between_loose_paragraphs_is_no_part_of_them(box):
    """What is put back is the article's, and none of what repeats or leaves it."""
    assert others(read(f"<div>{BEFORE}{box}{LOOSE}{AFTER}</div>")) == []


@pytest.mark.parametrize(
    "box",
    [
        f"<table><tr><td><b>Also in Ormsby</b>{ROWS}</table><p>&copy; The Gazette.",
        f"<table><tr><td>Region{ROWS.replace('=/', '=https://www.gazette.example/')}</table>",
        f"<b>Also in Ormsby</b><ul>{LINKS}</ul>",
        f"<div><b>Region</b>{LINKS.replace('<li>', '<div>')}</div>",
    ],
    ids="rows absolute list divs".split(),
)
def test_a_box_of_links_below_the_article_goes(box):
    """With its label, and the line of copyright that stands under it."""
    head = "<link rel=canonical href=https://gazette.example/pool>"

    assert others(read(f"<div>{ALL}{box}</div>", head)) == []


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (
            "<tr><td><a href=https://a.example/1>Report of the auditors on the pool</a>",
            ["Report of the auditors on the pool"],
        ),
        (
            "<tr><td>1<td><a href=/t/1>Ormsby</a><tr><td>2<td><a href=/t/2>Harrow Town</a>",
            ["1 Ormsby", "2 Harrow Town"],
        ),
        (
            "<tr><td><a href='//[x'>An address that nobody can read</a>",
            ["An address that nobody can read"],
        ),
    ],
    ids="sources results broken".split(),
)
def test_a_table_of_sources_or_results_stays(rows, expected):
    """Links to elsewhere, or names of teams, belong to the article."""
    assert others(read(f"<div>{ALL}<table>{rows}</table></div>")) == expected


def test_a_quotation_in_an_open_paragraph_is_one():
    """What is between two paragraphs, one in the other, stays what it is."""
    article = read(
        f"<div>{BEFORE}<font><blockquote><p>{CLUB}<p>{OFFER}</blockquote>{BUDGET}{AFTER}"
    )

    assert others(article) == []
    assert [block.text for block in article.blocks if block.kind is BlockKind.QUOTE] == [
        CLUB,
        OFFER,
    ]


def test_a_round_up_of_links_is_an_article():
    """A box that is as long as the prose above it is no box."""
    rows = "".join(
        f"<tr><td><a href=/{n}>{text.removesuffix('.')}</a>" for n, text in enumerate(SENTENCES[1:])
    )
    root = document_fromstring(f"<p>{VOTE}<table>{rows}</table>")
    parts = [
        (BlockKind.PARAGRAPH, VOTE),
        *((BlockKind.LIST_ITEM, text.removesuffix(".")) for text in SENTENCES[1:]),
    ]

    assert without_link_boxes(root, parts) == parts
