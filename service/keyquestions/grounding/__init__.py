"""Grounding: find quotes in an article, and check what a sentence says against it."""
