/** An analysis as a list of findings, each with a code by which its quotes in the article name it. */

import type { Analysis, Anchor, Words, Framing, Group } from "./types";

export type Layer = "summary" | "frames" | "author" | "source" | "parties" | "questions";

export interface LayerInfo {
  letter: string;
  name: string;
}

export const LAYERS: Record<Layer, LayerInfo> = {
  summary: { letter: "S", name: "Summary" },
  frames: { letter: "F", name: "Framing" },
  author: { letter: "B", name: "Author’s bias" },
  source: { letter: "V", name: "Bias of those quoted" },
  parties: { letter: "P", name: "Perspectives" },
  questions: { letter: "Q", name: "Questions" },
};

export const LAYER_NAMES = Object.keys(LAYERS) as Layer[];

export interface Finding {
  /** Names it in the page, as an element's id does. */
  id: string;
  /** What stands at its quotes, such as B2. */
  code: string;
  layer: Layer;
  /** Its place in the list of the analysis that it comes from, or a framing function's key. */
  index: number | string;
  name: string;
  evidence: Anchor[];
}

/** A label as readers see it; an older codebook may have had one that is gone. */
export function labelled(words: Words, group: Group, key: string): string {
  return words[group][key]?.name ?? key.replaceAll("_", " ");
}

/** All findings, in the order in which they are shown. */
export function findingsOf(analysis: Analysis, words: Words): Finding[] {
  const counted = new Map<Layer, number>();
  const made = (layer: Layer, index: number | string, name: string, evidence: Anchor[]): Finding => {
    const number = (counted.get(layer) ?? 0) + 1;
    counted.set(layer, number);
    const code = `${LAYERS[layer].letter}${number}`;
    return { id: `finding-${code}`, code, layer, index, name, evidence };
  };
  const sentences = analysis.summary?.sentences ?? [];
  return [
    ...sentences.map((each, index) => made("summary", index, each.text, each.evidence)),
    ...(analysis.framing ? framed(analysis.framing, words, made) : []),
    ...analysis.questions.map((each, index) => made("questions", index, each.text, each.evidence)),
  ];
}

type Make = (layer: Layer, index: number | string, name: string, evidence: Anchor[]) => Finding;

function framed(framing: Framing, words: Words, made: Make): Finding[] {
  const found = framing.frames.map((each, index) =>
    made("frames", index, labelled(words, "frames", each.label), each.evidence),
  );
  for (const [key, told] of Object.entries(framing.functions)) {
    if (told) found.push(made("frames", key, labelled(words, "functions", key), told.evidence));
  }
  framing.signals.forEach((each, index) => {
    const layer = each.voice === "author" ? "author" : "source";
    found.push(made(layer, index, labelled(words, "signals", each.kind), each.evidence));
  });
  framing.perspectives.forEach((each, index) => {
    found.push(made("parties", index, each.who, each.evidence));
  });
  return found;
}

/** The finding of that layer at that place. */
export function findingAt(findings: Finding[], layer: Layer, index: number | string): Finding {
  const found = findings.find((each) => each.layer === layer && each.index === index);
  if (found === undefined) throw new Error(`There is no finding ${layer} ${index}.`);
  return found;
}
