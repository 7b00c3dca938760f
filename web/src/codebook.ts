/** The names of all labels; they are loaded once. */

import { api } from "./api";
import type { Codebook } from "./types";

let asked: Promise<Codebook> | null = null;

export function codebook(): Promise<Codebook> {
  asked ??= api.codebook().catch((error: unknown) => {
    asked = null;
    throw error;
  });
  return asked;
}
