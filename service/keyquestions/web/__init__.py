"""The editor's page: files that were built from `web/`, and the routes that serve them."""

from keyquestions.web.pages import add_pages

__all__ = ["add_pages"]
