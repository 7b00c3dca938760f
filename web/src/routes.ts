/** Which view is shown: the part of the address after `#`. */

import { signal } from "@preact/signals";

export type Route =
  | { view: "new" }
  | { view: "analysis"; id: string }
  | { view: "compare"; left: string | null; right: string | null }
  | { view: "dashboard" }
  | { view: "unknown" };

const ANALYSIS = /^an_[0-9a-f]{24}$/;

export function routeOf(hash: string): Route {
  const [view = "", first, second] = hash.replace(/^#\/?/, "").split("/");
  if (view === "") return { view: "new" };
  if (view === "dashboard") return { view };
  if (view === "compare") return { view, left: named(first), right: named(second) };
  if (view === "analyses" && first !== undefined && ANALYSIS.test(first)) {
    return { view: "analysis", id: first };
  }
  return { view: "unknown" };
}

function named(part: string | undefined): string | null {
  return part !== undefined && ANALYSIS.test(part) ? part : null;
}

export const route = signal<Route>(routeOf(location.hash));

addEventListener("hashchange", () => {
  route.value = routeOf(location.hash);
});

export function analysisHref(id: string): string {
  return `#/analyses/${id}`;
}

export function go(href: string): void {
  location.hash = href;
}
