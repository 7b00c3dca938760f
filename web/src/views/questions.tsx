import { moved, type QuestionLine } from "../draft";
import { findingAt, labelled } from "../findings";
import { findingClass } from "../jumping";
import { shown } from "../marking";
import { Gone, Tools, Was, Wording } from "../parts/editing";
import { Chip, Quotes } from "../parts/quotes";
import type { Question } from "../types";
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
  return (
    <li id={finding.id} tabIndex={-1} class={findingClass(finding, line.removed)}>
      <Chip finding={finding} />
      <div class="finding-body">
        <p class="tags small">
          <span class={`status status-${made.status}`}>{labelled(words, "question_statuses", made.status)}</span>
          <span>{labelled(words, "question_kinds", made.kind)}</span>
          <span>Importance {made.salience} of 5</span>
        </p>
        <Gone removed={line.removed} />
        {editing && !line.removed ? <Fields {...props} /> : <Reading {...props} made={made} />}
        <Quotes finding={finding} beside={made.answer} lang={quoted} />
        {!(editing && !line.removed) && <Why {...props} made={made} />}
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

type Made = ItemProps & { made: Question };

function Reading({ made, words, line, lang, quoted }: Made) {
  return (
    <>
      <p class="question" lang={lang} dir="auto">
        {shown(line.text)}
      </p>
      <Was text={line.text} original={made.text} lang={lang} />
      {line.answer !== null && made.answer !== null && (
        <>
          <p class="serif" lang={quoted} dir="auto">
            {shown(line.answer)}
          </p>
          <Was text={line.answer} original={made.answer} lang={quoted} />
        </>
      )}
      {made.answer === null && made.evidence.length > 0 && (
        <p class="open" lang={words.page.language}>
          {words.page.gap}:
        </p>
      )}
    </>
  );
}

function Why({ made, words, line, lang }: Made) {
  return (
    <>
      <p class="small">
        <span lang={words.page.language}>{words.page.why}:</span> <bdi lang={lang}>{shown(line.why)}</bdi>
      </p>
      <Was text={line.why} original={made.why} lang={lang} />
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
