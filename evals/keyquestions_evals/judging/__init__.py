"""Judge models: rubrics in `prompts/judges/`, asked before scoring, which stays deterministic.

judge        one rubric put to a model about one article, with one re-ask
same         whether texts say, ask or name the same: what a scorer will want to know, and know it
printing     whether questions could be printed
pairs        which of two analyses to print, in both orders
labelled     verdicts that people gave, as JSONL
calibration  a judge held against them: Cohen's kappa, the constant predictor beside it
register     `evals/judges.yaml`: which judge may gate
"""

from keyquestions_evals.judging.judge import Judge, Rubric
from keyquestions_evals.judging.same import Verdicts, gather

__all__ = ["Judge", "Rubric", "Verdicts", "gather"]
