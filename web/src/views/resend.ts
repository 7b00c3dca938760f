import { api } from "../api";
import { sent } from "./submit";

/** Has the same article analysed again, where this tab knows what was sent; else null. */
export function resend(id: string, reload: () => void): (() => void) | null {
  const posted = sent.get(id);
  if (posted === undefined) return null;
  return () => void api.submit({ ...posted, retry: true }).finally(reload);
}
