"""`keyquestions schema`."""

import json

import click

from keyquestions.cli.outputs import check_output, write


@click.command()
def schema() -> None:
    """Print the JSON schema of an analysis, with the codebook's labels."""
    from keyquestions.analysis import Analysis
    from keyquestions.codebook import load_codebook
    from keyquestions.prompting import with_labels
    from keyquestions.settings import load_settings
    from keyquestions.wiring import chosen_prompts

    check_output(None)
    codebook = load_codebook(chosen_prompts(load_settings()))
    document = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
    document |= with_labels(Analysis.model_json_schema(mode="serialization"), codebook)
    write(json.dumps(document, ensure_ascii=False, indent=2) + "\n")
