import { useEffect, useState } from "preact/hooks";
import { api, type Recent as RecentJobs } from "../api";
import { count, moment, number } from "../formats";
import { useLoaded } from "../loading";
import { shown } from "../marking";
import { Failed, Notice, StateBadge, Waiting } from "../parts/notices";
import { analysisHref } from "../routes";
import type { Batch, Job } from "../types";
import { Spending } from "./spending";

const SHOWN = 50;
const OPEN = new Set(["queued", "waiting", "running", "receiving", "cancelling"]);

/** What was done lately, what is under way, and what it cost. */
export function DashboardView() {
  return (
    <>
      <h1>Dashboard</h1>
      <Spending />
      <Recent />
      <Batches />
    </>
  );
}

function Recent() {
  const [before, setBefore] = useState<string | null>(null);
  const [loaded, reload] = useLoaded(() => api.recent(SHOWN, before), [before]);
  useAgain(loaded.state === "done" && loaded.value.items.some(isUnderWay), reload);
  return (
    <section aria-labelledby="recent">
      <div class="row">
        <h2 id="recent" class="grow">
          {before ? "Older analyses" : "Recent analyses"}
        </h2>
        <button type="button" class="quiet" onClick={reload}>
          Look again
        </button>
      </div>
      {loaded.state === "loading" && <Waiting what="the analyses" />}
      {loaded.state === "failed" && <Failed error={loaded.error} onRetry={reload} />}
      {loaded.state === "done" && <RecentPage recent={loaded.value} />}
      <div class="row">
        {before && (
          <button type="button" onClick={() => setBefore(null)}>
            Back to the newest
          </button>
        )}
        {loaded.state === "done" && loaded.value.next_before && (
          <button type="button" onClick={() => setBefore(loaded.value.next_before)}>
            Show older ones
          </button>
        )}
      </div>
    </section>
  );
}

function RecentPage({ recent }: { recent: RecentJobs }) {
  if (recent.items.length > 0) return <RecentTable jobs={recent.items} />;
  return (
    <Notice>
      <p>
        No article was analysed yet. <a href="#/">Analyse the first one</a>.
      </p>
    </Notice>
  );
}

const PAUSE = 4000;

/** Look again every few seconds, as long as something is under way and somebody looks. */
function useAgain(underWay: boolean, reload: () => void): void {
  useEffect(() => {
    if (!underWay) return undefined;
    const timer = setInterval(() => document.visibilityState === "visible" && reload(), PAUSE);
    return () => clearInterval(timer);
  }, [underWay, reload]);
}

function isUnderWay({ state }: { state: string }): boolean {
  return OPEN.has(state);
}

function RecentTable({ jobs }: { jobs: Job[] }) {
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label="Table of recent analyses">
      <table>
        <thead>
          <tr>
            <th scope="col">Article</th>
            <th scope="col">State</th>
            <th scope="col">Asked for</th>
          </tr>
        </thead>
        <tbody>
          {jobs.map((job) => (
            <tr key={job.id}>
              <td>
                <a href={analysisHref(job.id)} class="serif" dir="auto">
                  {shown(job.title ?? "No headline")}
                </a>
                {job.failure && <span class="small block">{job.failure.message}</span>}
              </td>
              <td>
                <StateBadge state={job.state} />
              </td>
              <td class="moment">{moment(job.created_at)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Batches() {
  const [loaded, reload] = useLoaded(() => api.batches(), []);
  useAgain(loaded.state === "done" && loaded.value.items.some(isUnderWay), reload);
  return (
    <section aria-labelledby="batches">
      <h2 id="batches">Batches</h2>
      {loaded.state === "loading" && <Waiting what="the batches" />}
      {loaded.state === "failed" && <Failed error={loaded.error} onRetry={reload} />}
      {loaded.state === "done" &&
        (loaded.value.items.length === 0 ? (
          <Notice>
            <p>No batch was sent yet. An archive is sent to /v1/batches, one article a line.</p>
          </Notice>
        ) : (
          <ul class="batches">
            {loaded.value.items.map((batch) => (
              <BatchLine key={batch.id} batch={batch} />
            ))}
          </ul>
        ))}
    </section>
  );
}

function BatchLine({ batch }: { batch: Batch }) {
  const done = Object.entries(batch.counts)
    .filter(([state]) => !OPEN.has(state))
    .reduce((sum, [, each]) => sum + each, 0);
  const told = Object.entries(batch.counts)
    .filter(([, each]) => each > 0)
    .map(([state, each]) => `${number(each)} ${state}`)
    .join(", ");
  return (
    <li>
      <div class="row">
        <span class="grow">
          {moment(batch.created_at)} · {count(batch.total, "article")}
        </span>
        <StateBadge state={batch.state} />
      </div>
      <progress max={Math.max(batch.total, 1)} value={done} aria-label={`Batch of ${moment(batch.created_at)}`} />
      <p class="small">{told}</p>
    </li>
  );
}
