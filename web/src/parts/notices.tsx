import type { ComponentChildren } from "preact";
import type { ApiError } from "../api";

/** A failure in the service's own words, and what can be done about it. */
export function Failed(props: { error: ApiError; onRetry?: (() => void) | undefined }) {
  const { error, onRetry } = props;
  return (
    <div class="notice notice-bad" role="alert">
      <p>{error.message}</p>
      {error.requestId && <p class="small">To whoever runs the service: {error.code}, {error.requestId}</p>}
      {onRetry && (
        <button type="button" onClick={onRetry}>
          Try again
        </button>
      )}
    </div>
  );
}

export function Waiting(props: { what: string }) {
  return (
    <p class="waiting" role="status">
      Loading {props.what}…
    </p>
  );
}

export function Notice(props: { kind?: "calm" | "warn"; children: ComponentChildren }) {
  return <div class={`notice notice-${props.kind ?? "calm"}`}>{props.children}</div>;
}

const STATES: Record<string, string> = {
  queued: "Waiting",
  running: "Running",
  succeeded: "Done",
  partial: "Partly done",
  failed: "Failed",
  cancelled: "Cancelled",
  receiving: "Arriving",
  finished: "Done",
  cancelling: "Stopping",
};

export function StateBadge(props: { state: string }) {
  return <span class={`badge badge-${props.state}`}>{STATES[props.state] ?? props.state}</span>;
}
