/** What a reader has opened, and where the focus is: kept when the same questions are drawn anew. */

type Root = ShadowRoot | HTMLElement;

interface Kept {
  open: Set<string>;
  focused: string | null;
}

function questions(root: Root): [string, HTMLDetailsElement][] {
  return [...root.querySelectorAll("details")].map((each) => [
    each.querySelector("summary > *")?.textContent ?? "",
    each,
  ]);
}

export function keep(root: Root): Kept {
  const active = (root.getRootNode() as Document | ShadowRoot).activeElement;
  const all = questions(root);
  return {
    open: new Set(all.filter(([, each]) => each.open).map(([text]) => text)),
    focused: all.find(([, each]) => active !== null && each.contains(active))?.[0] ?? null,
  };
}

export function restore(root: Root, { open, focused }: Kept): void {
  for (const [text, each] of questions(root)) {
    each.open = open.has(text);
    if (text === focused) {
      each.querySelector("summary")?.focus({ preventScroll: true });
    }
  }
}
