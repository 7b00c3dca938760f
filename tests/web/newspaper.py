"""A newspaper's site: an origin of its own, and a strict policy, around the widget."""

import html
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

DATA = Path(__file__).parent / "data"
POLICY = (
    "default-src 'none'; script-src {service}; style-src 'self' {service}; connect-src {service}; "
    "img-src data:; base-uri 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
)


class Newspaper:
    """Pages by their paths; `service` is where the widget comes from, once that is known."""

    def __init__(self, origin: str) -> None:
        self.origin, self.service = origin, ""
        self._pages: dict[str, str] = {}

    def publish(  # noqa: PLR0913 - what a page can say, by name
        self,
        path: str,
        text: str,
        *,
        fallback: str = "",
        attributes: str = "",
        language: str = "en",
        direction: str = "ltr",
        masthead: str = "The Port City Gazette",
    ) -> str:
        """The address of a page with an article: its headline, and paragraphs after empty lines."""
        title, *paragraphs = map(html.escape, text.split("\n\n"))
        self._pages[path] = (
            (DATA / "newspaper.html").read_text("utf-8").format(
                title=title, text="".join(f"<p>{each}</p>\n" for each in paragraphs),
                service=self.service, fallback=fallback, attributes=attributes,
                language=language, direction=direction, masthead=masthead,
            )
        )  # fmt: skip
        return f"{self.origin}{path}"

    def answer(self, path: str) -> tuple[str, str] | None:
        """The media type and text of what is there."""
        if path == "/newspaper.css":
            return "text/css", (DATA / "newspaper.css").read_text("utf-8")
        return ("text/html", self._pages[path]) if path in self._pages else None


@contextmanager
def newspaper() -> Iterator[Newspaper]:
    """A site that is served until the block ends."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.site = Newspaper(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield server.site
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        """Answer with a page, under the policy."""
        site = self.server.site
        media, text = site.answer(self.path) or ("text/html", "")
        body = text.encode()
        self.send_response(200 if body else 404)
        self.send_header("Content-Type", f"{media}; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Content-Security-Policy", POLICY.format(service=site.service))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""
