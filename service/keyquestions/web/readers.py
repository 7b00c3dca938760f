"""The routes of what readers' browsers load: the widget, and its look for those without it."""

from pathlib import Path
from types import MappingProxyType

from fastapi import FastAPI

from keyquestions.rendering import LOOK
from keyquestions.rendering.styles import FOLDER as STYLES
from keyquestions.web.files import File, serving

WIDGET = Path(__file__).parent / "widget" / "widget.js"

HEADERS = MappingProxyType(
    {
        # A day without asking; after that the old one is good enough while the new one comes.
        "Cache-Control": "public, max-age=86400, stale-while-revalidate=604800",
        # Any page may load them: there is nothing in them but this program.
        "Access-Control-Allow-Origin": "*",
        "Cross-Origin-Resource-Policy": "cross-origin",
        "Timing-Allow-Origin": "*",
    }
)


def add_widget(app: FastAPI) -> None:
    """Add the widget and its look, at addresses that stay."""
    for path in (WIDGET, STYLES / LOOK):
        serve = serving(File.read(path), HEADERS)
        app.add_api_route(f"/{path.name}", serve, methods=["GET"], include_in_schema=False)
