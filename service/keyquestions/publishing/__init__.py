"""What readers see of an analysis: an editor's changes applied, the originals beside them."""

from keyquestions.publishing.editing import edited
from keyquestions.publishing.edition import Edition
from keyquestions.publishing.edits import NOT_BLANK, Edits, QuestionEdit, Removed, SentenceEdit

__all__ = ["NOT_BLANK", "Edition", "Edits", "QuestionEdit", "Removed", "SentenceEdit", "edited"]
