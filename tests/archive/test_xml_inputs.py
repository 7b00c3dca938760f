"""WordPress exports, feeds and sitemaps."""

import pytest

from keyquestions.archive.inputs import open_input
from keyquestions.archive.inputs.wordpress import plain_html
from keyquestions.archive.inputs.xml import address
from keyquestions.errors import InputUnreadable

EXPORT = """<?xml version="1.0" encoding="UTF-8"?>
{doctype}<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
 xmlns:wp="http://wordpress.org/export/1.2/">
<channel><title>A paper</title>{items}</channel></rss>"""
ITEM = """<item><title><![CDATA[{title}]]></title><link>https://paper.example/{id}</link>
<guid isPermaLink="false">https://paper.example/?p={id}</guid>
<content:encoded><![CDATA[{content}]]></content:encoded>
<excerpt:encoded><![CDATA[Short.]]></excerpt:encoded><wp:post_id>{id}</wp:post_id>
<wp:status>{status}</wp:status><wp:post_type>{type}</wp:post_type>
<wp:post_password>{password}</wp:post_password></item>
"""


def item(id_, **changes):
    values = {"title": "Bridge", "content": "<p>Text.</p>", "status": "publish", "type": "post"}
    return ITEM.format(id=id_, **values | {"password": ""} | changes)


def export(path, *items, doctype=""):
    path.write_text(EXPORT.format(items="".join(items), doctype=doctype))
    return path


def read(path, **options):
    return list(open_input(path, **options))


def test_an_export_gives_its_published_posts(tmp_path, notices):
    """By their ids, with title and address; what readers cannot see is left out and counted."""
    path = export(
        tmp_path / "export.xml",
        item(7, title="Bridge & tunnel"),
        item(8, status="draft"),
        item(9, type="page"),
        item(10, password="x"),  # noqa: S106 - an export has them
        item(11, content=""),
        item(12),
    )
    items = read(path)
    told = [(each.line, each.custom_id) for each in items]
    assert told == [(1, "wp-7"), (5, "wp-11"), (6, "wp-12")]
    assert items[0].request.model_dump(exclude_defaults=True) == {
        "custom_id": "wp-7",
        "title": "Bridge & tunnel",
        "url": "https://paper.example/7",
        "content_html": "<p>Text.</p>",
    }
    assert items[1].error.code == "line_invalid"
    assert "without any content" in items[1].error.message
    assert notices == ["2 posts of export.xml are not published and were left out."]


def test_drafts_are_read_where_they_are_asked_for(tmp_path):
    """The trash never is."""
    path = export(tmp_path / "e.xml", item(1, status="draft"), item(2, status="trash"))
    assert [each.custom_id for each in read(path, unpublished=True)] == ["wp-1"]


def test_an_export_that_is_cut_off_keeps_what_came_before(tmp_path):
    """The last item says from which line on it cannot be read."""
    path = export(tmp_path / "e.xml", item(1), item(2))
    path.write_text(path.read_text()[:-200])
    first, last = read(path)
    assert first.custom_id == "wp-1"
    assert (last.line, last.error.code) == (2, "input_unreadable")
    assert "from line" in last.error.message


def test_no_entity_is_expanded_and_no_file_read(tmp_path):
    """They stay what they are called."""
    secret = tmp_path / "secret"
    secret.write_text("hidden words")
    doctype = f'<!DOCTYPE rss [<!ENTITY e "much"><!ENTITY f SYSTEM "{secret.as_uri()}">]>'
    odd = item(1).replace("<![CDATA[Bridge]]>", "Bridge &e; &f;")
    (found,) = read(export(tmp_path / "e.xml", odd, doctype=doctype))
    assert found.request.title == "Bridge &e; &f;"


def test_a_bomb_of_entities_is_refused(tmp_path):
    """At once, and with little memory."""
    rounds = "".join('<!ENTITY e{} "{}">'.format(at, f"&e{at - 1};" * 10) for at in range(1, 12))
    doctype = f'<!DOCTYPE rss [<!ENTITY e0 "boom">{rounds}]>'
    bomb = item(1).replace("<![CDATA[Bridge]]>", "&e11;")
    with pytest.raises(InputUnreadable, match="no well-formed XML"):
        read(export(tmp_path / "e.xml", bomb, doctype=doctype))


@pytest.mark.parametrize(
    ("content", "plain"),
    [
        ("The mayor [sic] said [the bridge] fell.", "The mayor [sic] said [the bridge] fell."),
        (
            '[caption id="a" width="3"]<img src="x" /> The mayor[/caption]',
            '<figure><img src="x" /><figcaption> The mayor</figcaption></figure>',
        ),
        (
            '[caption id="a"]<a href="y"><img src="x" /></a> <em>AP</em>[/caption]',
            '<figure><a href="y"><img src="x" /></a><figcaption> <em>AP</em></figcaption></figure>',
        ),
        ('A [button url="x"]text[/button] here', "A text here"),
        ('[ad zone="7"]Text', "Text"),
        ("[dropcap]T[/dropcap]he", "The"),
    ],
)
def test_shortcodes_are_no_text(content, plain):
    """Captions become captions; what an author put into brackets stays."""
    assert plain_html(content) == plain


def test_what_is_embedded_is_left_to_the_reading_of_articles():
    """It takes such shortcodes away with their content."""
    content = '[gallery ids="1,2"] [embed]https://x.example[/embed]'
    assert plain_html(content) == content


def test_a_feed_gives_its_full_content(tmp_path):
    """A description is taken where it is long enough to be the article; a teaser is told."""
    path = tmp_path / "feed.xml"
    path.write_text(f"""<rss version="2.0" xmlns:c="http://purl.org/rss/1.0/modules/content/">
<channel><title>F</title>
<item><guid>g1</guid><description>Teaser.</description><c:encoded>&lt;p>Full</c:encoded></item>
<item><link>https://f.example/ü</link><title>T</title><description>{"word " * 100}</description>
</item>
<item><guid>g3</guid><description>{"word " * 99}</description></item></channel></rss>""")
    items = read(path)
    assert [each.custom_id for each in items] == ["g1", "https://f.example/ü", "g3"]
    assert items[0].request.content_html == "<p>Full"
    assert items[1].request.url == "https://f.example/%C3%BC"
    assert items[2].error.code == "content_too_short"
    assert items[2].error.message.startswith("Item 3 (line 6) of the feed has only a summary")


def test_atom_and_rdf_are_feeds_too(tmp_path):
    """Text is text, XHTML is markup, and an id may be in an attribute."""
    path = tmp_path / "a.atom"
    path.write_text("""<feed xmlns="http://www.w3.org/2005/Atom">
<entry><id>urn:1</id><title>One</title><link rel="self" href="https://f.example/self"/>
<link href="https://f.example/1"/><content>A &lt; B</content></entry>
<entry><id>urn:2</id><content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Two</p>
</div></content></entry></feed>""")
    one, two = read(path)
    assert (one.request.content_text, one.request.url) == ("A < B", "https://f.example/1")
    assert "<p>Two</p>" in two.request.content_html
    path.write_text("""<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns="http://purl.org/rss/1.0/" xmlns:c="http://purl.org/rss/1.0/modules/content/">
<item r:about="https://f.example/7"><c:encoded>&lt;p>Seven</c:encoded></item></r:RDF>""")
    assert [each.custom_id for each in read(path)] == ["https://f.example/7"]


def mirror(folder, *urls):
    (folder / "sitemap.xml").write_text(
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
        + "".join(f"<url><loc>{url}</loc></url>" for url in urls)
        + "</urlset>"
    )
    return folder


def test_a_sitemap_names_pages_that_are_saved_beside_it(tmp_path):
    """However wget spelled them; one that is not there is an error of its own."""
    site = "https://paper.example"
    saved = ["news/7", "news/8.html", "news/9/index.html", "paper.example/10", "a?p=1.html"]
    for name in saved:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(f"<p>{name}")
    urls = [f"{site}/news/7", f"{site}/news/8", f"{site}/news/9/", f"{site}/10", f"{site}/a?p=1"]
    items = read(mirror(tmp_path, *urls, f"{site}/gone"))
    assert [each.custom_id for each in items] == [*urls, f"{site}/gone"]
    assert [each.request.content_html for each in items[:5]] == [f"<p>{name}" for name in saved]
    assert items[0].request.url == urls[0]
    assert items[5].error.message == (
        "Page 6 of the sitemap, https://paper.example/gone, is not saved beside it."
    )


def test_a_sitemap_reads_nothing_outside_of_its_folder(tmp_path):
    """Not even where an address points there, or is none."""
    (tmp_path / "m").mkdir()
    (tmp_path / "secret.html").write_text("<p>hidden")
    urls = ["https://e.example/../secret.html", "https://e.example/%2e%2e/secret.html", "https://["]
    assert all(each.error for each in read(mirror(tmp_path / "m", *urls)))


def test_a_list_of_sitemaps_is_followed(tmp_path):
    """Where they are saved beside it; one that is missing ends the archive, and is told."""
    site = "https://paper.example"
    (tmp_path / "7.html").write_text("<p>seven")
    (mirror(tmp_path, f"{site}/7") / "sitemap.xml").rename(tmp_path / "posts.xml")
    (tmp_path / "sitemap_index.xml").write_text(
        f"<sitemapindex><sitemap><loc>{site}/maps/posts.xml</loc></sitemap>"
        f"<sitemap><loc>{site}/none.xml</loc></sitemap></sitemapindex>"
    )
    first, last = read(tmp_path)
    assert first.request.content_html == "<p>seven"
    assert (last.line, last.error.code) == (2, "input_unreadable")


@pytest.mark.parametrize(
    "given", ["urn:x", "https://[", "", "file:///x", f"https://e/{'x' * 2000}"]
)
def test_what_is_no_address_of_the_web_is_none(given):
    """An article is not lost for a link."""
    assert address(given) is None
