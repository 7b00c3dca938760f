import { useEffect, useState } from "preact/hooks";
import { type ApiError, api, asApiError } from "../api";
import { type Draft, draftOf, editsOf, faultOf } from "../draft";
import { count, moment } from "../formats";
import { shown } from "../marking";
import { Failed } from "../parts/notices";
import type { Analysis, Edits, Review, ReviewState, Trail } from "../types";

const NAME = "keyquestions.reviewer";

export const DECISIONS: Record<ReviewState, string> = {
  draft: "Kept as a draft",
  approved: "Approved",
  edited: "Approved with changes",
  rejected: "Rejected",
};

interface Props {
  analysis: Analysis;
  trail: Trail;
  onTrail: (trail: Trail) => void;
  draft: Draft;
  onDraft: (draft: Draft) => void;
  editing: boolean;
  onEditing: (editing: boolean) => void;
}

/** An editor decides, with or without changes; every decision stays on record. */
export function ReviewPart(props: Props) {
  const { analysis, trail, onTrail, draft, onDraft, editing, onEditing } = props;
  const [reviewer, setReviewer] = useState(() => sessionStorage.getItem(NAME) ?? "");
  const [note, setNote] = useState("");
  const [error, setError] = useState<ApiError | null>(null);
  const [said, setSaid] = useState("");
  const [busy, setBusy] = useState(false);
  const [theirs, setTheirs] = useNewer(analysis.id, trail.revision);
  const edits = editsOf(draft, analysis);
  const fault = faultOf(draft, analysis);
  const decide = async (state: ReviewState) => {
    sessionStorage.setItem(NAME, reviewer.trim());
    const review = await api.review(analysis.id, {
      state,
      reviewer: reviewer.trim(),
      note: note.trim() || null,
      content_hash: analysis.article.content_hash,
      revision: trail.revision,
      ...(edits && state !== "rejected" ? { edits } : {}),
    });
    onTrail({ revision: review.revision, state: review.state, entries: [...trail.entries, review] });
    setNote("");
    setSaid(`${DECISIONS[state]}. It is on record as number ${review.revision}.`);
    onEditing(false);
  };
  const attempt = (state: ReviewState) => {
    setBusy(true);
    setError(null);
    setSaid("");
    decide(state)
      .catch(async (failure: unknown) => {
        const told = asApiError(failure);
        if (told.code === "review_outdated") setTheirs(await api.trail(analysis.id));
        else setError(told);
      })
      .catch((failure: unknown) => setError(asApiError(failure)))
      .finally(() => setBusy(false));
  };
  const settle = (takeOver: boolean) => {
    if (theirs === null) return;
    onTrail(theirs);
    if (takeOver) onDraft(draftOf(analysis, theirs.entries.at(-1)?.edits ?? null));
    setTheirs(null);
  };
  return (
    <section class="review" aria-labelledby="part-review">
      <h2 id="part-review" tabIndex={-1}>
        Review
      </h2>
      <Standing trail={trail} />
      {theirs && <Conflict theirs={theirs} mine={edits !== null} onSettle={settle} />}
      <div class="row">
        <button type="button" aria-pressed={editing} onClick={() => onEditing(!editing)}>
          {editing ? "Stop editing" : "Edit the findings"}
        </button>
        {edits && (
          <>
            <span class="small grow">{toldOf(edits, analysis)}</span>
            <button type="button" class="quiet" onClick={() => onDraft(draftOf(analysis, null))}>
              Undo all changes
            </button>
          </>
        )}
      </div>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          const chosen = (event.submitter as HTMLButtonElement | null)?.value;
          attempt((chosen ?? "draft") as ReviewState);
        }}
      >
        <div class="fields">
          <div>
            <label for="reviewer">Your name</label>
            <input id="reviewer" required maxLength={200} autocomplete="name" pattern=".*\S.*" value={reviewer} onInput={(event) => setReviewer(event.currentTarget.value)} />
          </div>
          <div>
            <label for="note">Note to colleagues</label>
            <input id="note" maxLength={5000} value={note} onInput={(event) => setNote(event.currentTarget.value)} aria-describedby="note-hint" />
            <p id="note-hint" class="small">It is never published.</p>
          </div>
        </div>
        {fault && <p class="notice notice-warn">{fault}</p>}
        <div class="row">
          <button type="submit" class="primary" value={edits ? "edited" : "approved"} disabled={busy || fault !== null || theirs !== null}>
            {edits ? "Approve with changes" : "Approve"}
          </button>
          <button type="submit" value="draft" disabled={busy || fault !== null || theirs !== null}>
            Keep as a draft
          </button>
          <button type="submit" class="bad" value="rejected" disabled={busy || theirs !== null}>
            Reject
          </button>
        </div>
      </form>
      <p class="said" role="status">
        {said}
      </p>
      {error && <Failed error={error} />}
      <History trail={trail} analysis={analysis} />
    </section>
  );
}

/** What somebody else has decided since; looked for when the window is looked at again. */
function useNewer(id: string, revision: number): [Trail | null, (trail: Trail | null) => void] {
  const [newer, setNewer] = useState<Trail | null>(null);
  useEffect(() => {
    const look = () => {
      if (document.visibilityState !== "visible") return;
      api.trail(id).then(
        (trail) => trail.revision > revision && setNewer(trail),
        () => undefined, // it is found out at the latest when a decision is sent
      );
    };
    addEventListener("focus", look);
    document.addEventListener("visibilitychange", look);
    return () => {
      removeEventListener("focus", look);
      document.removeEventListener("visibilitychange", look);
    };
  }, [id, revision]);
  return [newer, setNewer];
}

function Standing({ trail }: { trail: Trail }) {
  const newest = trail.entries.at(-1);
  if (newest === undefined) {
    return <p>Nobody has decided yet. Readers see nothing of this analysis.</p>;
  }
  const published = newest.state === "approved" || newest.state === "edited";
  return (
    <p>
      <strong class={`decision decision-${newest.state}`}>{DECISIONS[newest.state]}</strong> by{" "}
      <bdi>{shown(newest.reviewer)}</bdi>, {moment(newest.created_at)}.{" "}
      {published ? "Readers see it where the article has a CMS number." : "Readers see nothing of this analysis."}
    </p>
  );
}

function Conflict(props: { theirs: Trail; mine: boolean; onSettle: (takeOver: boolean) => void }) {
  const newest = props.theirs.entries.at(-1);
  if (newest === undefined) return null;
  return (
    <div class="notice notice-warn" role="alert">
      <p>
        <strong>Somebody else has decided in the meantime.</strong>{" "}
        <bdi>{shown(newest.reviewer)}</bdi>: {DECISIONS[newest.state]}, {moment(newest.created_at)}.
        {newest.note && <> “<bdi>{shown(newest.note)}</bdi>”</>}
      </p>
      <p>Nothing was overwritten, and {props.mine ? "your changes are still here." : "you have changed nothing."}</p>
      <div class="row">
        <button type="button" onClick={() => props.onSettle(true)}>
          Go on with theirs
        </button>
        <button type="button" onClick={() => props.onSettle(false)}>
          Keep mine, and decide again
        </button>
      </div>
    </div>
  );
}

function History({ trail, analysis }: { trail: Trail; analysis: Analysis }) {
  if (trail.entries.length === 0) return null;
  return (
    <details class="more">
      <summary>{count(trail.entries.length, "decision")} on record</summary>
      <ol class="history" reversed>
        {trail.entries.toReversed().map((each) => (
          <Entry key={each.revision} entry={each} analysis={analysis} />
        ))}
      </ol>
    </details>
  );
}

function Entry({ entry, analysis }: { entry: Review; analysis: Analysis }) {
  return (
    <li value={entry.revision}>
      <strong class={`decision decision-${entry.state}`}>{DECISIONS[entry.state]}</strong>{" "}
      <span class="small">
        <bdi>{shown(entry.reviewer)}</bdi>, {moment(entry.created_at)}
        {entry.edits && <> · {toldOf(entry.edits, analysis)}</>}
      </span>
      {entry.note && <p dir="auto">{shown(entry.note)}</p>}
    </li>
  );
}

/** What was changed, in a few words. */
function toldOf(edits: Edits, analysis: Analysis): string {
  const lists = [edits.questions, edits.summary];
  const reworded = lists
    .flatMap((list) => list ?? [])
    .filter((each) => Object.entries(each).some(([name, text]) => name !== "index" && text)).length;
  const gone =
    (edits.questions ? analysis.questions.length - edits.questions.length : 0) +
    (edits.summary ? (analysis.summary?.sentences.length ?? 0) - edits.summary.length : 0) +
    Object.values(edits.removed).reduce((sum, each) => sum + each.length, 0);
  const reordered = lists.some((list) => list?.some(({ index }, at) => index < (list[at - 1]?.index ?? -1)));
  const told = [
    reworded ? `${reworded} reworded` : "",
    gone ? `${gone} taken out` : "",
    reordered ? "reordered" : "",
  ].filter(Boolean);
  return told.join(", ") || "No change";
}
