/** What an editor is about to decide: the analysis with changes that are not sent yet. */

import type { Analysis, Edits } from "./types";

export interface Line {
  index: number;
  removed: boolean;
  text: string;
}

export interface QuestionLine extends Line {
  answer: string | null;
  why: string;
}

export interface Draft {
  summary: Line[];
  questions: QuestionLine[];
  frames: ReadonlySet<number>;
  signals: ReadonlySet<number>;
  perspectives: ReadonlySet<number>;
  functions: ReadonlySet<string>;
}

/** The analysis as somebody edited it before, or as it was made. */
export function draftOf(analysis: Analysis, edits: Edits | null): Draft {
  const sentences = analysis.summary?.sentences ?? [];
  const { removed } = edits ?? {};
  return {
    summary: arranged(sentences.length, edits?.summary ?? null).map(({ index, kept }) => ({
      index,
      removed: kept === null,
      text: kept?.text ?? sentences[index]?.text ?? "",
    })),
    questions: arranged(analysis.questions.length, edits?.questions ?? null).map(({ index, kept }) => {
      const made = analysis.questions[index];
      return {
        index,
        removed: kept === null,
        text: kept?.text ?? made?.text ?? "",
        answer: kept?.answer ?? made?.answer ?? null,
        why: kept?.why ?? made?.why ?? "",
      };
    }),
    frames: new Set(removed?.frames),
    signals: new Set(removed?.signals),
    perspectives: new Set(removed?.perspectives),
    functions: new Set(removed?.functions),
  };
}

interface Arranged<T> {
  index: number;
  /** What was said about it; null where it was taken out. */
  kept: T | null;
}

function arranged<T extends { index: number }>(length: number, edits: T[] | null): Arranged<T>[] {
  const all = Array.from({ length }, (_, index) => index);
  if (edits === null) return all.map((index) => ({ index, kept: { index } as T }));
  const named = new Set(edits.map(({ index }) => index));
  const gone = all.filter((index) => !named.has(index)).map((index) => ({ index, kept: null }));
  return [...edits.map((kept) => ({ index: kept.index, kept })), ...gone];
}

/** What differs from the analysis, as the service takes it; null where nothing does. */
export function editsOf(draft: Draft, analysis: Analysis): Edits | null {
  const questions = changedQuestions(draft, analysis);
  const summary = changedSummary(draft, analysis);
  const removed = {
    frames: [...draft.frames],
    signals: [...draft.signals],
    perspectives: [...draft.perspectives],
    functions: [...draft.functions],
  };
  const untouched = Object.values(removed).every((each) => each.length === 0);
  if (questions === null && summary === null && untouched) return null;
  return { questions, summary, removed };
}

function changedQuestions(draft: Draft, analysis: Analysis): Edits["questions"] {
  const told = draft.questions.filter((line) => !line.removed).map((line) => {
    const made = analysis.questions[line.index];
    return {
      index: line.index,
      text: other(line.text, made?.text),
      answer: made?.answer ? other(line.answer ?? "", made.answer) : null,
      why: other(line.why, made?.why),
    };
  });
  const same = inPlace(told, analysis.questions.length);
  return same && told.every((each) => each.text === null && each.answer === null && each.why === null)
    ? null
    : told;
}

function changedSummary(draft: Draft, analysis: Analysis): Edits["summary"] {
  const sentences = analysis.summary?.sentences ?? [];
  const told = draft.summary.filter((line) => !line.removed).map((line) => ({
    index: line.index,
    text: other(line.text, sentences[line.index]?.text),
  }));
  return inPlace(told, sentences.length) && told.every((each) => each.text === null) ? null : told;
}

function inPlace(told: { index: number }[], length: number): boolean {
  return told.length === length && told.every(({ index }, place) => index === place);
}

function other(text: string, made: string | undefined): string | null {
  const trimmed = text.trim();
  return trimmed === "" || trimmed === made ? null : trimmed;
}

/** Why the service would not take it, in words; null where it would. */
export function faultOf(draft: Draft, analysis: Analysis): string | null {
  if (hasBlank(draft, analysis)) return "A text is empty: write one, undo the change, or take the finding out.";
  if (draft.questions.length > 0 && draft.questions.every((line) => line.removed)) {
    return "At least one question has to stay; to publish nothing at all, reject the analysis.";
  }
  if (draft.summary.length > 0 && draft.summary.every((line) => line.removed)) {
    return "At least one sentence of the summary has to stay; to publish nothing at all, reject the analysis.";
  }
  return null;
}

function hasBlank(draft: Draft, analysis: Analysis): boolean {
  const emptied = (text: string | null, made: string | null | undefined) => !!made && !text?.trim();
  const sentences = analysis.summary?.sentences ?? [];
  return (
    draft.summary.some((line) => !line.removed && emptied(line.text, sentences[line.index]?.text)) ||
    draft.questions.some((line) => {
      const made = analysis.questions[line.index];
      const texts = [[line.text, made?.text], [line.answer, made?.answer], [line.why, made?.why]] as const;
      return !line.removed && texts.some(([text, original]) => emptied(text, original));
    })
  );
}

/** The list with the line at that place moved up or down by one. */
export function moved<T>(lines: readonly T[], place: number, by: -1 | 1): T[] {
  const target = place + by;
  const [line, beside] = [lines[place], lines[target]];
  if (line === undefined || beside === undefined) return [...lines];
  return lines.with(place, beside).with(target, line);
}
