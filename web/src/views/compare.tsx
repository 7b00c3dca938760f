import { useMemo } from "preact/hooks";
import { api, isResult } from "../api";
import { loadWords } from "../words";
import { type Finding, findingsOf, LAYERS, LAYER_NAMES, type Layer } from "../findings";
import { moment } from "../formats";
import { useLoaded } from "../loading";
import { shown } from "../marking";
import { Failed, Notice, Waiting } from "../parts/notices";
import { type Pair, pairs } from "../pairing";
import { analysisHref, go } from "../routes";
import type { Analysis, Words, Job } from "../types";
import { facts } from "./making";

const SHOWN = 100;

/** Two analyses side by side: what both say, and what only one of them does. */
export function CompareView(props: { left: string | null; right: string | null }) {
  const { left, right } = props;
  const [loaded, reload] = useLoaded(() => api.recent(SHOWN), []);
  return (
    <>
      <h1>Compare two analyses</h1>
      <p class="lead">
        The same article by two models, or by two versions of the prompts. Switch the model and have the article
        analysed again: both stay.
      </p>
      {loaded.state === "loading" && <Waiting what="the analyses" />}
      {loaded.state === "failed" && <Failed error={loaded.error} onRetry={reload} />}
      {loaded.state === "done" && <Choice jobs={loaded.value.items.filter(hasResult)} left={left} right={right} />}
      {left && right && <Both left={left} right={right} />}
    </>
  );
}

function hasResult(job: Job): boolean {
  return job.state === "succeeded" || job.state === "partial";
}

function Choice(props: { jobs: Job[]; left: string | null; right: string | null }) {
  const { jobs, left, right } = props;
  if (jobs.length < 2) {
    return <Notice><p>There are not two analyses yet. <a href="#/">Analyse an article</a> first.</p></Notice>;
  }
  const select = (side: "left" | "right", id: string) => {
    const chosen = { left, right, [side]: id || null };
    go(`#/compare/${chosen.left ?? "-"}/${chosen.right ?? "-"}`);
  };
  return (
    <div class="fields">
      {(["left", "right"] as const).map((side) => (
        <div key={side}>
          <label for={`choose-${side}`}>{side === "left" ? "First" : "Second"}</label>
          <select id={`choose-${side}`} value={props[side] ?? ""} onChange={(event) => select(side, event.currentTarget.value)}>
            <option value="">Choose…</option>
            {jobs.map((job) => (
              <option key={job.id} value={job.id}>
                {shown(job.title ?? "No headline")} – {moment(job.created_at)} – {job.id.slice(3, 9)}
              </option>
            ))}
          </select>
        </div>
      ))}
    </div>
  );
}

async function both(left: string, right: string): Promise<[Analysis, Analysis, Words]> {
  const [first, second, words] = await Promise.all([api.analysis(left), api.analysis(right), loadWords()]);
  if (!isResult(first) || !isResult(second)) throw new Error("one of them has no result");
  return [first, second, words];
}

function Both({ left, right }: { left: string; right: string }) {
  const [loaded, reload] = useLoaded(() => both(left, right), [left, right]);
  if (loaded.state === "loading") return <Waiting what="both analyses" />;
  if (loaded.state === "failed") return <Failed error={loaded.error} onRetry={reload} />;
  const [first, second, words] = loaded.value;
  return <Compared first={first} second={second} words={words} />;
}

function Compared(props: { first: Analysis; second: Analysis; words: Words }) {
  const { first, second, words } = props;
  const ours = useMemo(() => findingsOf(first, words), [first, words]);
  const theirs = useMemo(() => findingsOf(second, words), [second, words]);
  return (
    <>
      {first.article.content_hash !== second.article.content_hash && (
        <Notice kind="warn">
          <p>These are analyses of two different texts: most of what differs comes from that.</p>
        </Notice>
      )}
      <MadeTable first={first} second={second} />
      {LAYER_NAMES.map((layer) => (
        <LayerPart key={layer} layer={layer} left={of(ours, layer)} right={of(theirs, layer)} />
      ))}
    </>
  );
}

function of(findings: Finding[], layer: Layer): Finding[] {
  return findings.filter((each) => each.layer === layer);
}

function MadeTable({ first, second }: { first: Analysis; second: Analysis }) {
  const right = new Map(facts(second));
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label="How both were made">
      <table>
        <caption>How both were made</caption>
        <thead>
          <tr>
            <td />
            {[first, second].map((each, index) => (
              <th key={index} scope="col">
                <a href={analysisHref(each.id)}>{index === 0 ? "First" : "Second"}</a>
                <span class="small"> {moment(each.created_at)}</span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {facts(first).map(([name, value]) => {
            const differs = value !== right.get(name);
            return (
              <tr key={name} class={differs ? "differs" : ""}>
                <th scope="row">
                  {name}
                  {differs && <span class="small"> differs</span>}
                </th>
                <td>{value}</td>
                <td>{right.get(name)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

function LayerPart(props: { layer: Layer; left: Finding[]; right: Finding[] }) {
  const { layer, left, right } = props;
  const rows = pairs(left, right);
  if (rows.length === 0) return null;
  const shared = rows.filter((row) => row.left && row.right);
  const alone = rows.filter((row) => !(row.left && row.right));
  return (
    <section aria-label={LAYERS[layer].name}>
      <h2>
        <span class={`mark mark-${layer}`}>{LAYERS[layer].name}</span>
      </h2>
      <p class="small">
        {shared.length} in both, {left.length - shared.length} only in the first, {right.length - shared.length}{" "}
        only in the second
      </p>
      {alone.length > 0 && <Rows what={`${LAYERS[layer].name}: only in one`} rows={alone} />}
      {shared.length > 0 && (
        <details class="more">
          <summary>What both say</summary>
          <Rows what={`${LAYERS[layer].name}: in both`} rows={shared} />
        </details>
      )}
    </section>
  );
}

function Rows({ what, rows }: { what: string; rows: Pair[] }) {
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label={what}>
      <table class="compared">
        <thead>
          <tr>
            <th scope="col">First</th>
            <th scope="col">Second</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <tr key={index}>
              <Cell finding={row.left} />
              <Cell finding={row.right} />
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Cell({ finding }: { finding: Finding | null }) {
  if (finding === null) return <td class="none">Not there</td>;
  const quote = finding.evidence[0]?.exact;
  return (
    <td>
      <span class={`chip chip-${finding.layer} chip-bare`}>{finding.code}</span>{" "}
      <bdi>{shown(finding.name)}</bdi>
      {quote && quote !== finding.name && (
        <q class="serif" dir="auto">
          {shown(quote)}
        </q>
      )}
    </td>
  );
}
