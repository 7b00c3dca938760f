import { toQuote } from "../jumping";
import { type Finding, LAYERS } from "../findings";
import { directionOf, shown } from "../marking";

/** The code of a finding, as a button that leads to its first quote in the article. */
export function Chip(props: { finding: Finding }) {
  const { finding } = props;
  if (finding.evidence.length === 0) {
    return <span class={`chip chip-${finding.layer} chip-bare`}>{finding.code}</span>;
  }
  return (
    <button
      type="button"
      class={`chip chip-${finding.layer}`}
      onClick={() => toQuote(finding)}
      aria-label={`${finding.code}: show its quote in the article (${LAYERS[finding.layer].name})`}
    >
      {finding.code}
    </button>
  );
}

/** Its quotes, but for what its text says already. */
export function Quotes(props: { finding: Finding; beside?: string | null; lang: string | undefined }) {
  const { finding, beside, lang } = props;
  const quotes = finding.evidence
    .map((anchor, place) => ({ exact: anchor.exact, place }))
    .filter(({ exact }) => exact !== beside);
  if (quotes.length === 0) return null;
  return (
    <ul class="quotes">
      {quotes.map(({ exact, place }) => (
        <li key={place}>
          <button type="button" class="quote" dir={directionOf(exact)} onClick={() => toQuote(finding, place)}>
            <span class="hidden">Show in the article: </span>
            <q lang={lang}>
              {shown(exact)}
            </q>
          </button>
        </li>
      ))}
    </ul>
  );
}
