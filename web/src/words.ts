/** The words that readers see, too: labels by their names, and headings. They are loaded once. */

import { api } from "./api";
import type { Words } from "./types";

let asked: Promise<Words> | null = null;

export function loadWords(): Promise<Words> {
  asked ??= api.words().catch((error: unknown) => {
    asked = null;
    throw error;
  });
  return asked;
}
