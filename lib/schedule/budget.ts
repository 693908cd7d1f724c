/** CPUs and memory that runs share. */

/** What a run takes from the machine while it lasts. */
export interface Needs {
  readonly cpus: number;
  /** Bytes; 0 when unknown. */
  readonly memory: number;
}

export function add(sum: Needs, needs: Needs, sign: 1 | -1): Needs {
  return { cpus: sum.cpus + sign * needs.cpus, memory: sum.memory + sign * needs.memory };
}

export function clamp(needs: Needs, capacity: Needs): Needs {
  return { cpus: Math.min(needs.cpus, capacity.cpus), memory: Math.min(needs.memory, capacity.memory) };
}
