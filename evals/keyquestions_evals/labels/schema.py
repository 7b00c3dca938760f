"""The JSON schema of `labels.yaml`, for editors that complete and check while one types."""

import json

from keyquestions.codebook import Codebook
from keyquestions.prompting import with_labels
from keyquestions_evals.labels.model import Labels


def labels_schema(codebook: Codebook) -> str:
    """The schema with the codebook's labels, as it stands in `labels.schema.json`."""
    document = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
    document |= with_labels(Labels.model_json_schema(), codebook)
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"
