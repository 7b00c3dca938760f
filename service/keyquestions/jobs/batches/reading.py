"""From what a line asks for to what the jobs take."""

import asyncio

from keyquestions.article import Article, decode, read_article
from keyquestions.article.reading import Markup
from keyquestions.fetching import Pages
from keyquestions.jobs.batches.requests import BatchLine
from keyquestions.jobs.port import Submission


class Reader:
    """Reads articles, in a thread; fetches those of which only the address is given."""

    def __init__(self, pages: Pages) -> None:
        self._pages = pages

    async def submission(self, line: BatchLine, key_id: str | None) -> Submission:
        """The article of a line, and what is asked of it.

        Raises:
            ArticleError: it cannot be analysed.
            FetchError: its page is not fetched here, or did not come.
        """
        return Submission(
            article=await self._article(line),
            output_language=line.output_language,
            external_id=line.external_id,
            url=line.url,
            key_id=key_id,
            retry=line.retry,
        )

    async def _article(self, line: BatchLine) -> Article:
        if line.content_html is not None:
            return await asyncio.to_thread(_read, line.content_html, line, "html")
        if line.content_text is not None:
            return await asyncio.to_thread(_read, line.content_text, line, "text")
        page = await self._pages.fetch(line.url or "")
        content = decode(page.data, encoding=page.encoding)
        return await asyncio.to_thread(_read, content, line, None)


def _read(content: str, line: BatchLine, markup: Markup | None) -> Article:
    return read_article(content, title=line.title, language=line.language, markup=markup)
