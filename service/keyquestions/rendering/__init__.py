"""An analysis as text, Markdown, HTML or JSON."""
