import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { defineConfig, type Plugin } from "vite";

const WEB = join(import.meta.dirname, "..");
const PACKAGE = join(WEB, "../service/keyquestions");
const TOKENS = "src/tokens.css";

function read(path: string): string {
  return readFileSync(join(WEB, path), "utf-8");
}

type Values = Map<string, string>;

function values(css: string): Values {
  return new Map([...css.matchAll(/--([\w-]+):\s*([^;]+);/g)].map(([, name, value]) => [name!, value!]));
}

/**
 * Those tokens that a style sheet uses, as declarations for one element: each can be set from
 * outside, colours follow the page's `color-scheme`, and lengths the text around.
 */
function scoped(tokens: string, used: string): string {
  const [light = "", dark = ""] = tokens.split("@media (prefers-color-scheme: dark)");
  const darker = values(dark.split("@media")[0]!);
  const wanted = new Set([...used.matchAll(/var\(--([\w-]+)\)/g)].map(([, name]) => name));
  return [...values(light)]
    .filter(([name]) => wanted.has(name))
    .map(([name, value]) => {
      const both = darker.has(name) ? `light-dark(${value}, ${darker.get(name)})` : value;
      const relative = both.replace(/([\d.])rem\b/g, "$1em");
      return `--${name}: var(--keyquestions-${name}, ${relative});`;
    })
    .join("\n  ");
}

/** The look, with those tokens in it that it uses. */
function look(): string {
  const rules = read("widget/look.css");
  return rules.replace("/* tokens */", scoped(read(TOKENS), rules));
}

/** What the build was made from; a test holds the digest against the sources as they are. */
function sources(): string {
  const widget = readdirSync(join(WEB, "widget")).map((name) => `widget/${name}`);
  const digest = createHash("sha256");
  for (const path of [...widget, TOKENS, "package-lock.json"].sort()) {
    digest.update(`${path}\n`).update(read(path));
  }
  return digest.digest("hex");
}

/** The widget has the look in it; pages that show the fragment without it take it as a file. */
function styles(): Plugin {
  return {
    name: "styles",
    enforce: "pre",
    transform: (_, id) => (id.endsWith("/look.css?inline") ? look() : null),
    closeBundle: () => {
      writeFileSync(`${PACKAGE}/rendering/static/tokens.css`, read(TOKENS));
      writeFileSync(`${PACKAGE}/rendering/static/widget.css`, look());
      writeFileSync(`${PACKAGE}/web/widget/sources.sha256`, `${sources()}\n`);
    },
  };
}

export default defineConfig({
  root: WEB,
  publicDir: false,
  plugins: [styles()],
  build: {
    outDir: `${PACKAGE}/web/widget`,
    emptyOutDir: true,
    target: "es2022",
    cssTarget: ["chrome123", "firefox120", "safari17.5"],
    modulePreload: { polyfill: false },
    rollupOptions: {
      input: join(WEB, "widget/widget.ts"),
      output: { entryFileNames: "[name].js" },
    },
  },
});
