import { describe, expect, it } from "vitest";
import { draftOf, editsOf, faultOf, moved } from "../src/draft";
import type { Analysis, Edits, Question } from "../src/types";

function question(text: string, answer: string | null): Question {
  return { text, kind: "cause", salience: 3, status: answer ? "answered" : "open", why: "why", answer, evidence: [] };
}

const ANALYSIS = {
  summary: { text: "A. B.", sentences: [{ text: "A.", evidence: [] }, { text: "B.", evidence: [] }] },
  framing: null,
  questions: [question("first?", "yes"), question("second?", null), question("third?", "no")],
} as unknown as Analysis;

const NOTHING = { frames: [], signals: [], perspectives: [], functions: [] };

describe("an editor's draft", () => {
  it("is no edit as long as nothing differs", () => {
    expect(editsOf(draftOf(ANALYSIS, null), ANALYSIS)).toBeNull();
  });

  it("names what stays in its new order, with new words only where they are new", () => {
    const draft = draftOf(ANALYSIS, null);
    const [first, second, third] = draft.questions;
    const changed = {
      ...draft,
      questions: [third!, { ...second!, removed: true }, { ...first!, text: "first, again?" }],
    };
    expect(editsOf(changed, ANALYSIS)?.questions).toEqual([
      { index: 2, text: null, answer: null, why: null },
      { index: 0, text: "first, again?", answer: null, why: null },
    ]);
  });

  it("comes back from the edits that it made", () => {
    const edits: Edits = {
      questions: [{ index: 2, text: "other?", answer: null, why: null }, { index: 0, text: null, answer: null, why: null }],
      summary: [{ index: 1, text: null }],
      removed: { ...NOTHING, signals: [4], functions: ["moral_evaluation"] },
    };
    expect(editsOf(draftOf(ANALYSIS, edits), ANALYSIS)).toEqual(edits);
  });

  it("cannot be empty: that is what rejecting is for", () => {
    const draft = draftOf(ANALYSIS, null);
    expect(faultOf(draft, ANALYSIS)).toBeNull();
    const questions = draft.questions.map((line) => ({ ...line, removed: true }));
    expect(faultOf({ ...draft, questions }, ANALYSIS)).toContain("reject");
  });

  it("does not take an emptied text for one that is as it was", () => {
    const draft = draftOf(ANALYSIS, null);
    const [first, second, third] = draft.questions;
    const questions = [{ ...first!, answer: " " }, second!, third!];
    expect(faultOf({ ...draft, questions }, ANALYSIS)).toContain("empty");
    expect(faultOf({ ...draft, questions: [{ ...first!, answer: " ", removed: true }, second!, third!] }, ANALYSIS)).toBeNull();
  });

  it("moves a line by one place, and not beyond the ends", () => {
    expect(moved(["a", "b", "c"], 1, -1)).toEqual(["b", "a", "c"]);
    expect(moved(["a", "b", "c"], 2, 1)).toEqual(["a", "b", "c"]);
  });
});
