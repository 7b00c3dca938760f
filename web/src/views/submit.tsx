import { signal } from "@preact/signals";
import { useRef, useState } from "preact/hooks";
import { type ApiError, api, asApiError } from "../api";
import { count } from "../formats";
import { Failed } from "../parts/notices";
import { analysisHref, go } from "../routes";
import type { Posted } from "../types";

interface Form {
  content: string;
  html: boolean;
  title: string;
  externalId: string;
}

const EMPTY: Form = { content: "", html: false, title: "", externalId: "" };

/** It outlives the view, so that a key that has to be entered first costs nothing. */
const form = signal<Form>(EMPTY);

/** What was sent last, for trying again. */
export const sent = new Map<string, Posted>();

const MARKUP = /^\s*<(!doctype|html|head|body|article|main|section|div|p|h[1-6]|figure|ul|ol|blockquote)\b/i;

function change(part: Partial<Form>): void {
  form.value = { ...form.value, ...part };
}

function fill(content: string, html = MARKUP.test(content)): void {
  change({ content, html });
}

/** What is typed into an article that is there already does not decide anew what it is. */
function type(content: string): void {
  if (form.value.content.trim() === "") fill(content);
  else change({ content });
}

async function submit(): Promise<void> {
  const { content, html, title, externalId } = form.value;
  const posted: Posted = {
    ...(html ? { content_html: content } : { content_text: content }),
    ...(title.trim() ? { title: title.trim() } : {}),
    ...(externalId.trim() ? { external_id: externalId.trim() } : {}),
  };
  const answer = await api.submit(posted);
  sent.set(answer.id, posted);
  form.value = EMPTY;
  go(analysisHref(answer.id));
}

/** An article comes in: pasted, dropped, out of a file, or the sample. */
export function SubmitView() {
  const [error, setError] = useState<ApiError | null>(null);
  const [busy, setBusy] = useState(false);
  const { content, html, title, externalId } = form.value;
  const attempt = (work: () => Promise<void>) => {
    setBusy(true);
    setError(null);
    work()
      .catch((failure: unknown) => setError(asApiError(failure)))
      .finally(() => setBusy(false));
  };
  return (
    <form
      class="submit"
      onSubmit={(event) => {
        event.preventDefault();
        attempt(submit);
      }}
    >
      <h1>Analyse an article</h1>
      <p class="lead">
        A summary, a framing and bias analysis and the article’s key questions, each with quotes that were found
        in the text. Nothing is published until you approve it.
      </p>
      <Paper content={content} onFill={fill} onType={type} />
      <div class="row under-paper">
        <fieldset class="switch">
          <legend class="hidden">The article is</legend>
          {[false, true].map((markup) => (
            <label key={String(markup)}>
              <input
                type="radio"
                name="markup"
                checked={html === markup}
                onChange={() => change({ html: markup })}
              />
              {markup ? "HTML" : "Text"}
            </label>
          ))}
        </fieldset>
        <Files onFill={fill} />
        <button type="button" class="quiet" onClick={() => attempt(pickSample)}>
          Use the sample
        </button>
        <span class="small grow" role="status">
          {content.trim() ? count(content.trim().split(/\s+/).length, "word") : ""}
        </span>
      </div>
      <details class="more">
        <summary>Headline and CMS number</summary>
        <div class="fields">
          <div>
            <label for="title">Headline</label>
            <input id="title" value={title} maxLength={1000} onInput={(event) => change({ title: event.currentTarget.value })} aria-describedby="title-hint" />
            <p id="title-hint" class="small">Where the article above does not begin with it.</p>
          </div>
          <div>
            <label for="external">Its number in the CMS</label>
            <input id="external" value={externalId} maxLength={200} onInput={(event) => change({ externalId: event.currentTarget.value })} aria-describedby="external-hint" />
            <p id="external-hint" class="small">Readers see what you approve under this number, such as wp-1842.</p>
          </div>
        </div>
      </details>
      <button type="submit" class="primary" disabled={busy || !content.trim()}>
        {busy ? "Sending…" : "Analyse"}
      </button>
      {error && error.code !== "unauthorized" && <Failed error={error} />}
    </form>
  );
}

async function pickSample(): Promise<void> {
  const { default: sample } = await import("../sample");
  fill(sample, false);
}

interface PaperProps {
  content: string;
  onFill: (content: string, html?: boolean) => void;
  onType: (content: string) => void;
}

function Paper(props: PaperProps) {
  const [over, setOver] = useState(false);
  return (
    <div
      class={over ? "paper is-over" : "paper"}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        const file = event.dataTransfer?.files[0];
        const markup = event.dataTransfer?.getData("text/html");
        if (file) void file.text().then((text) => props.onFill(text));
        else if (markup) props.onFill(markup, true);
        else props.onFill(event.dataTransfer?.getData("text/plain") ?? "");
      }}
    >
      <label for="content" class="hidden">
        The article’s text or HTML
      </label>
      <textarea
        id="content"
        dir="auto"
        placeholder="Paste an article here, or drop a file."
        value={props.content}
        onInput={(event) => props.onType(event.currentTarget.value)}
      />
    </div>
  );
}

function Files(props: { onFill: (content: string) => void }) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <input
        ref={input}
        id="file"
        type="file"
        class="hidden"
        tabIndex={-1}
        aria-hidden="true"
        accept=".txt,.md,.html,.htm,text/plain,text/html"
        onChange={(event) => {
          const file = event.currentTarget.files?.[0];
          if (file) void file.text().then(props.onFill);
          event.currentTarget.value = "";
        }}
      />
      <button type="button" class="quiet" onClick={() => input.current?.click()}>
        Open a file
      </button>
    </>
  );
}
