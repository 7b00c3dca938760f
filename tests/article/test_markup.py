"""A CMS's HTML body: what a reader reads stays, as what it was; the rest goes."""

import pytest

from keyquestions.article import read_article

from .conftest import FILLER, body, kinds


def test_a_block_editor_body_keeps_what_a_reader_reads(read):
    """Headings, list items, quotes and table rows; no captions, boxes, scripts or hidden text."""
    assert kinds(read("gutenberg.html")) == [
        ("paragraph", "The ferry Halden Star wi"),
        ("heading", "What changes for islande"),
        ("list_item", "Two crossings a day inst"),
        ("list_item", "one at dawn"),
        ("list_item", "one after school"),
        ("list_item", "No lorries over 7.5 tonn"),
        ("paragraph", "Brennö’s 2,140 residents"),
        ("quote", "Nobody asked us – not on"),
        ("quote", "Sigrid Aune, shopkeeper"),
        ("list_item", "Route Fare"),
        ("list_item", "Halden–Brennö €4.20"),
        ("paragraph", "The county will decide o"),
        ("paragraph", "Moreau would not say wha"),
    ]


def test_characters_are_as_the_reader_sees_them(read):
    """Entities are read, spaces are one, and quotation marks keep their style."""
    article = read("gutenberg.html")

    assert "to Brennö on 1 October" in article.text
    assert "“We have run out of crews,” its director" in article.text
    assert "It paid €1.1 million last year." in article.text


def test_the_same_article_as_text_has_the_same_hash(read):
    """An editor's plain copy is the same content."""
    assert read("gutenberg.html").content_hash == read("gutenberg.txt").content_hash


def test_a_classic_editor_body_has_its_paragraphs_at_blank_lines(read):
    """WordPress stores no <p>; its shortcodes, captions and galleries are no words."""
    assert kinds(read("classic.html")) == [
        ("paragraph", "The council of Marlow wi"),
        ("heading", "A vote behind closed doo"),
        ("paragraph", "Seven members voted for "),
        ("quote", "It was never advertised."),
        ("paragraph", "The hotel group has prom"),
        ("list_item", "forty jobs"),
        ("list_item", "a public path along the "),
        ("paragraph", "Neither is in the contra"),
    ]


def test_a_blank_line_within_a_paragraph_element_is_white_space():
    """A template's line breaks are not the author's."""
    assert body("<p>One\n\n\nparagraph.</p>") == [("paragraph", "One paragraph.")]


@pytest.mark.parametrize(
    "markup",
    [
        '<p hidden="">gone</p>',
        '<p style="color:red; DISPLAY : none">gone</p>',
        '<p style="display:/* x */none">gone</p>',
        '<p style="visibility:hidden">gone</p>',
        '<p style="font-size:0px">gone</p>',
        '<p style="height:0; overflow:hidden">gone</p>',
        '<p style="max-height: 0.0em;">gone</p>',
        '<p style="position:absolute;left:-10000px">gone</p>',
        '<p style="text-indent: -9999em">gone</p>',
        '<p style="color: transparent">gone</p>',
        '<p style="clip: rect(1px, 1px, 1px, 1px)">gone</p>',
        '<p style="clip-path: inset(50%)">gone</p>',
        '<p aria-hidden=" TRUE ">gone</p>',
        '<p class="x screen-reader-text">gone</p>',
        '<p class="sr-only">gone</p>',
        '<p class="visually-hidden">gone</p>',
        '<p class="visuallyhidden y">gone</p>',
        '<p class="hidden">gone</p>',
        "<div hidden><div><p>gone</p></div><p>gone</p></div>",
        "<script>gone</script>",
        "<style>gone</style>",
        "<noscript><p>gone</p></noscript>",
        "<template><p>gone</p></template>",
        "<iframe>gone</iframe>",
        "<object>gone<embed></object>",
        "<svg><text>gone</text></svg>",
        "<math><mi>gone</mi></math>",
        "<audio>gone</audio>",
        "<video>gone</video>",
        "<form><label>gone</label><input value=gone></form>",
        "<button>gone</button>",
        "<select><option>gone</select>",
        "<textarea>gone</textarea>",
        "<dialog open>gone</dialog>",
        "<nav>gone</nav>",
        "<footer>gone</footer>",
        "<aside>gone</aside>",
        "<figure><img alt=gone><figcaption>gone</figcaption></figure>",
        "<!-- gone -->",
        "<?php gone ?>",
        '<div class="newsletter-box">gone</div>',
        '<div class="wp-block-jetpack-subscriptions subscribe">gone</div>',
        '<div id="related-posts">gone</div>',
        '<div class="ad-container">gone</div>',
        '<div class="advertisement">gone</div>',
        '<div class="entry__share">gone</div>',
        '<div class="sharedaddy">gone</div>',
        '<div class="keyquestions">gone</div>',
        '<p class="wp-caption-text">gone</p>',
    ],
)
def test_what_no_reader_reads_is_gone_and_what_follows_stays(markup):
    """Hidden, not text, or named like furniture: without a trace, but not with its neighbours."""
    assert body(f"{markup}stays") == [("paragraph", "stays")]


@pytest.mark.parametrize(
    "attributes",
    [
        'style="height:0.5em"',
        'style="line-height:0"',
        'style="left:-10px"',
        'style="opacity:0"',
        'style="font-size:0.9rem"',
        'class="hidden lg:block"',
        'class="hiddenfield"',
        'class="roads"',
        'class="shareholders"',
        'aria-hidden="false"',
        'class="category-social-affairs tag-newsletter"',
        'data-hidden="1"',
    ],
)
def test_what_only_resembles_hidden_text_stays(attributes):
    """Sizes near zero, other screens' classes and words that contain others hide nothing."""
    assert body(f"<p {attributes}>It stays.</p>") == [("paragraph", "It stays.")]


def test_a_hidden_body_is_read():
    """Scripts against flicker hide a whole page until they have run."""
    page = f'<html style="visibility:hidden"><body style="display:none"><p>{FILLER * 3}</p></body>'

    assert read_article(page).words > 60


def test_an_article_that_is_named_like_furniture_is_still_read():
    """Where nearly all would go, the names are not believed."""
    article = read_article(f'<div class="social-promo"><p>{FILLER}</p></div>')

    assert article.text == FILLER


def test_lists_in_lists_are_items_of_their_own():
    """An item's text ends where its inner list begins and goes on after it."""
    assert body("<ul><li>a<ol><li><p>b</p></li></ol>c</li></ul>") == [
        ("list_item", "a"),
        ("list_item", "b"),
        ("list_item", "c"),
    ]


def test_definition_lists_and_tables_are_items():
    """Terms stand alone; cells of a row are words apart."""
    markup = (
        "<dl><dt>Knot</dt><dd>A mile an hour.</dd></dl><table><caption>x</caption><tr><th>a<td>b"
    )

    assert body(markup + "</table>") == [
        ("paragraph", "Knot"),
        ("list_item", "A mile an hour."),
        ("list_item", "a b"),
    ]


def test_paragraphs_in_a_layout_table_are_paragraphs():
    """Old pages and newsletters are laid out in tables."""
    assert body("<table><tr><td><p>One.</p><ul><li>two</li></ul><p>Three.</p></table>") == [
        ("paragraph", "One."),
        ("list_item", "two"),
        ("paragraph", "Three."),
    ]


def test_two_line_breaks_end_a_paragraph_and_one_does_not():
    """Also with white space or a rule between them, and however many there are."""
    assert body("<div>One<br>and on.<br> <br/>Two.<br><br><br>Three.<hr>Four.</div>") == [
        ("paragraph", "One and on."),
        ("paragraph", "Two."),
        ("paragraph", "Three."),
        ("paragraph", "Four."),
    ]


def test_a_bold_line_over_text_is_a_heading():
    """As a paragraph of its own or before a line break; a bold sentence is none."""
    assert body("<p><b>The cost</b></p><p><strong>The plan</strong><br>It is bold.</p>") == [
        ("heading", "The cost"),
        ("heading", "The plan"),
        ("paragraph", "It is bold."),
    ]
    assert body("<p><b>It is bold.</b></p><p>Not <b>a</b> head</p>") == [
        ("paragraph", "It is bold."),
        ("paragraph", "Not a head"),
    ]


def test_lines_with_bullets_are_items():
    """Some editors type lists by hand."""
    assert body("<p>They want:<br>• more boats<br>• fewer cars<br>and peace.</p>") == [
        ("paragraph", "They want:"),
        ("list_item", "more boats"),
        ("list_item", "fewer cars"),
        ("paragraph", "and peace."),
    ]


def test_a_pull_quote_that_repeats_the_text_is_left_out_and_another_is_kept():
    """Large letters are no second statement; words that stand nowhere else are content."""
    markup = '<aside class="pullquote"><p>“agreed to REPAIR the eastern pier”</p></aside>'
    other = '<blockquote class="has-pull-quote">It is late.</blockquote>'

    assert body(markup) == []
    assert body(markup + other) == [("quote", "It is late.")]


def test_a_quotation_element_has_the_marks_that_a_reader_sees():
    """Browsers draw quotation marks around <q>."""
    assert body("<p>He said: <q>Never.</q></p>") == [("paragraph", "He said: “Never.”")]


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("A &amp;amp; B &amp;#8217;tis", "A & B ’tis"),
        ("1 &lt; 2 &copy &euro;3", "1 < 2 © €3"),
        ("caf&eacute; cafe&#769;", "café café"),
        ("a&shy;b&#8203;c&ZeroWidthSpace;d", "abcd"),
        ("a&nbsp;&emsp;b&#x2028;c", "a b c"),
        ("x &#0; &#xD800; &#1; y", "x � � y"),
        ("&#128; &#150;", "€ –"),
        ("R&D at AT&T", "R&D at AT&T"),
    ],
)
def test_entities_are_read_once_or_twice(markup, text):
    """Named, numeric, without a semicolon, escaped twice, invisible or impossible."""
    assert body(f"<p>{markup}</p>") == [("paragraph", text)]


def test_words_stay_apart_only_where_a_reader_sees_them_apart():
    """Inline elements do not part a word, blocks do."""
    assert body("<p>w<b>or</b>d<wbr>s</p><div>a<div>b</div>c</div>") == [
        ("paragraph", "words"),
        ("paragraph", "a"),
        ("paragraph", "b"),
        ("paragraph", "c"),
    ]
