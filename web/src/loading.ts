/** What is asked of the service when a view opens. */

import { useCallback, useEffect, useState } from "preact/hooks";
import { type ApiError, asApiError } from "./api";

export type Loaded<T> =
  | { state: "loading" }
  | { state: "failed"; error: ApiError }
  | { state: "done"; value: T };

/** Load it now, when one of `inputs` changes, and when the second value is called. */
export function useLoaded<T>(
  load: () => Promise<T>,
  inputs: readonly unknown[],
): [Loaded<T>, () => void] {
  const [loaded, setLoaded] = useState<Loaded<T>>({ state: "loading" });
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    let wanted = true;
    setLoaded((before) => (before.state === "done" && turn > 0 ? before : { state: "loading" }));
    load().then(
      (value) => wanted && setLoaded({ state: "done", value }),
      (error: unknown) => wanted && setLoaded({ state: "failed", error: asApiError(error) }),
    );
    return () => {
      wanted = false;
    };
  }, [...inputs, turn]);
  return [loaded, useCallback(() => setTurn((before) => before + 1), [])];
}
