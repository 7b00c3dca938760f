import { Notice } from "../parts/notices";
import type { Analysis, Stage } from "../types";

/** Why a part of the analysis is not there. */
export function Missing({ analysis, stage }: { analysis: Analysis; stage: Stage }) {
  const failure = analysis.failures.find((each) => each.stage === stage);
  return (
    <Notice kind="warn">
      <p>{failure?.message ?? "This part could not be made."}</p>
      <p class="small">
        The rest of the analysis stands. {failure && <>The service calls it {failure.code}.</>}
      </p>
    </Notice>
  );
}
