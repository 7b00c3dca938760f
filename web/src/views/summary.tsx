import { type Line, moved } from "../draft";
import { findingAt } from "../findings";
import { findingClass } from "../jumping";
import { shown } from "../marking";
import { Gone, Tools, Was, Wording } from "../parts/editing";
import { Chip, Quotes } from "../parts/quotes";
import { Missing } from "./missing";
import type { PartProps } from "./result";

export function SummaryPart(props: PartProps) {
  const { analysis, draft, onDraft } = props;
  const setLine = (place: number, line: Line) => onDraft({ ...draft, summary: draft.summary.with(place, line) });
  return (
    <section aria-labelledby="part-summary">
      <h2 id="part-summary" tabIndex={-1} lang={props.words.page.language}>
        {props.words.page.summary}
      </h2>
      {analysis.summary === null && <Missing {...props} stage="summary" />}
      <ol class="sentences">
        {draft.summary.map((line, place) => (
          <SentenceLine
            key={line.index}
            {...props}
            line={line}
            onLine={(changed) => setLine(place, changed)}
            onMove={(by) => onDraft({ ...draft, summary: moved(draft.summary, place, by) })}
            first={place === 0}
            last={place === draft.summary.length - 1}
          />
        ))}
      </ol>
    </section>
  );
}

interface LineProps extends PartProps {
  line: Line;
  onLine: (line: Line) => void;
  onMove: (by: -1 | 1) => void;
  first: boolean;
  last: boolean;
}

function SentenceLine(props: LineProps) {
  const { analysis, findings, line, editing, lang, quoted } = props;
  const finding = findingAt(findings, "summary", line.index);
  const original = analysis.summary?.sentences[line.index]?.text ?? "";
  return (
    <li id={finding.id} tabIndex={-1} class={findingClass(finding, line.removed)}>
      <Chip finding={finding} />
      <div class="finding-body">
        <Gone removed={line.removed} />
        {editing && !line.removed ? (
          <Wording label={`Sentence ${finding.code}`} value={line.text} original={original} lang={lang} onChange={(text) => props.onLine({ ...line, text })} />
        ) : (
          <>
            <p class="serif" lang={lang} dir="auto">
              {shown(line.text)}
            </p>
            <Was text={line.text} original={original} lang={lang} />
          </>
        )}
        <Quotes finding={finding} beside={original} lang={quoted} />
        {editing && (
          <Tools
            what={`sentence ${finding.code}`}
            removed={line.removed}
            onRemove={(removed) => props.onLine({ ...line, removed })}
            onMove={props.onMove}
            first={props.first}
            last={props.last}
          />
        )}
      </div>
    </li>
  );
}
