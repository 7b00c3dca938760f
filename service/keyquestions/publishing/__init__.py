"""What readers see of an analysis: an editor's changes applied, the originals beside them."""

from keyquestions.publishing.editing import edited
from keyquestions.publishing.edition import Edition
from keyquestions.publishing.edits import Edits, QuestionEdit, Removed, SentenceEdit

__all__ = ["Edition", "Edits", "QuestionEdit", "Removed", "SentenceEdit", "edited"]
