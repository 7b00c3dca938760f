/** Where findings stand in the article: offsets are code points, and quotes may overlap. */

import type { Anchor, Block } from "./types";

export interface Mark<T> {
  owner: T;
  anchor: Anchor;
}

export interface Segment<T> {
  text: string;
  /** Marks that cover all of it, the longest first. */
  marks: Mark<T>[];
  /** Those of them that begin here. */
  begins: Mark<T>[];
}

/** Cut a block where a mark begins or ends. */
export function segments<T>(block: Block, marks: readonly Mark<T>[]): Segment<T>[] {
  const points = Array.from(block.text);
  const inside = marks.filter(({ anchor }) => anchor.start < block.end && anchor.end > block.start);
  const cuts = new Set([block.start, block.end]);
  for (const { anchor } of inside) {
    cuts.add(Math.max(anchor.start, block.start));
    cuts.add(Math.min(anchor.end, block.end));
  }
  const places = [...cuts].sort((left, right) => left - right);
  return places.slice(1).map((end, index) => {
    const start = places[index] ?? block.start;
    const covering = inside
      .filter(({ anchor }) => anchor.start <= start && anchor.end >= end)
      .sort((left, right) => length(right) - length(left));
    return {
      text: points.slice(start - block.start, end - block.start).join(""),
      marks: covering,
      begins: covering.filter(({ anchor }) => Math.max(anchor.start, block.start) === start),
    };
  });
}

function length<T>({ anchor }: Mark<T>): number {
  return anchor.end - anchor.start;
}

/** Control and direction characters, which could act on what shows them. */
const UNSAFE = /[\0-\x08\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u{e0000}-\u{e007f}]/gu;

/** Text that is safe to show, with as many code points as it had. */
export function shown(text: string): string {
  return text.replace(UNSAFE, "\ufffd");
}

const RIGHT_TO_LEFT = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;

/** Which way a text runs, by its first letter: marks in it must not decide that, as they would. */
export function directionOf(text: string): "ltr" | "rtl" {
  const letter = /\p{L}/u.exec(text)?.[0] ?? "";
  return RIGHT_TO_LEFT.test(letter) ? "rtl" : "ltr";
}
