/** `<key-questions external-id="…">`: what an editor approved about an article, for its readers. */

import { keep, restore } from "./keeping";
import look from "./look.css?inline";
import { build, type Node_ } from "./nodes";

const FORM = "application/vnd.keyquestions.widget+json";
const PATIENCE_MS = 10_000;
const SERVICE = new URL(/* @vite-ignore */ ".", import.meta.url).href;

const sheet = new CSSStyleSheet();
sheet.replaceSync(
  `:host{display:block;min-block-size:var(--keyquestions-reserve,0)}:host([hidden]){display:none}${look}`,
);

type Outcome = "shown" | "absent" | "failed";

class KeyQuestions extends HTMLElement {
  static readonly observedAttributes = ["external-id", "src", "json-ld"];

  readonly #root = this.attachShadow({ mode: "open" });
  #asking: AbortController | null = null;
  #shown = "";
  #linked: HTMLScriptElement | null = null;

  constructor() {
    super();
    this.#root.adoptedStyleSheets = [sheet];
    // What the page itself has in the element is seen until there is something better.
    this.#root.append(document.createElement("slot"));
  }

  connectedCallback(): void {
    void this.refresh();
  }

  disconnectedCallback(): void {
    this.#asking?.abort();
    this.#asking = null;
  }

  attributeChangedCallback(_: string, before: string | null, after: string | null): void {
    // Before it is in the page there is nothing to ask for; attributes set one by one are one change.
    if (this.isConnected && this.#asking && before !== after) {
      void this.refresh();
    }
  }

  /** Ask the service anew, and draw what has changed. */
  async refresh(): Promise<void> {
    this.#asking?.abort();
    const asking = (this.#asking = new AbortController());
    await Promise.resolve();
    const article = this.getAttribute("external-id");
    if (!article || asking.signal.aborted) {
      return;
    }
    const outcome = await this.#ask(article, asking.signal).catch((): Outcome => "failed");
    if (!asking.signal.aborted) {
      this.dispatchEvent(new CustomEvent("keyquestions", { bubbles: true, detail: outcome }));
    }
  }

  async #ask(article: string, signal: AbortSignal): Promise<Outcome> {
    const base = new URL(this.getAttribute("src") || SERVICE, document.baseURI);
    base.pathname = base.pathname.replace(/\/?$/, "/");
    const path = article.split("/").map(encodeURIComponent).join("/");
    const response = await fetch(new URL(`v1/articles/${path}/latest`, base), {
      headers: { Accept: FORM },
      credentials: "omit",
      referrerPolicy: "no-referrer",
      signal: AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]),
    });
    if (response.status === 404) {
      return this.#withdraw();
    }
    if (!response.ok || !response.headers.get("content-type")?.startsWith(FORM)) {
      return "failed";
    }
    const text = await response.text();
    signal.throwIfAborted();
    const { fragment, json_ld } = JSON.parse(text) as { fragment: Node_; json_ld: object | null };
    this.#link(json_ld);
    if (text !== this.#shown) {
      const page = build(fragment);
      const kept = keep(this.#shown ? this.#root : this);
      this.#root.replaceChildren(page);
      restore(this.#root, kept);
      this.#shown = text;
    }
    return "shown";
  }

  /** Nothing is approved (any longer): the page's own content is seen again. */
  #withdraw(): Outcome {
    this.#link(null);
    if (this.#shown) {
      this.#root.replaceChildren(document.createElement("slot"));
      this.#shown = "";
    }
    return "absent";
  }

  #link(data: object | null): void {
    this.#linked?.remove();
    this.#linked = null;
    if (data && this.hasAttribute("json-ld")) {
      this.#linked = document.createElement("script");
      this.#linked.type = "application/ld+json";
      this.#linked.append(JSON.stringify(data).replaceAll("<", "\\u003c"));
      this.append(this.#linked);
    }
  }
}

if (!customElements.get("key-questions")) {
  customElements.define("key-questions", KeyQuestions);
}
