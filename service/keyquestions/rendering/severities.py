"""How much bias there is, for readers: also that it could not be established."""

from keyquestions.analysis import Analysis, Framing
from keyquestions.codebook import Codebook
from keyquestions.rendering.words import Words


def established(
    analysis: Analysis, framing: Framing, codebook: Codebook, words: Words
) -> tuple[str, str]:
    """Its name and meaning; where there is none, why there is none."""
    if framing.severity is not None:
        label = codebook.severities[framing.severity]
        return label.name, label.definition
    if any(each.is_signal for each in analysis.dropped):
        return words.severity_open, words.severity_unverified
    return words.severity_open, words.severity_nothing
