/** Server-sent events over fetch: EventSource cannot send a key. */

import { ApiError, send } from "./api";

export interface ServerEvent {
  id: number;
  name: string;
  data: Record<string, unknown>;
}

const LONGEST_PAUSE = 15_000;

/** Events out of a stream's text, however it was cut into pieces. */
export class EventReader {
  #rest = "";

  /** The events that this piece completes. */
  push(piece: string): ServerEvent[] {
    this.#rest += piece;
    const parts = this.#rest.split("\n\n");
    this.#rest = parts.pop() ?? "";
    return parts.map(parsed).filter((each) => each !== null);
  }
}

function parsed(text: string): ServerEvent | null {
  const fields = new Map<string, string>();
  for (const line of text.split("\n")) {
    const at = line.indexOf(":");
    if (at > 0) fields.set(line.slice(0, at), line.slice(at + 1).trimStart());
  }
  const data = fields.get("data");
  if (data === undefined) return null;
  return {
    id: Number(fields.get("id") ?? 0),
    name: fields.get("event") ?? "message",
    data: JSON.parse(data) as Record<string, unknown>,
  };
}

export interface Follower {
  onEvent: (event: ServerEvent) => void;
  /** The connection was lost (true) or is there again (false). */
  onLost: (lost: boolean) => void;
  signal: AbortSignal;
}

/** Follow an analysis to its end; a connection that breaks is taken up where it broke. */
export async function follow(id: string, follower: Follower): Promise<void> {
  let last = 0;
  let pause = 500;
  while (!follower.signal.aborted) {
    try {
      const response = await send(`v1/analyses/${id}/events`, {
        headers: { Accept: "text/event-stream", ...(last ? { "Last-Event-ID": String(last) } : {}) },
        signal: follower.signal,
      });
      follower.onLost(false);
      pause = 500;
      for await (const event of eventsOf(response)) {
        last = event.id;
        follower.onEvent(event);
        if (event.name === "settled") return;
      }
      if (response.status === 204) return;
    } catch (error) {
      if (follower.signal.aborted) return;
      if (error instanceof ApiError && !error.retryable) throw error;
    }
    follower.onLost(true);
    await paused(pause, follower.signal);
    pause = Math.min(2 * pause, LONGEST_PAUSE);
  }
}

async function* eventsOf(response: Response): AsyncGenerator<ServerEvent> {
  if (response.body === null) return;
  const pieces = response.body.pipeThrough(new TextDecoderStream()).getReader();
  const reader = new EventReader();
  for (;;) {
    const { done, value } = await pieces.read();
    if (done) return;
    yield* reader.push(value);
  }
}

function paused(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    }, { once: true });
  });
}
