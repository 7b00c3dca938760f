import { useEffect, useState } from "preact/hooks";
import { type ApiError, api, asApiError } from "../api";
import { follow, type ServerEvent } from "../events";
import { seconds } from "../formats";
import { Failed, Notice } from "../parts/notices";
import type { Stage, StageEvent } from "../types";

const STAGES: { stage: Stage; name: string; doing: string }[] = [
  { stage: "summary", name: "Summary", doing: "Summing up, and finding each sentence in the article" },
  { stage: "framing", name: "Bias analysis", doing: "Looking at frames, wording and who is heard" },
  { stage: "questions", name: "Key questions", doing: "Asking what readers will ask, and what the article answers" },
];

type Standing =
  | { state: "waiting" }
  | { state: "running"; since: number }
  | { state: "ended"; took: number; kept: number; dropped: number; code: string | null };

interface Told {
  queued: boolean;
  stages: Partial<Record<Stage, Standing>>;
  /** What a screen reader says. */
  said: string;
}

const NOTHING: Told = { queued: true, stages: {}, said: "The analysis is waiting for its turn." };

/** What one event changes. */
export function after(told: Told, event: ServerEvent): Told {
  if (event.name === "queued") return NOTHING;
  if (event.name === "running") return { ...NOTHING, queued: false, said: "The analysis has begun." };
  if (event.name !== "stage") return told;
  const step = event.data as unknown as StageEvent;
  const at = Date.parse(step.at);
  const name = STAGES.find((each) => each.stage === step.stage)?.name ?? step.stage;
  if (step.state === "begun") {
    return { ...told, stages: { ...told.stages, [step.stage]: { state: "running", since: at } } };
  }
  const before = told.stages[step.stage];
  const ended: Standing = {
    state: "ended",
    took: before?.state === "running" ? at - before.since : 0,
    kept: step.kept ?? 0,
    dropped: step.dropped ?? 0,
    code: step.code ?? null,
  };
  const said = `${name}: ${ended.code ? "failed" : `done, ${ended.kept} kept`}.`;
  return { ...told, stages: { ...told.stages, [step.stage]: ended }, said };
}

/** The stages of an analysis as they happen, until it is settled. */
export function ProgressPane(props: { id: string; onSettled: () => void }) {
  const { id, onSettled } = props;
  const [told, setTold] = useState(NOTHING);
  const [lost, setLost] = useState(false);
  const [error, setError] = useState<ApiError | null>(null);
  const [stopping, setStopping] = useState(false);
  useEffect(() => {
    const ended = new AbortController();
    follow(id, {
      signal: ended.signal,
      onLost: setLost,
      onEvent: (event) => setTold((before) => after(before, event)),
    }).then(
      () => ended.signal.aborted || onSettled(),
      (failure: unknown) => setError(asApiError(failure)),
    );
    return () => ended.abort();
  }, [id, onSettled]);
  const cancel = () => {
    setStopping(true);
    api.cancel(id).catch((failure: unknown) => {
      setStopping(false);
      const told = asApiError(failure);
      if (told.code !== "analysis_settled") setError(told);
    });
  };
  return (
    <section class="progress" aria-labelledby="progress-title">
      <h2 id="progress-title">{told.queued ? "Waiting for its turn" : "Under way"}</h2>
      <ol class="stages">
        {STAGES.map(({ stage, name, doing }) => (
          <StageLine key={stage} name={name} doing={doing} standing={told.stages[stage]} />
        ))}
      </ol>
      <p class="hidden" role="status">
        {told.said}
      </p>
      <button type="button" onClick={cancel} disabled={stopping}>
        {stopping ? "Stopping…" : "Cancel"}
      </button>
      {lost && (
        <Notice kind="warn">
          <p role="status">The connection was lost. The analysis goes on, and this page tries to reach it again.</p>
        </Notice>
      )}
      {error && <Failed error={error} />}
    </section>
  );
}

function StageLine(props: { name: string; doing: string; standing: Standing | undefined }) {
  const { name, doing, standing = { state: "waiting" } } = props;
  const failed = standing.state === "ended" && standing.code !== null;
  return (
    <li class={`stage stage-${failed ? "failed" : standing.state}`}>
      <span class="stage-sign" aria-hidden="true" />
      <span class="stage-name">{name}</span>
      <span class="stage-told">
        {toldOf(standing, doing)}
        {standing.state === "running" && <Clock />}
      </span>
    </li>
  );
}

/** How long it has been shown; clocks of other machines do not matter. */
function Clock() {
  const [ticks, setTicks] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => setTicks((before) => before + 1), 1000);
    return () => clearInterval(timer);
  }, []);
  return <span class="clock"> {ticks} s</span>;
}

function toldOf(standing: Standing, doing: string): string {
  if (standing.state === "waiting") return "Not begun";
  if (standing.state === "running") return `${doing}…`;
  const took = seconds(standing.took);
  if (standing.code) return `Failed after ${took}`;
  const dropped = standing.dropped ? `, ${standing.dropped} left out for want of proof` : "";
  return `${standing.kept} kept${dropped}, in ${took}`;
}
