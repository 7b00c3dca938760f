"""The gate's verdicts as JUnit XML, which CI systems show."""

from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from keyquestions_evals.gate import Outcome, Verdict
from keyquestions_evals.scorers import METRICS
from keyquestions_evals.tables import comparison_row


def as_junit(found: Sequence[Verdict], run: str) -> str:
    """One test case for each gated metric: a regression fails, an inconclusive one is skipped."""
    failures = sum(each.outcome is Outcome.REGRESSION for each in found)
    skipped = sum(each.outcome is Outcome.INCONCLUSIVE for each in found)
    suite = Element(
        "testsuite", name=f"evals gate: {run}", tests=str(len(found)),
        failures=str(failures), errors="0", skipped=str(skipped),
    )  # fmt: skip
    for verdict in found:
        case = SubElement(suite, "testcase", classname="evals.gate", name=verdict.metric)
        told = " · ".join(filter(None, comparison_row(METRICS[verdict.metric], verdict.comparison)))
        if verdict.outcome is Outcome.REGRESSION:
            SubElement(case, "failure", message=told)
        elif verdict.outcome is Outcome.INCONCLUSIVE:
            SubElement(case, "skipped", message=f"inconclusive: {told}")
        else:
            SubElement(case, "system-out").text = told
    indent(suite)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(suite, encoding="unicode") + "\n"
