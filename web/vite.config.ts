import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { defineConfig, type Plugin } from "vite";

const PACKAGE = "../service/keyquestions/web";

/** What the build was made from; a test holds the digest against the sources as they are. */
function sources(): string {
  const folders = ["src", "public"].flatMap((folder) =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name)),
  );
  const digest = createHash("sha256");
  for (const path of [...folders, "index.html", "package-lock.json", "vite.config.ts"].sort()) {
    digest.update(`${path}\n`).update(readFileSync(path));
  }
  return digest.digest("hex");
}

function told(): Plugin {
  return {
    name: "tell-sources",
    apply: "build",
    closeBundle: () => writeFileSync(`${PACKAGE}/sources.sha256`, `${sources()}\n`),
  };
}

// What comes out is served as it is by the Python package, under names that never change: the
// browser asks by ETag whether a file is still the same.
export default defineConfig({
  base: "./",
  plugins: [told()],
  build: {
    outDir: `${PACKAGE}/static`,
    emptyOutDir: true,
    target: "es2022",
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    rollupOptions: {
      output: {
        entryFileNames: "[name].js",
        chunkFileNames: "[name].js",
        assetFileNames: "[name][extname]",
      },
    },
  },
});
