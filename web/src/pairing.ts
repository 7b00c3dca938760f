/** Which findings of two analyses are the same: of one name, or about the same words. */

import type { Finding } from "./findings";

export interface Pair {
  left: Finding | null;
  right: Finding | null;
}

/** All of them, those that both have first; each stands in one pair. */
export function pairs(left: readonly Finding[], right: readonly Finding[]): Pair[] {
  const free = new Set(right);
  const matched: Pair[] = [];
  const alone: Pair[] = [];
  for (const ours of left) {
    const theirs = best(ours, free);
    if (theirs) free.delete(theirs);
    (theirs ? matched : alone).push({ left: ours, right: theirs });
  }
  return [...matched, ...alone, ...[...free].map((theirs) => ({ left: null, right: theirs }))];
}

function best(ours: Finding, free: ReadonlySet<Finding>): Finding | null {
  let [found, most]: [Finding | null, number] = [null, 0];
  for (const theirs of free) {
    const likeness = alike(ours, theirs);
    if (likeness > most) [found, most] = [theirs, likeness];
  }
  return found;
}

/** Labels that are the same count more than words that are; a signal needs both. */
function alike(ours: Finding, theirs: Finding): number {
  const named = ours.name === theirs.name;
  const shared = ours.evidence.some((one) =>
    theirs.evidence.some((other) => one.start < other.end && other.start < one.end),
  );
  const isSignal = ours.layer === "author" || ours.layer === "source";
  if (isSignal) return named && shared ? 1 : 0;
  return (named ? 2 : 0) + (shared && ours.layer !== "frames" && ours.layer !== "parties" ? 1 : 0);
}
