/** Elements out of data: text is only ever text, and nothing is built that a reader need not see. */

export type Node_ = string | [tag: string, attributes: Record<string, string>, ...nodes: Node_[]];

const TAGS = new Set(
  "div section h2 h3 h4 p dl dt dd ul ol li blockquote q strong em small span time details summary footer".split(" "),
);
const ATTRIBUTES = new Set("class lang dir id role aria-label aria-labelledby datetime".split(" "));

/** What a page's style sheet may reach by `::part()`, by tag and by class. */
const PARTS: Record<string, string> = {
  h2: "heading",
  h3: "subheading",
  h4: "kind",
  details: "question",
  summary: "question-text",
  blockquote: "quote",
  q: "quote",
  footer: "footer",
  keyquestions: "page",
  "keyquestions-label": "label",
  "keyquestions-summary": "summary",
  "keyquestions-bias": "bias",
  "keyquestions-questions": "questions",
};

export function build(node: Node_): Node {
  if (typeof node === "string") {
    return document.createTextNode(node);
  }
  const [tag, attributes, ...nodes] = node;
  // A tag of a newer service than this script is shown without its meaning.
  const element = document.createElement(TAGS.has(tag) ? tag : "span");
  for (const [name, value] of Object.entries(attributes)) {
    if (ATTRIBUTES.has(name)) {
      element.setAttribute(name, value);
    }
  }
  const part = PARTS[element.className] ?? PARTS[tag];
  if (part) {
    element.setAttribute("part", part);
  }
  element.append(...nodes.map(build));
  return element;
}
