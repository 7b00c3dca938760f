import { describe, expect, it } from "vitest";
import type { Finding, Layer } from "../src/findings";
import { pairs } from "../src/pairing";

function finding(layer: Layer, name: string, start: number, end: number): Finding {
  return { id: name, code: name, layer, index: 0, name, evidence: [{ exact: "", start, end, block: 0 }] };
}

describe("pairs", () => {
  it("matches frames by their names, wherever they were found", () => {
    const [row] = pairs([finding("frames", "Economic", 0, 5)], [finding("frames", "Economic", 90, 99)]);
    expect(row?.right?.name).toBe("Economic");
  });

  it("matches signals only where kind and words are the same", () => {
    const ours = [finding("author", "Loaded language", 0, 5)];
    expect(pairs(ours, [finding("author", "Loaded language", 50, 55)])).toHaveLength(2);
    expect(pairs(ours, [finding("author", "Labeling", 0, 5)])).toHaveLength(2);
    expect(pairs(ours, [finding("author", "Loaded language", 3, 9)])).toHaveLength(1);
  });

  it("uses each finding once, and puts what both have first", () => {
    const ours = [finding("questions", "only here?", 0, 5), finding("questions", "both?", 10, 20)];
    const theirs = [finding("questions", "both?", 12, 18), finding("questions", "both!", 10, 20)];
    const rows = pairs(ours, theirs).map(({ left, right }) => [left?.name, right?.name]);
    expect(rows).toEqual([
      ["both?", "both?"],
      ["only here?", undefined],
      [undefined, "both!"],
    ]);
  });
});
