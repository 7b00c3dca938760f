"""The token on the two lines between which a text is shown as data."""

from hashlib import sha256

from keyquestions.article import Article

FENCE_LENGTH = 16


def fence_of(article: Article) -> str:
    """A token that the article cannot contain: a digest of all of it."""
    return fence(article.text)


def fence(text: str) -> str:
    """A token that the text cannot contain: a digest of all of it."""
    token = sha256(text.encode()).hexdigest()[:FENCE_LENGTH]
    while token in text:
        token = sha256(token.encode()).hexdigest()[:FENCE_LENGTH]
    return token
