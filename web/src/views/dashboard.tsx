import { api } from "../api";
import { count, dollars, moment, number } from "../formats";
import { useLoaded } from "../loading";
import { shown } from "../marking";
import { Failed, Notice, StateBadge, Waiting } from "../parts/notices";
import { Plot } from "../parts/plot";
import { analysisHref } from "../routes";
import type { Batch, Job, Usage } from "../types";

const SHOWN = 50;

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
  const [loaded, reload] = useLoaded(() => api.recent(SHOWN), []);
  return (
    <section aria-labelledby="recent">
      <div class="row">
        <h2 id="recent" class="grow">
          Recent analyses
        </h2>
        <button type="button" class="quiet" onClick={reload}>
          Look again
        </button>
      </div>
      {loaded.state === "loading" && <Waiting what="the analyses" />}
      {loaded.state === "failed" && <Failed error={loaded.error} onRetry={reload} />}
      {loaded.state === "done" &&
        (loaded.value.items.length === 0 ? (
          <Notice>
            <p>
              No article was analysed yet. <a href="#/">Analyse the first one</a>.
            </p>
          </Notice>
        ) : (
          <RecentTable jobs={loaded.value.items} />
        ))}
    </section>
  );
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

const OPEN = new Set(["queued", "pending", "running"]);

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

function Spending() {
  const [loaded, reload] = useLoaded(() => api.usage(), []);
  return (
    <section aria-labelledby="spending">
      <h2 id="spending">The last 31 days</h2>
      {loaded.state === "loading" && <Waiting what="what was used" />}
      {loaded.state === "failed" && <Failed error={loaded.error} onRetry={reload} />}
      {loaded.state === "done" && <Used usage={loaded.value} />}
    </section>
  );
}

interface Day {
  day: string;
  analyses: number;
  cost: number;
}

/** Every day from the first to the last, also those on which nothing was done. */
function daysOf(usage: Usage): Day[] {
  const days = new Map<string, Day>();
  for (let at = Date.parse(usage.since); at <= Date.parse(usage.until); at += 86_400_000) {
    const day = new Date(at).toISOString().slice(0, 10);
    days.set(day, { day, analyses: 0, cost: 0 });
  }
  for (const { day, usage: spent } of usage.days) {
    const told = days.get(day);
    if (told === undefined) continue;
    told.analyses += spent.analyses;
    told.cost += spent.cost_usd;
  }
  return [...days.values()];
}

function Used({ usage }: { usage: Usage }) {
  const days = daysOf(usage);
  const { total } = usage;
  return (
    <>
      <dl class="totals">
        {[
          ["Analyses", number(total.analyses)],
          ["Spent", dollars(total.cost_usd)],
          ["Model calls", number(total.calls)],
          ["Tokens", number(total.tokens_input + total.tokens_output)],
        ].map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <div class="plots">
        <Plot title="Analyses a day" days={days.map(({ day }) => day)} values={days.map(({ analyses }) => analyses)} told={number} />
        <Plot title="US dollars a day" days={days.map(({ day }) => day)} values={days.map(({ cost }) => cost)} told={dollars} />
      </div>
      <DaysTable days={days} />
    </>
  );
}

function DaysTable({ days }: { days: Day[] }) {
  const busy = days.filter(({ analyses, cost }) => analyses > 0 || cost > 0).toReversed();
  if (busy.length === 0) return null;
  return (
    <details class="more">
      <summary>The same as a table</summary>
      <table>
        <thead>
          <tr>
            <th scope="col">Day (UTC)</th>
            <th scope="col">Analyses</th>
            <th scope="col">Spent</th>
          </tr>
        </thead>
        <tbody>
          {busy.map(({ day, analyses, cost }) => (
            <tr key={day}>
              <th scope="row">{day}</th>
              <td>{number(analyses)}</td>
              <td>{dollars(cost)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}
