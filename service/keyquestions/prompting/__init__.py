"""Prompt files: load, vet, render; and the JSON schemas that go with them."""

from keyquestions.prompting.files import Prompts, Sampling, load_judges, load_prompts
from keyquestions.prompting.schemas import strict_schema, with_labels

__all__ = ["Prompts", "Sampling", "load_judges", "load_prompts", "strict_schema", "with_labels"]
