"""The editor's page and the reader's widget: files built from `web/`, and their routes."""

from keyquestions.web.pages import add_pages
from keyquestions.web.readers import add_widget

__all__ = ["add_pages", "add_widget"]
