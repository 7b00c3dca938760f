const PLACES = [
  ["part-article", "Article"],
  ["part-summary", "Summary"],
  ["part-framing", "Bias"],
  ["part-questions", "Questions"],
  ["part-review", "Review"],
] as const;

function reach(id: string): void {
  const place = document.getElementById(id);
  place?.focus({ preventScroll: true });
  place?.scrollIntoView({ block: "start" });
}

/** To the parts of the result; links would change the address, which names the view. */
export function Places(props: { editing: boolean; onEditing: (editing: boolean) => void }) {
  const { editing, onEditing } = props;
  return (
    <nav class="places" aria-label="Parts of the result">
      {PLACES.map(([id, name]) => (
        <button key={id} type="button" class="quiet" onClick={() => reach(id)}>
          {name}
        </button>
      ))}
      <button type="button" class="tool" aria-pressed={editing} onClick={() => onEditing(!editing)}>
        {editing ? "Stop editing" : "Edit"}
      </button>
    </nav>
  );
}
