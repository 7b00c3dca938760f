"""The article of a fixture, read as production reads it."""

from pathlib import Path

from keyquestions.article import Article, decode, read_article
from keyquestions.errors import ArticleError
from keyquestions_evals.errors import FixturesInvalid

NAMES = ("article.txt", "article.html")


def load_article(folder: Path) -> Article:
    """Read the one article of a fixture's folder.

    Raises:
        FixturesInvalid: there is none, or two, or it cannot be analysed.
    """
    found = [folder / name for name in NAMES if (folder / name).is_file()]
    if len(found) != 1:
        what = "it has two articles" if found else "it has no article.txt or article.html"
        raise FixturesInvalid([f"{folder}:1: {what}"])
    try:
        return read_article(decode(found[0].read_bytes()))
    except (ArticleError, OSError) as error:
        raise FixturesInvalid([f"{found[0]}:1: {error}"]) from error
