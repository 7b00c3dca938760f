"""A careful analyst loses nothing: the other side of refusing what is false."""

from pathlib import Path

import pytest
import yaml

from keyquestions.analyst import FramingDraft, QuestionsDraft, SummaryDraft
from keyquestions.article import read_article
from keyquestions.pipeline import analyze

ROOT = Path(__file__).parents[2]
REPLIES = yaml.safe_load((Path(__file__).parent / "careful.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("reply", REPLIES, ids=[Path(reply["file"]).stem for reply in REPLIES])
async def test_nothing_of_a_careful_analysis_is_dropped(reply, codebook, analyst_of):
    """Summaries, frames, signals, parties and questions in words of their own all stay."""
    article = read_article((ROOT / reply["file"]).read_text(encoding="utf-8"))
    analyst = analyst_of(
        summaries=[SummaryDraft.model_validate(reply["summary"])],
        framings=[FramingDraft.model_validate(reply["framing"])],
        asked=[QuestionsDraft.model_validate(reply["questions"])],
    )
    analysis = await analyze(article, analyst, codebook)

    assert analysis.dropped == ()
    assert len(analysis.summary.sentences) == len(reply["summary"]["sentences"])
    assert len(analysis.framing.signals) == len(reply["framing"]["signals"])
    assert len(analysis.framing.perspectives) == len(reply["framing"]["perspectives"])
    assert len(analysis.questions) == len(reply["questions"]["questions"])
    assert analyst.objections == []
