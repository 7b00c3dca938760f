import { describe, expect, it } from "vitest";
import { directionOf, segments, shown } from "../src/marking";
import type { Block } from "../src/types";

function block(text: string, start = 0): Block {
  return { kind: "paragraph", text, start, end: start + Array.from(text).length };
}

function mark(owner: string, start: number, end: number) {
  return { owner, anchor: { exact: "", start, end, block: 0 } };
}

describe("segments", () => {
  it("cuts where a quote begins and ends, and keeps all of the text", () => {
    const cut = segments(block("one two three", 100), [mark("a", 104, 107)]);
    expect(cut.map(({ text }) => text)).toEqual(["one ", "two", " three"]);
    expect(cut.map(({ marks }) => marks.length)).toEqual([0, 1, 0]);
  });

  it("counts code points, not half characters", () => {
    const cut = segments(block("😀😀 yes"), [mark("a", 3, 6)]);
    expect(cut.map(({ text }) => text)).toEqual(["😀😀 ", "yes"]);
  });

  it("lets quotes overlap, the longest first, each beginning once", () => {
    const cut = segments(block("abcdef"), [mark("short", 2, 4), mark("long", 0, 6)]);
    expect(cut.map(({ marks }) => marks.map(({ owner }) => owner))).toEqual([
      ["long"],
      ["long", "short"],
      ["long"],
    ]);
    expect(cut.map(({ begins }) => begins.map(({ owner }) => owner))).toEqual([["long"], ["short"], []]);
  });
});

describe("shown", () => {
  it("takes the effect from direction and control characters, one for one", () => {
    expect(shown("a\u202eb\u0000c\u2066d")).toBe("a\ufffdb\ufffdc\ufffdd");
  });
});

describe("directionOf", () => {
  it("goes by the first letter, not by figures, quotation marks or words inside", () => {
    expect(directionOf("«14» أعلن Harbour Bridge")).toBe("rtl");
    expect(directionOf("3 May: גשר")).toBe("ltr");
    expect(directionOf("…")).toBe("ltr");
  });
});
