/** From a finding to its quote in the article, and back. */

import { signal } from "@preact/signals";
import type { Finding, Layer } from "./findings";

/** The id of the finding whose quotes stand out. */
export const selected = signal<string | null>(null);

/** The layers whose quotes are marked; those that mark whole passages only begin when asked for. */
export const layers = signal<ReadonlySet<Layer>>(new Set(["summary", "author", "source", "questions"]));

export function toggle(layer: Layer): void {
  const next = new Set(layers.value);
  if (!next.delete(layer)) next.add(layer);
  layers.value = next;
}

export function quoteId(finding: Finding, place: number): string {
  return `quote-${finding.code}-${place}`;
}

export function toQuote(finding: Finding, place = 0): void {
  selected.value = finding.id;
  reach(quoteId(finding, place));
}

export function toFinding(finding: Finding): void {
  selected.value = finding.id;
  reach(finding.id);
}

function reach(id: string): void {
  // The mark may have to be drawn first.
  requestAnimationFrame(() => {
    const element = document.getElementById(id);
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    element?.focus({ preventScroll: true });
    element?.scrollIntoView({ block: "center", behavior: still ? "auto" : "smooth" });
  });
}

/** How a finding is shown: chosen or not, taken out or not. */
export function findingClass(finding: Finding, removed: boolean): string {
  const states = [selected.value === finding.id && "is-selected", removed && "is-removed"];
  return ["finding", ...states.filter(Boolean)].join(" ");
}
