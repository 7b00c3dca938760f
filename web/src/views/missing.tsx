import { Notice } from "../parts/notices";
import type { Stage } from "../types";
import type { PartProps } from "./result";

/** Why a part of the analysis is not there. */
export function Missing({ analysis, again, stage }: PartProps & { stage: Stage }) {
  const failure = analysis.failures.find((each) => each.stage === stage);
  return (
    <Notice kind="warn">
      <p>{failure?.message ?? "This part could not be made."}</p>
      <p class="small">
        The rest of the analysis stands. {failure && <>The service calls it {failure.code}.</>}
      </p>
      {again && (
        <button type="button" onClick={again}>
          Try again
        </button>
      )}
    </Notice>
  );
}
