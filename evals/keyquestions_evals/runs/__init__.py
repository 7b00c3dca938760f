"""Runs: a variant over fixtures, kept in a journal, resumed from it, scored out of it."""

from keyquestions_evals.runs.journal import Item, Journal, Mishap, RunHead, Slot
from keyquestions_evals.runs.running import Analyze, Budget, Plan, run
from keyquestions_evals.runs.sheets import check_articles, sheet_of
from keyquestions_evals.runs.variants import PROMPTS, variant_folder

__all__ = [
    "PROMPTS", "Analyze", "Budget", "Item", "Journal", "Mishap", "Plan", "RunHead", "Slot",
    "check_articles", "run", "sheet_of", "variant_folder",
]  # fmt: skip
