/** How often a cluster and its file system are looked at, and how long they may be late. */

/** Times in milliseconds. */
export interface Pace {
  /** The least time between an answer about the queue and the next question. */
  readonly poll: number;
  /** How long records that other machines wrote, and the cluster's own knowledge, may be late. */
  readonly patience: number;
  /** How often an element looks whether its run was started elsewhere. Whole seconds. */
  readonly look: number;
}

/**
 * The defaults, unless environment variables give other seconds: `GRID_WORKERS_SLURM_POLL`, which sites that allow more or less
 * may set; `GRID_WORKERS_SLURM_PATIENCE` and `GRID_WORKERS_SLURM_LOOK`, which must not be shorter than file systems cache
 * directories.
 */
export function readPace(): Pace {
  return {
    // What sites tolerate from a process that runs for days.
    poll: milliseconds("POLL", 5),
    // NFS caches directories for up to a minute.
    patience: milliseconds("PATIENCE", 60),
    look: Math.max(1_000, milliseconds("LOOK", 10)),
  };
}

function milliseconds(name: string, seconds: number): number {
  const given = Number(Deno.env.get(`GRID_WORKERS_SLURM_${name}`) || seconds);
  return (given > 0 ? given : seconds) * 1_000;
}
