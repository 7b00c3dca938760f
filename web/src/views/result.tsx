import type { Draft } from "../draft";
import type { Finding } from "../findings";
import { moment } from "../formats";
import { Notice } from "../parts/notices";
import type { Analysis, Words, Trail } from "../types";
import { FramingPart } from "./framing";
import { Dropped, Made } from "./making";
import { QuestionsPart } from "./questions";
import { ReviewPart } from "./review";
import { SummaryPart } from "./summary";

/** What an editor is doing at the moment. */
export interface Editing {
  editing: boolean;
  onEditing: (editing: boolean) => void;
  draft: Draft;
  onDraft: (draft: Draft) => void;
}

export interface PartProps extends Omit<Editing, "onEditing"> {
  analysis: Analysis;
  findings: Finding[];
  words: Words;
  /** Has it analysed again, where this tab knows how. */
  again: (() => void) | null;
  /** The language that findings are written in, and that of quotes. */
  lang: string | undefined;
  quoted: string | undefined;
}

const STALE: Record<string, string> = {
  text: "the article’s text",
  prompts: "the prompts",
  model: "the model",
  codebook: "the codebook",
  software: "the software",
};

function code(language: string | null): string | undefined {
  return language === null || language === "und" ? undefined : language;
}

interface ResultProps extends Editing {
  analysis: Analysis;
  findings: Finding[];
  words: Words;
  again: (() => void) | null;
  trail: Trail;
  onTrail: (trail: Trail) => void;
}

/** What the analysis says, what an editor makes of it, and how it was made. */
export function ResultPane(props: ResultProps) {
  const { analysis, findings, words, editing, onEditing, draft, onDraft, trail, onTrail } = props;
  const part: PartProps = {
    analysis,
    findings,
    words,
    again: props.again,
    lang: code(analysis.provenance.output_language ?? analysis.article.language),
    quoted: code(analysis.article.language),
    editing,
    draft,
    onDraft,
  };
  return (
    <div class="pane pane-findings" tabIndex={0} role="region" aria-label="Findings">
      <h1 class="hidden">Analysis of {analysis.article.title ?? "an article without a headline"}</h1>
      <p class="small byline">
        {moment(analysis.created_at)} · {analysis.provenance.notice}
      </p>
      {analysis.stale.length > 0 && <Stale what={analysis.stale} />}
      <SummaryPart {...part} />
      <FramingPart {...part} />
      <QuestionsPart {...part} />
      <Dropped dropped={analysis.dropped} />
      <Made analysis={analysis} />
      <ReviewPart
        analysis={analysis}
        trail={trail}
        onTrail={onTrail}
        draft={draft}
        onDraft={onDraft}
        editing={editing}
        onEditing={onEditing}
      />
    </div>
  );
}

function Stale({ what }: { what: string[] }) {
  const told = what.map((each) => STALE[each] ?? each);
  return (
    <Notice kind="warn">
      <p>
        Since this was made, {told.join(", ").replace(/, ([^,]*)$/, " and $1")}{" "}
        {told.length === 1 && !told[0]?.endsWith("prompts") ? "has" : "have"} changed. Have the article analysed
        again to see what differs.
      </p>
    </Notice>
  );
}
