"""Each data set's protocol, on made-up records in its format."""

import json
import re
from pathlib import Path

import pytest

from keyquestions.codebook import Codebook
from keyquestions_evals.bench.giveme5w1h import asks
from keyquestions_evals.bench.gvfc import Gvfc
from keyquestions_evals.bench.rouge import rouge

from .made import (
    BIASED,
    PLAIN,
    STORY,
    Bench,
    babe_row,
    gvfc_row,
    judged,
    lines,
    marked,
    table,
    values,
)


def test_babe_counts_signals_and_marked_words(bench: Bench, tmp_path: Path) -> None:
    """A flagged sentence is biased, a plain one is not; what has no agreement is left out."""
    table(tmp_path / "final_labels_SG2.csv", [
        babe_row(BIASED, "Biased", "['reckless', 'shamelessly', 'greedy cronies']"),
        babe_row(PLAIN, "Non-biased", "[]"),
        babe_row("Nobody knows.", "No agreement", "[]"),
    ])  # fmt: skip
    report = bench("babe")
    found = values(report)
    assert (report.items, found["macro_f1"], found["said"], found["quotes"]) == (2, 1.0, 0.5, 1.0)
    assert 0 < (found["marked"] or 0) <= 1


def test_gvfc_maps_frames_and_counts_abstentions(bench: Bench, tmp_path: Path) -> None:
    """A headline that no frame is found for is a miss, and is told."""
    table(tmp_path / "gvfc_english_1300.csv", [
        gvfc_row("1", "Senator attacks rival's campaign ahead of the midterm elections", "3"),
        gvfc_row("2", "It was a quiet day by the river", "7", "9"),
    ])  # fmt: skip
    found = values(bench("gvfc"))
    assert found["abstained"] == 0.5
    assert found["precision"] == 1.0
    assert found["recall"] == pytest.approx(1 / 3)
    assert found["macro_f1"] == pytest.approx(1 / 3)


def test_gvfc_maps_labels_of_the_codebook_only(codebook: Codebook) -> None:
    """Each frame that answers for a theme is in the codebook, each theme is answered for."""
    mapping = Gvfc().mapping
    assert all(codebook.has("frames", frame) for frame in mapping.frames)
    assert set(mapping.frames.values()) == mapping.themes.keys()


def test_giveme5w1h_counts_what_is_not_asked(bench: Bench, tmp_path: Path) -> None:
    """Why is answered by its quote; a word without a question is wrong, and told."""
    gold = dict.fromkeys(("who", "what", "where", "when"), marked()) | {
        "why": marked("its rudder had failed", "the wind"),
        "how": marked(none=2),
    }
    row = {"id": "1", "title": "Ferry runs aground", "text": STORY, "gold": gold}
    lines(tmp_path / "dev.jsonl", [row])
    report = bench("giveme5w1h")
    found = values(report)
    assert found["abstained"] == 0.5  # of why and how; for the others there is no verdict
    assert found["accuracy"] == 0.5
    assert found["why f1"] > 0.3
    assert {figure.name: figure.n for figure in report.figures}["who f1"] == 0


@pytest.mark.parametrize(
    ("question", "word"),
    [
        ("Why did the ferry run aground?", "why"),
        ("What led to the grounding?", "why"),
        ("What reason did the owner give?", "why"),
        ("How many passengers were on board?", "what"),
        ("How did the passengers get ashore?", "how"),
        ("By when must the owner inspect the ferries?", "when"),
        ("On what day did it happen?", "when"),
        ("In which town is the council?", "where"),
        ("Whose ferry was it?", "who"),
        ("What did the council demand?", "what"),
        ("Will the ferry sail again when it is repaired?", None),
    ],
)
def test_questions_belong_to_a_word(question: str, word: str | None) -> None:
    """By how they begin, not by what stands in their clauses."""
    assert asks(question) == word


def test_qsalience_correlates_ranks(bench: Bench, tmp_path: Path) -> None:
    """The question on the matter is the most salient here; length is computed beside it."""
    context = "The ferry Alda ran aground near Skerra on Tuesday."
    asked = [
        ("Why did the ferry Alda run aground near Skerra?", "5"),
        ("How old is the ferry and who owns it, and since when has that been so?", "3"),
        ("What colour were the lifeboats?", "1"),
    ]
    rows = [{"input": {"article": context, "question": q}, "output": s} for q, s in asked]
    (tmp_path / "val.json").write_text(json.dumps(rows))
    found = values(bench("qsalience"))
    assert found["salience"] == pytest.approx(1.0)
    assert found["length"] == pytest.approx(0.5)


def test_summeval_holds_the_summary_against_the_lead(bench: Bench, tmp_path: Path) -> None:
    """Where the reference is the lead, LEAD-3 has all of it, and the gain is the difference."""
    source = re.sub(r"[.]", " .", STORY)
    reference = " . ".join(source.split(" . ")[:3])
    row = {"doc_id": "1", "src": source, "ref_summ": reference}
    lines(tmp_path / "SummEval.jsonl", [row])
    found = values(bench("summeval"))
    assert found["ROUGE-1 lead"] == found["ROUGE-L lead"] == 1.0
    assert 0 < (found["ROUGE-2"] or 0) < 1
    assert found["ROUGE-2 gain"] == pytest.approx(found["ROUGE-2"] - 1)
    assert found["abstained"] == 0
    assert 10 < (found["words"] or 0) <= 80


def test_rouge_is_as_it_was_defined() -> None:
    """Lin's own example: the same words, in another order, share a shorter subsequence."""
    assert rouge("police kill the gunman", "police killed the gunman") == (0.75, 1 / 3, 0.75)
    assert rouge("the gunman kill police", "police killed the gunman") == (0.75, 1 / 3, 0.5)
    assert rouge("", "police killed the gunman") == (0.0, 0.0, 0.0)


def test_qags_counts_objections(bench: Bench, tmp_path: Path) -> None:
    """A wrong number is objected to, one that the set's tokens tore apart is not."""
    torn = "The rescue cost 235 , 000 crowns ."
    true = "All passengers were taken ashore by lifeboats before noon."
    rows = [
        judged("1", true, 1.0),
        judged("2", "The ferry Alda ran aground near Skerra with 90 passengers on board.", 0.0),
        judged("3", "The ferry Alda ran aground with 90 passengers on board.", 0.0),
        judged("4", "The rescue cost 235,000 crowns.", 1.0) | {"src": f"{STORY} {torn}"},
    ]
    lines(tmp_path / "QAGS_CNN.jsonl", rows)
    found = values(bench("qags-cnn"))
    assert found["checks"] == pytest.approx(1.0)
    assert found["objected"] == 0.5
