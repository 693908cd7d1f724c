/** Arithmetic on the CPUs and the memory that concurrent runs share. */
import { roundCpus } from "../../grid/settings/round_cpus.ts";

/** The resources that a run occupies while it is running. */
export interface Needs {
  /** Can be a fraction; sums count it in millionths. */
  readonly cpus: number;
  /** Bytes; 0 if unknown. */
  readonly memory: number;
}

/** Adds the needs of a run to a sum (`sign` 1), or subtracts them (`sign` -1). */
export function add(sum: Needs, needs: Needs, sign: 1 | -1): Needs {
  return { cpus: roundCpus(sum.cpus + sign * needs.cpus), memory: sum.memory + sign * needs.memory };
}

/** Needs, limited to a capacity. */
export function clamp(needs: Needs, capacity: Needs): Needs {
  return { cpus: Math.min(needs.cpus, capacity.cpus), memory: Math.min(needs.memory, capacity.memory) };
}
