import { Fragment } from "preact";
import { useMemo } from "preact/hooks";
import { type Finding, LAYERS, LAYER_NAMES, type Layer } from "../findings";
import { layers, quoteId, selected, toFinding, toggle } from "../jumping";
import { directionOf, type Mark, type Segment, segments, shown } from "../marking";
import type { Article, Block } from "../types";

interface Owner {
  finding: Finding;
  /** Which of its quotes. */
  place: number;
}

/** The article as it was read, with the quotes of findings marked in it. */
export function ArticlePane(props: { article: Article; findings: Finding[] }) {
  const { article, findings } = props;
  const [visible, chosen] = [layers.value, selected.value];
  const marks = useMemo(
    () => byBlock(findings.filter(({ id, layer }) => visible.has(layer) || id === chosen)),
    [findings, visible, chosen],
  );
  const byCode = useMemo(() => new Map(findings.map((each) => [each.code, each])), [findings]);
  const lang = article.language === "und" ? undefined : article.language;
  return (
    <article
      class="article"
      lang={lang}
      aria-label="The article"
      onClick={(event) => {
        const finding = byCode.get(ownerAt(event.target));
        if (finding && getSelection()?.isCollapsed !== false) toFinding(finding);
      }}
    >
      {grouped(article.blocks).map((group) => (
        <Group key={group[0]?.start} blocks={group} title={article.title} marks={marks} all={article.blocks} />
      ))}
    </article>
  );
}

function ownerAt(target: EventTarget | null): string {
  const at = target instanceof Element ? target.closest<HTMLElement>("[data-finding]") : null;
  return at?.dataset["finding"] ?? "";
}

function byBlock(findings: Finding[]): Map<number, Mark<Owner>[]> {
  const found = new Map<number, Mark<Owner>[]>();
  for (const finding of findings) {
    finding.evidence.forEach((anchor, place) => {
      const there = found.get(anchor.block) ?? [];
      there.push({ owner: { finding, place }, anchor });
      found.set(anchor.block, there);
    });
  }
  return found;
}

/** Items of one list stay together. */
function grouped(blocks: Block[]): Block[][] {
  const groups: Block[][] = [];
  for (const block of blocks) {
    const last = groups.at(-1);
    if (block.kind === "list_item" && last?.[0]?.kind === "list_item") last.push(block);
    else groups.push([block]);
  }
  return groups;
}

interface GroupProps {
  blocks: Block[];
  all: Block[];
  title: string | null;
  marks: Map<number, Mark<Owner>[]>;
}

function Group({ blocks, all, title, marks }: GroupProps) {
  const first = blocks[0];
  if (first === undefined) return null;
  const told = (block: Block) => <Marked block={block} marks={marks.get(all.indexOf(block)) ?? []} />;
  const dir = directionOf(first.text);
  switch (first.kind) {
    case "list_item":
      return (
        <ul dir={dir}>
          {blocks.map((block) => (
            <li key={block.start} dir={directionOf(block.text)}>
              {told(block)}
            </li>
          ))}
        </ul>
      );
    case "heading":
      return first.start === 0 && title !== null ? (
        <h2 class="headline" dir={dir}>
          {told(first)}
        </h2>
      ) : (
        <h3 dir={dir}>{told(first)}</h3>
      );
    case "quote":
      return <blockquote dir={dir}>{told(first)}</blockquote>;
    case "caption":
      return (
        <p class="caption" dir={dir}>
          {told(first)}
        </p>
      );
    case "paragraph":
      return <p dir={dir}>{told(first)}</p>;
  }
}

function Marked(props: { block: Block; marks: Mark<Owner>[] }) {
  const cut = useMemo(() => segments(props.block, props.marks), [props.block, props.marks]);
  return (
    <>
      {cut.map((segment, index) => (
        <Fragment key={index}>
          {segment.begins.map((mark) => (
            <Marker key={quoteId(mark.owner.finding, mark.owner.place)} owner={mark.owner} />
          ))}
          <Run segment={segment} />
        </Fragment>
      ))}
    </>
  );
}

function Marker({ owner: { finding, place } }: { owner: Owner }) {
  return (
    <button
      type="button"
      id={quoteId(finding, place)}
      class={`marker marker-${finding.layer}`}
      data-finding={finding.code}
      lang="en"
      dir="ltr"
      aria-label={`${finding.code}, ${LAYERS[finding.layer].name}: ${shown(finding.name)}. Go to the finding.`}
    >
      {finding.code}
    </button>
  );
}

/** A run of text with one underline for each layer that marks it. */
function Run({ segment }: { segment: Segment<Owner> }) {
  const innermost = segment.marks.at(-1);
  const text = shown(segment.text);
  if (innermost === undefined) return <>{text}</>;
  const present = LAYER_NAMES.filter((layer) =>
    segment.marks.some(({ owner }) => owner.finding.layer === layer),
  );
  const chosen = segment.marks.some(({ owner }) => owner.finding.id === selected.value);
  return present.reduce(
    (inner, layer) => <span class={`mark mark-${layer}`}>{inner}</span>,
    <span class={chosen ? "run run-selected" : "run"} data-finding={innermost.owner.finding.code}>
      {text}
    </span>,
  );
}

/** Which marks are shown, and what each looks like. */
export function Legend(props: { findings: Finding[] }) {
  const counts = new Map<Layer, number>();
  for (const { layer, evidence } of props.findings) {
    if (evidence.length > 0) counts.set(layer, (counts.get(layer) ?? 0) + 1);
  }
  return (
    <fieldset class="legend">
      <legend>Marked in the article</legend>
      {LAYER_NAMES.map((layer) => (
        <label key={layer} class={counts.has(layer) ? "" : "is-empty"}>
          <input
            type="checkbox"
            checked={layers.value.has(layer)}
            onChange={() => toggle(layer)}
            disabled={!counts.has(layer)}
          />
          <span class={`marker marker-${layer}`} aria-hidden="true">
            {LAYERS[layer].letter}
          </span>
          <span class={`mark mark-${layer}`}>{LAYERS[layer].name}</span>
          <span class="small">{counts.get(layer) ?? 0}</span>
        </label>
      ))}
    </fieldset>
  );
}
