import { api } from "../api";
import { dollars, number } from "../formats";
import { useLoaded } from "../loading";
import { Failed, Waiting } from "../parts/notices";
import { Plot } from "../parts/plot";
import type { Usage } from "../types";

/** What was used and spent, day by day. */
export function Spending() {
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
