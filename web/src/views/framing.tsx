import type { ComponentChildren } from "preact";
import { type Finding, findingAt, labelled, type Layer } from "../findings";
import { findingClass } from "../jumping";
import { shown } from "../marking";
import { Gone, Tools } from "../parts/editing";
import { Chip, Quotes } from "../parts/quotes";
import type { Framing, Signal, Voice } from "../types";
import { Missing } from "./missing";
import type { PartProps } from "./result";

export function FramingPart(props: PartProps) {
  const { framing } = props.analysis;
  return (
    <section aria-labelledby="part-framing">
      <h2 id="part-framing" tabIndex={-1} lang={props.words.page.language}>
        {props.words.page.bias_analysis}
      </h2>
      {framing === null ? (
        <Missing {...props} stage="framing" />
      ) : (
        <>
          <Verdict {...props} framing={framing} />
          <Frames {...props} framing={framing} />
          <Signals {...props} framing={framing} voice="author" />
          <Signals {...props} framing={framing} voice="quoted_source" />
          <Perspectives {...props} framing={framing} />
        </>
      )}
    </section>
  );
}

type Framed = PartProps & { framing: Framing };

function Verdict({ analysis, framing, words }: Framed) {
  const { severity } = framing;
  const { page } = words;
  const genre = words.genres[framing.genre];
  const claimed = analysis.dropped.some(({ stage, item }) => stage === "framing" && /^signals?\b/.test(item));
  const meaning = severity === null
    ? claimed ? page.severity_unverified : page.severity_nothing
    : words.severities[severity]?.definition;
  return (
    <dl class="verdict" lang={page.language}>
      <div>
        <dt>{page.genre}</dt>
        <dd>
          {labelled(words, "genres", framing.genre)}
          {genre?.note && <span class="small">{genre.note}</span>}
        </dd>
      </div>
      <div>
        <dt>{page.severity}</dt>
        <dd>
          {severity === null ? page.severity_open : labelled(words, "severities", severity)}
          <span class="small">{meaning}</span>
        </dd>
      </div>
    </dl>
  );
}

function Frames(props: Framed) {
  const { framing, words, lang } = props;
  const functions = Object.entries(framing.functions).filter(([, told]) => told !== null);
  return (
    <>
      <h3 lang={words.page.language}>{words.page.frames}</h3>
      <p class="small" lang={words.page.language}>
        {words.page.frames_note}
      </p>
      {framing.frames.length === 0 && functions.length === 0 && (
        <p class="open">{words.page.no_frames}</p>
      )}
      <ul class="findings">
        {framing.frames.map((frame, index) => (
          <Item key={index} {...props} layer="frames" index={index}>
            <p lang={lang} dir="auto">
              {shown(frame.explanation)}
            </p>
          </Item>
        ))}
        {functions.map(([key, told]) => (
          <Item key={key} {...props} layer="frames" index={key} beside={told?.text}>
            <p class="serif" lang={lang} dir="auto">
              {shown(told?.text ?? "")}
            </p>
          </Item>
        ))}
      </ul>
    </>
  );
}

function Signals(props: Framed & { voice: Voice }) {
  const { framing, words, voice } = props;
  const found = framing.signals
    .map((signal, index) => ({ signal, index }))
    .filter(({ signal }) => signal.voice === voice);
  return (
    <>
      <h3 lang={words.page.language}>
        {voice === "author" ? words.page.author_signals : words.page.source_signals}
      </h3>
      {found.length === 0 && <p class="open">None was found.</p>}
      <ul class="findings">
        {found.map(({ signal, index }) => (
          <SignalItem key={index} {...props} signal={signal} index={index} />
        ))}
      </ul>
    </>
  );
}

function SignalItem(props: Framed & { voice: Voice; signal: Signal; index: number }) {
  const { signal, index, words, voice, lang, quoted } = props;
  return (
    <Item {...props} layer={voice === "author" ? "author" : "source"} index={index}>
      <p lang={lang} dir="auto">
        {shown(signal.explanation)}
      </p>
      {signal.neutral && (
        <p class="small">
          <span lang={words.page.language}>{words.page.neutral}:</span>{" "}
          <span class="serif" lang={quoted} dir="auto">
            {shown(signal.neutral)}
          </span>
        </p>
      )}
    </Item>
  );
}

function Perspectives(props: Framed) {
  const { framing, words, lang } = props;
  if (framing.perspectives.length === 0) return null;
  return (
    <>
      <h3 lang={words.page.language}>{words.page.perspectives}</h3>
      <ul class="findings">
        {framing.perspectives.map((each, index) => (
          <Item key={index} {...props} layer="parties" index={index}
            tag={labelled(words, "perspective_statuses", each.status)}>
            <p lang={lang} dir="auto">
              {shown(each.why)}
            </p>
          </Item>
        ))}
      </ul>
    </>
  );
}

interface ItemProps extends PartProps {
  layer: Layer;
  index: number | string;
  beside?: string | undefined;
  tag?: string;
  children: ComponentChildren;
}

/** A finding that can be taken out, but not reworded. */
function Item(props: ItemProps) {
  const { findings, layer, index, children, editing, quoted, tag } = props;
  const finding = findingAt(findings, layer, index);
  const removed = isRemoved(props);
  return (
    <li id={finding.id} tabIndex={-1} class={findingClass(finding, removed)}>
      <Chip finding={finding} />
      <div class="finding-body">
        <Gone removed={removed} />
        <p class="finding-name">
          <Name finding={finding} />
          {tag && <span class="small"> {tag}</span>}
        </p>
        {children}
        <Quotes finding={finding} beside={props.beside ?? null} lang={quoted} />
        {editing && (
          <Tools what={finding.code} removed={removed} onRemove={(remove) => props.onDraft(marked(props, remove))} />
        )}
      </div>
    </li>
  );
}

function Name({ finding }: { finding: Finding }) {
  return <bdi>{shown(finding.name)}</bdi>;
}

type Listed = "frames" | "signals" | "perspectives";

function listOf(layer: Layer): Listed {
  if (layer === "parties") return "perspectives";
  return layer === "frames" ? "frames" : "signals";
}

function isRemoved({ draft, layer, index }: ItemProps): boolean {
  return typeof index === "string" ? draft.functions.has(index) : draft[listOf(layer)].has(index);
}

function marked({ draft, layer, index }: ItemProps, remove: boolean): PartProps["draft"] {
  if (typeof index === "string") return { ...draft, functions: changed(draft.functions, index, remove) };
  const list = listOf(layer);
  return { ...draft, [list]: changed(draft[list], index, remove) };
}

function changed<T>(set: ReadonlySet<T>, value: T, add: boolean): ReadonlySet<T> {
  const next = new Set(set);
  if (add) next.add(value);
  else next.delete(value);
  return next;
}
