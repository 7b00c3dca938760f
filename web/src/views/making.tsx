import { count, dollars, number, seconds } from "../formats";
import { shown } from "../marking";
import type { Analysis, Dropped as Item, Provenance, Stage } from "../types";

const STAGES: Record<Stage, string> = {
  summary: "Summary",
  framing: "Bias analysis",
  questions: "Key questions",
};

/** What was claimed and could not be shown. */
export function Dropped({ dropped }: { dropped: Item[] }) {
  if (dropped.length === 0) {
    return <p class="small quiet-line">Nothing had to be left out: all that was claimed was found in the article.</p>;
  }
  return (
    <details class="more">
      <summary>
        {count(dropped.length, "finding")} left out, and why
      </summary>
      <ul class="dropped">
        {dropped.map((each, index) => (
          <li key={index}>
            <span class="small">{STAGES[each.stage]}</span>
            <p dir="auto">{shown(each.item)}</p>
            <p class="small" dir="auto">
              {shown(each.reason)}
            </p>
          </li>
        ))}
      </ul>
    </details>
  );
}

/** Facts about how it was made, in the order in which they are shown. */
export function facts({ provenance: made, article }: Analysis): [string, string][] {
  const tokens = made.tokens;
  return [
    ["Analyst", made.analyst === "builtin" ? "Built in, no language model" : "Language model"],
    ["Model", made.model ?? "None"],
    ["Served as", made.model_served ?? "–"],
    ["Prompts", made.prompts ? made.prompts.slice(0, 12) : "–"],
    ["Words", made.codebook],
    ["Software", made.software],
    ["Calls", number(made.calls)],
    ["From the store", number(made.stored)],
    ["Tokens in and out", tokens ? `${told(tokens.input)} and ${told(tokens.output)}` : "–"],
    ["Cost", costOf(made)],
    ["Time", seconds(made.latency_ms)],
    ["Asked again", count(made.repairs, "stage")],
    ["Article", `${count(article.words, "word")}, ${article.language}`],
    ["Text’s digest", article.content_hash.slice(0, 12)],
  ];
}

function costOf(made: Provenance): string {
  if (made.cost_usd !== null) return dollars(made.cost_usd);
  return made.calls === 0 ? "Nothing" : "Unknown";
}

function told(value: number | null): string {
  return value === null ? "unknown" : number(value);
}

export function Made({ analysis }: { analysis: Analysis }) {
  return (
    <details class="more">
      <summary>How this was made, and what it cost</summary>
      <dl class="facts">
        {facts(analysis).map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
        <div>
          <dt>Number</dt>
          <dd>{analysis.id}</dd>
        </div>
      </dl>
      <p>
        <a href={`#/compare/${analysis.id}/-`}>Compare it with another analysis</a>
      </p>
    </details>
  );
}
