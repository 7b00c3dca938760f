import { useEffect, useRef } from "preact/hooks";
import { shown } from "../marking";

interface ToolsProps {
  /** What it is called: "question Q2". */
  what: string;
  removed: boolean;
  onRemove: (removed: boolean) => void;
  onMove?: ((by: -1 | 1) => void) | undefined;
  first?: boolean;
  last?: boolean;
}

/** Move a finding, take it out, or put it back. */
export function Tools({ what, removed, onRemove, onMove, first, last }: ToolsProps) {
  return (
    <div class="tools">
      {onMove && !removed && (
        <>
          <button type="button" class="tool" disabled={first} onClick={() => onMove(-1)} aria-label={`Move ${what} up`}>
            ↑
          </button>
          <button type="button" class="tool" disabled={last} onClick={() => onMove(1)} aria-label={`Move ${what} down`}>
            ↓
          </button>
        </>
      )}
      <button type="button" class="tool" onClick={() => onRemove(!removed)} aria-label={`${removed ? "Put back" : "Take out"} ${what}`}>
        {removed ? "Put back" : "Take out"}
      </button>
    </div>
  );
}

interface WordingProps {
  label: string;
  value: string;
  /** As it was made. */
  original: string;
  lang: string | undefined;
  onChange: (value: string) => void;
}

/** A text that an editor may put in other words; the field is as high as its text. */
export function Wording({ label, value, original, lang, onChange }: WordingProps) {
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    if (field.current === null) return;
    field.current.style.height = "auto";
    field.current.style.height = `${field.current.scrollHeight + 2}px`;
  }, [value]);
  return (
    <div class="wording">
      <label>
        <span class="small">{label}</span>
        <textarea ref={field} rows={1} maxLength={2000} lang={lang} dir="auto" value={value} onInput={(event) => onChange(event.currentTarget.value)} />
      </label>
      {value !== original && (
        <button type="button" class="tool" onClick={() => onChange(original)} aria-label={`Undo the change of: ${label}`}>
          Undo
        </button>
      )}
    </div>
  );
}

/** What a text was before an editor put it in other words; nothing where it is as it was. */
export function Was({ text, original, lang }: { text: string; original: string; lang: string | undefined }) {
  if (text.trim() === original) return null;
  return (
    <p class="small">
      Reworded. It was: <bdi lang={lang}>{shown(original)}</bdi>
    </p>
  );
}

/** Says in words what the line through a finding says. */
export function Gone({ removed }: { removed: boolean }) {
  return removed ? <p class="small gone">Taken out: readers will not see this.</p> : null;
}
