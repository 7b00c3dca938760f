import type { ComponentChildren } from "preact";
import { type Finding, findingAt, labelled, type Layer } from "../findings";
import { selected } from "../jumping";
import { shown } from "../marking";
import { Tools } from "../parts/editing";
import { Chip, Quotes } from "../parts/quotes";
import type { Framing, Signal, Voice } from "../types";
import { Missing } from "./missing";
import type { PartProps } from "./result";

export function FramingPart(props: PartProps) {
  const { framing } = props.analysis;
  return (
    <section aria-labelledby="part-framing">
      <h2 id="part-framing" tabIndex={-1}>
        Bias Analysis
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

function Verdict({ framing, words }: Framed) {
  const severity = framing.severity;
  const genre = words.genres[framing.genre];
  return (
    <dl class="verdict">
      <div>
        <dt>Genre</dt>
        <dd>
          {labelled(words, "genres", framing.genre)}
          {genre?.note && <span class="small">{genre.note}</span>}
        </dd>
      </div>
      <div>
        <dt>Slanted wording</dt>
        <dd>
          {severity === null ? "Could not be established" : labelled(words, "severities", severity)}
          <span class="small">
            {severity === null
              ? "What was claimed about the wording could not be proved."
              : words.severities[severity]?.definition}
          </span>
        </dd>
      </div>
    </dl>
  );
}

function Frames(props: Framed) {
  const { framing, lang } = props;
  const functions = Object.entries(framing.functions).filter(([, told]) => told !== null);
  return (
    <>
      <h3>How the story is told</h3>
      <p class="small">A frame is a choice of emphasis. It is not an accusation.</p>
      {framing.frames.length === 0 && functions.length === 0 && (
        <p class="open">No frame could be proved by the article.</p>
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

const VOICES: Record<Voice, { heading: string; note: string; none: string }> = {
  author: {
    heading: "In the author’s own voice",
    note: "Wording that leans to one side, in the article’s own words.",
    none: "None was found.",
  },
  quoted_source: {
    heading: "In the voice of those quoted",
    note: "Slanted words of sources. They are not the author’s bias and do not count as such.",
    none: "None was found.",
  },
};

function Signals(props: Framed & { voice: Voice }) {
  const { framing, voice } = props;
  const told = VOICES[voice];
  const found = framing.signals
    .map((signal, index) => ({ signal, index }))
    .filter(({ signal }) => signal.voice === voice);
  return (
    <>
      <h3>{told.heading}</h3>
      <p class="small">{told.note}</p>
      {found.length === 0 && <p class="open">{told.none}</p>}
      <ul class="findings">
        {found.map(({ signal, index }) => (
          <SignalItem key={index} {...props} signal={signal} index={index} />
        ))}
      </ul>
    </>
  );
}

function SignalItem(props: Framed & { voice: Voice; signal: Signal; index: number }) {
  const { signal, index, voice, lang, quoted } = props;
  return (
    <Item {...props} layer={voice === "author" ? "author" : "source"} index={index}>
      <p lang={lang} dir="auto">
        {shown(signal.explanation)}
      </p>
      {signal.neutral && (
        <p class="small">
          More neutral:{" "}
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
      <h3>Who is heard</h3>
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
  const classes = `finding ${selected.value === finding.id ? "is-selected" : ""} ${removed ? "is-removed" : ""}`;
  return (
    <li id={finding.id} tabIndex={-1} class={classes}>
      <Chip finding={finding} />
      <div class="finding-body">
        <p class="finding-name" lang="en">
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
