"""How much bias there is, for readers: also that it could not be established."""

import re

from keyquestions.analysis import Analysis, Framing, Severity, Stage
from keyquestions.codebook import Codebook
from keyquestions.rendering.words import Words

# How the pipeline names a signal that it dropped.
_SIGNAL = re.compile(r"signals?\b")


def established(
    analysis: Analysis, framing: Framing, codebook: Codebook, words: Words
) -> tuple[str, str]:
    """Its name and meaning; that there is no bias is said only where it was looked for."""
    label = codebook.severities[framing.severity]
    if framing.severity is not Severity.NONE:
        return label.name, label.definition
    if any(each.stage is Stage.FRAMING and _SIGNAL.match(each.item) for each in analysis.dropped):
        return words.severity_open, words.severity_unverified
    findings = (framing.frames, framing.signals, framing.perspectives)
    if not any(findings) and not any(framing.functions.values()):
        return words.severity_open, words.severity_nothing
    return label.name, label.definition
