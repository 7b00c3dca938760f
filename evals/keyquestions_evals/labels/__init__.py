"""Labels of articles: their types, how their files are read, and the check for annotators.

python -m keyquestions_evals.labels check PATH...
python -m keyquestions_evals.labels schema
"""

from keyquestions_evals.labels.documents import Document, Fault
from keyquestions_evals.labels.folders import (
    ANNOTATIONS,
    LABELS,
    SLICES,
    faults_in,
    fixture_folders,
    label_files,
    read_labels,
    read_slices,
)
from keyquestions_evals.labels.model import (
    Clean,
    Difficulty,
    Fact,
    Forbidden,
    Frames,
    GoldQuestion,
    LabelledPerspective,
    LabelledSignal,
    Labels,
    Length,
    RejectedQuestion,
    Slices,
    Split,
)
from keyquestions_evals.labels.schema import labels_schema

__all__ = [
    "ANNOTATIONS", "LABELS", "SLICES", "Clean", "Difficulty", "Document", "Fact", "Fault",
    "Forbidden", "Frames", "GoldQuestion", "LabelledPerspective", "LabelledSignal", "Labels",
    "Length", "RejectedQuestion", "Slices", "Split", "faults_in", "fixture_folders", "label_files",
    "labels_schema", "read_labels", "read_slices",
]  # fmt: skip
