/** Records what launches are started with. */
import type { RunSpec } from "../../../lib/plan/plan.ts";
import type { Fingerprint } from "../../../lib/run/journal_record.ts";
import type { Stage } from "../../../lib/run/stage.ts";
import type { StageEvent } from "../../../lib/status/progress/progress.ts";
import { createFingerprintReader } from "../../grid/fingerprint_reader.ts";
import type { HeldSession } from "../../grid/session.ts";

/**
 * Returns a function that gives the hash of the fingerprint of a launch, whose details are in the journal before the launch. A
 * change between two launches of the stage is told.
 */
export function fingerprintRecorder(
  { plan, fingerprints, record }: HeldSession,
  stage: Stage,
  emit: (event: StageEvent) => void,
): (spec: RunSpec) => string {
  const reader = createFingerprintReader(plan, fingerprints);
  const latest = new Map<RunSpec, Fingerprint>();
  return (spec) => {
    const now = reader.read(spec);
    const before = latest.get(spec);
    if (now === before) return now.hash;
    if (!fingerprints.has(now.hash)) record({ type: "fingerprint", time: Date.now(), stage, ...now });
    if (before !== undefined && before.hash !== now.hash) emit({ type: "files_changed", before, now });
    latest.set(spec, now);
    return now.hash;
  };
}
