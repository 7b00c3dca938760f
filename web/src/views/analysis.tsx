import { useCallback, useEffect, useMemo, useState } from "preact/hooks";
import { api, isResult } from "../api";
import { loadWords } from "../words";
import { type Draft, draftOf, editsOf } from "../draft";
import { findingsOf } from "../findings";
import { selected } from "../jumping";
import { useLoaded } from "../loading";
import { Failed, Notice, Waiting } from "../parts/notices";
import type { Analysis, Article, Words, Job, Trail } from "../types";
import { ArticlePane, Legend } from "./article";
import { Places } from "./places";
import { ProgressPane } from "./progress";
import { ResultPane } from "./result";
import { resend } from "./resend";

interface All {
  answer: Job | Analysis;
  article: Article;
  trail: Trail | null;
  words: Words;
}

async function all(id: string): Promise<All> {
  const [answer, article, words] = await Promise.all([api.analysis(id), api.article(id), loadWords()]);
  return { answer, article, words, trail: isResult(answer) ? await api.trail(id) : null };
}

/** One analysis: its progress or its result, beside the article. */
export function AnalysisView({ id }: { id: string }) {
  const [loaded, reload] = useLoaded(() => all(id), [id]);
  useEffect(() => {
    selected.value = null;
  }, [id]);
  if (loaded.state === "loading") return <Waiting what="the analysis" />;
  if (loaded.state === "failed") return <Failed error={loaded.error} onRetry={reload} />;
  const { answer, article, trail, words } = loaded.value;
  if (isResult(answer) && trail) {
    // Rules come to the same end each time.
    const again = answer.provenance.analyst === "model" ? resend(id, reload) : null;
    return <Finished key={answer.updated_at} analysis={answer} article={article} trail={trail} words={words} again={again} />;
  }
  return <Unfinished job={answer as Job} article={article} reload={reload} />;
}

function Unfinished(props: { job: Job; article: Article; reload: () => void }) {
  const { job, article, reload } = props;
  const settled = useCallback(reload, []);
  const underWay = job.state === "queued" || job.state === "running";
  return (
    <div class="beside under-way">
      <div class="pane pane-article" tabIndex={0} role="region" aria-label="Article">
        <Legend findings={[]} />
        <ArticlePane article={article} findings={[]} />
      </div>
      <div class="pane pane-findings">
        <h1 class="hidden">{job.title ?? "Analysis"}</h1>
        {underWay ? <ProgressPane id={job.id} onSettled={settled} /> : <Ended job={job} reload={reload} />}
      </div>
    </div>
  );
}

/** It failed or was cancelled: there is nothing to show but why. */
function Ended(props: { job: Job; reload: () => void }) {
  const { job, reload } = props;
  const again = resend(job.id, reload);
  return (
    <section class="progress">
      <h2>{job.state === "cancelled" ? "Cancelled" : "The analysis failed"}</h2>
      {job.failure ? (
        <Notice kind="warn">
          <p role="alert">{job.failure.message}</p>
          <p class="small">
            {job.failure.retryable ? "Trying again may help." : "Trying again will not help by itself."} The
            service calls it {job.failure.code}.
          </p>
        </Notice>
      ) : (
        <p>It was stopped before it was done. Nothing of it was kept.</p>
      )}
      <div class="row">
        {again && (
          <button type="button" class="primary" onClick={again}>
            Analyse it again
          </button>
        )}
        <a class="button" href="#/">
          Analyse another article
        </a>
      </div>
    </section>
  );
}

interface FinishedProps {
  analysis: Analysis;
  article: Article;
  trail: Trail;
  words: Words;
  again: (() => void) | null;
}

/** Drafts that were left without a decision, for as long as the tab is open. */
const left = new Map<string, Draft>();

function Finished(props: FinishedProps) {
  const { analysis, article, words } = props;
  const findings = useMemo(() => findingsOf(analysis, words), [analysis, words]);
  const [trail, setTrail] = useState(props.trail);
  const [editing, setEditing] = useState(false);
  const decided = trail.entries.at(-1)?.edits ?? null;
  const [draft, setDraft] = useState(() => left.get(analysis.id) ?? draftOf(analysis, decided));
  const unsent = JSON.stringify(editsOf(draft, analysis)) !== JSON.stringify(decided);
  useEffect(() => {
    document.title = `${analysis.article.title ?? "Analysis"} · keyquestions`;
  }, [analysis]);
  useEffect(() => {
    if (!unsent) {
      left.delete(analysis.id);
      return undefined;
    }
    left.set(analysis.id, draft);
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener("beforeunload", warn);
    return () => removeEventListener("beforeunload", warn);
  }, [analysis, draft, unsent]);
  return (
    <div class="beside">
      <Places editing={editing} onEditing={setEditing} />
      <div id="part-article" class="pane pane-article" tabIndex={0} role="region" aria-label="Article">
        <Legend findings={findings} />
        <ArticlePane article={article} findings={findings} />
      </div>
      <ResultPane
        analysis={analysis}
        findings={findings}
        words={words}
        trail={trail}
        onTrail={setTrail}
        editing={editing}
        onEditing={setEditing}
        draft={draft}
        onDraft={setDraft}
        again={props.again}
      />
    </div>
  );
}
