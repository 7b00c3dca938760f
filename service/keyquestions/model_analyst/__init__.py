"""The analyst that asks a chat model: prompt files in, drafts out.

`open_analyst` puts it together: one request a stage, or one for all three, where the article fits
into the model's window, and part by part where it does not.
"""

from keyquestions.model_analyst.analyst import ModelAnalyst
from keyquestions.model_analyst.fence import fence_of
from keyquestions.model_analyst.longread import LongReader
from keyquestions.model_analyst.opening import open_analyst
from keyquestions.model_analyst.replies import read_reply
from keyquestions.model_analyst.requests import BRIEF_WORDS

__all__ = [
    "BRIEF_WORDS",
    "LongReader",
    "ModelAnalyst",
    "fence_of",
    "open_analyst",
    "read_reply",
]
