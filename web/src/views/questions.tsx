import { moved, type QuestionLine } from "../draft";
import { findingAt, labelled } from "../findings";
import { selected } from "../jumping";
import { shown } from "../marking";
import { Tools, Wording } from "../parts/editing";
import { Chip, Quotes } from "../parts/quotes";
import { Missing } from "./missing";
import type { PartProps } from "./result";

export function QuestionsPart(props: PartProps) {
  const { analysis, draft, onDraft } = props;
  const setLine = (place: number, line: QuestionLine) =>
    onDraft({ ...draft, questions: draft.questions.with(place, line) });
  return (
    <section aria-labelledby="part-questions">
      <h2 id="part-questions" tabIndex={-1} lang={props.words.page.language}>
        {props.words.page.key_questions}
      </h2>
      {analysis.questions.length === 0 && <Missing {...props} stage="questions" />}
      <ol class="questions">
        {draft.questions.map((line, place) => (
          <QuestionItem
            key={line.index}
            {...props}
            line={line}
            onLine={(changed) => setLine(place, changed)}
            onMove={(by) => onDraft({ ...draft, questions: moved(draft.questions, place, by) })}
            first={place === 0}
            last={place === draft.questions.length - 1}
          />
        ))}
      </ol>
    </section>
  );
}

interface ItemProps extends PartProps {
  line: QuestionLine;
  onLine: (line: QuestionLine) => void;
  onMove: (by: -1 | 1) => void;
  first: boolean;
  last: boolean;
}

function QuestionItem(props: ItemProps) {
  const { analysis, findings, words, line, editing, quoted } = props;
  const made = analysis.questions[line.index];
  if (made === undefined) return null;
  const finding = findingAt(findings, "questions", line.index);
  const classes = `finding ${selected.value === finding.id ? "is-selected" : ""} ${line.removed ? "is-removed" : ""}`;
  return (
    <li id={finding.id} tabIndex={-1} class={classes}>
      <Chip finding={finding} />
      <div class="finding-body">
        <p class="tags small">
          <span class={`status status-${made.status}`}>{labelled(words, "question_statuses", made.status)}</span>
          <span>{labelled(words, "question_kinds", made.kind)}</span>
          <span>Importance {made.salience} of 5</span>
        </p>
        {editing && !line.removed ? <Fields {...props} /> : <Reading {...props} />}
        <Quotes finding={finding} beside={made.answer} lang={quoted} />
        {editing && (
          <Tools
            what={`question ${finding.code}`}
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

function Reading({ analysis, words, line, lang, quoted }: ItemProps) {
  const gap = analysis.questions[line.index]?.evidence[0];
  return (
    <>
      <p class="question" lang={lang} dir="auto">
        {shown(line.text)}
      </p>
      {line.answer ? (
        <p class="serif" lang={quoted} dir="auto">
          {shown(line.answer)}
        </p>
      ) : (
        <p class="open">{gap ? `${words.page.gap}:` : labelled(words, "question_statuses", "open")}</p>
      )}
      <p class="small">
        <span lang={words.page.language}>{words.page.why}:</span>{" "}
        <bdi lang={lang}>{shown(line.why)}</bdi>
      </p>
    </>
  );
}

function Fields({ analysis, line, lang, onLine }: ItemProps) {
  const made = analysis.questions[line.index];
  if (made === undefined) return null;
  return (
    <>
      <Wording label="Question" value={line.text} original={made.text} lang={lang} onChange={(text) => onLine({ ...line, text })} />
      {made.answer !== null && (
        <Wording label="Answer" value={line.answer ?? ""} original={made.answer} lang={lang} onChange={(answer) => onLine({ ...line, answer })} />
      )}
      <Wording label="Why it matters" value={line.why} original={made.why} lang={lang} onChange={(why) => onLine({ ...line, why })} />
    </>
  );
}
