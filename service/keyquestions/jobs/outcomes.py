"""What becomes of an analysis whose task is done."""

import asyncio

from keyquestions.analysis import Analysis, AnalysisStatus
from keyquestions.errors import AnalysisCrashed, KeyQuestionsError, StoreFailed
from keyquestions.store.entries import End, Failed


def end_of(task: "asyncio.Task[Analysis]", identity: str) -> End | None:
    """How the analysis of that id ended; None where it shall be made again.

    That is where it was stopped, or the database failed under it: it did not fail by itself.
    """
    if task.cancelled():
        return None
    error = _first(task.exception())
    if isinstance(error, StoreFailed):
        return None
    if error is None:
        analysis = task.result()
        # A stand-in's own id is another one: who asked for this one finds it here.
        return End(analysis.status, analysis.model_copy(update={"id": identity}))
    if not isinstance(error, KeyQuestionsError):
        error = AnalysisCrashed(
            f"A defect of this program ended the analysis ({type(error).__name__}); tell the "
            "operator."
        )
    return End(
        AnalysisStatus.FAILED, failed=Failed(error.code, error.message, bool(error.retryable))
    )


def _first(error: BaseException | None) -> BaseException | None:
    """The error itself, out of the groups that task groups make."""
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error
