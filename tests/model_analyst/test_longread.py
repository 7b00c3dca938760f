"""Articles that do not fit into the model's window: read in parts, and put together."""

from keyquestions.analysis import AnalysisStatus
from keyquestions.model_analyst import open_analyst
from keyquestions.model_analyst.window import Window
from keyquestions.pipeline import analyze

from .conftest import CODEBOOK, PROMPTS, Reader, blocks_in, is_gathering, shown_to

STAGES = ("summary", "framing", "questions")


def anchors_of(analysis):
    """All anchors of an analysis."""
    parts = [*analysis.summary.sentences, *analysis.questions, *analysis.framing.frames]
    parts += [*analysis.framing.signals, *analysis.framing.perspectives]
    parts += [each for each in analysis.framing.functions.values() if each]
    return [anchor for part in parts for anchor in part.evidence]


async def test_thirty_thousand_words_with_a_small_window(long_article):
    """Every block is seen in every stage, no request is too large, every quote has its place."""
    window = Window(8192)
    model = Reader()
    analyst = open_analyst(model, PROMPTS, CODEBOOK, window=window.tokens)
    analysis = await analyze(long_article, analyst, CODEBOOK)

    assert analysis.status is AnalysisStatus.SUCCEEDED
    assert max(window.taken(request) for request in model.requests) <= window.tokens
    for stage in STAGES:
        read = [request for request in model.of(stage) if not is_gathering(request)]
        seen = [text for request in read for text in blocks_in(shown_to(request))]
        assert {block.text for block in long_article.blocks} <= set(seen)
        assert len(read) > 5
    anchors = anchors_of(analysis)
    assert len(anchors) > 20
    assert all(long_article.text[each.start : each.end] == each.exact for each in anchors)
    assert max(each.start for each in anchors) > 0.9 * len(long_article.text)
    assert analysis.provenance.parts >= len(model.of("framing")) > 5
    assert analysis.provenance.calls == len(model.requests)
