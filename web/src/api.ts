/** The service's interface: one function a route, every failure an `ApiError`. */

import { signal } from "@preact/signals";
import type {
  Analysis,
  Article,
  Batch,
  Words,
  Edits,
  Job,
  Posted,
  ReviewState,
  Review,
  Trail,
  Usage,
} from "./types";

const KEY = "keyquestions.key";
const OFFLINE = "The service cannot be reached. Check that it is running; nothing that you wrote is lost.";

/** A failure as the service tells it; `code` is "offline" where there was no answer at all. */
export class ApiError extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly retryable: boolean,
    readonly requestId: string | null = null,
  ) {
    super(message);
  }
}

/** Whether the service has refused the key that it was shown, or wants one. */
export const locked = signal(false);

/** Keep a key for this tab, until it is closed. */
export function unlock(key: string): void {
  sessionStorage.setItem(KEY, key);
  locked.value = false;
}

export function isUnlocked(): boolean {
  return sessionStorage.getItem(KEY) !== null;
}

export function forgetKey(): void {
  sessionStorage.removeItem(KEY);
  locked.value = true;
}

/** The raw response, for streams; a failure is thrown. */
export async function send(path: string, init: RequestInit = {}): Promise<Response> {
  const headers = new Headers(init.headers);
  const key = sessionStorage.getItem(KEY);
  if (key !== null) headers.set("Authorization", `Bearer ${key}`);
  let response: Response;
  try {
    response = await fetch(path, { ...init, headers });
  } catch (error) {
    if (init.signal?.aborted) throw error;
    throw new ApiError("offline", OFFLINE, true);
  }
  if (response.ok) return response;
  throw await failureOf(response);
}

async function failureOf(response: Response): Promise<ApiError> {
  if (response.status === 401) locked.value = true;
  const body: unknown = await response.json().catch(() => null);
  const error = (body as { error?: Record<string, unknown> } | null)?.error;
  if (error === undefined) {
    return new ApiError("http", `The service answered with HTTP ${response.status}.`, response.status >= 500);
  }
  const { code, message, retryable, request_id: id } = error;
  return new ApiError(String(code), String(message), retryable === true, id ? String(id) : null);
}

async function read<T>(path: string, init?: RequestInit): Promise<T> {
  const response = await send(path, init);
  return (await response.json()) as T;
}

function posting(body: unknown, headers: Record<string, string> = {}): RequestInit {
  return {
    method: "POST",
    headers: { "Content-Type": "application/json", ...headers },
    body: JSON.stringify(body),
  };
}

const JSON_ONLY = { headers: { Accept: "application/json" } };

export const api = {
  submit: (posted: Posted) =>
    read<Job | Analysis>("v1/analyses", posting(posted, { Prefer: "respond-async" })),
  analysis: (id: string) => read<Job | Analysis>(`v1/analyses/${id}`, JSON_ONLY),
  article: (id: string) => read<Article>(`v1/analyses/${id}/article`),
  cancel: (id: string) => read<Job>(`v1/analyses/${id}/cancel`, { method: "POST" }),
  recent: (limit: number, before: string | null = null) =>
    read<Recent>(`v1/analyses?limit=${limit}${before ? `&before=${encodeURIComponent(before)}` : ""}`),
  trail: (id: string) => read<Trail>(`v1/analyses/${id}/review`),
  review: (id: string, decision: Decision) =>
    read<Review>(`v1/analyses/${id}/review`, posting(decision)),
  batches: () => read<{ items: Batch[] }>("v1/batches"),
  usage: () => read<Usage>("v1/usage"),
  words: () => read<Words>("page/words.json"),
};

export interface Recent {
  items: Job[];
  next_before: string | null;
}

export interface Decision {
  state: ReviewState;
  reviewer: string;
  note: string | null;
  content_hash: string;
  revision: number;
  edits?: Edits;
}

/** Whether it has a result; a job has none. */
export function isResult(answer: Job | Analysis): answer is Analysis {
  return "provenance" in answer;
}

export function asApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  return new ApiError("page", `This page met a defect: ${String(error)}`, false);
}
