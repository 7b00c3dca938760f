"""The straight line: an article and an analyst in, a verified analysis out."""
