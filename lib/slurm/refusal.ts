/** Tells the reasons apart for which sbatch does not queue a job, by what it prints. */

/**
 * Whether the cluster takes no more jobs now: MaxJobCount of the cluster, or a limit on the submitted jobs of a user. Texts:
 * `slurm_strerror()` and the states of jobs in Slurm's sources.
 */
export function isFull(stderr: string): boolean {
  return /temporarily unable to accept job|Resource temporarily unavailable|MaxSubmitJob/.test(stderr);
}

/** Whether a limit of the user's account or QOS was exceeded, on submitted jobs among others. */
export function isPolicy(message: string): boolean {
  return /violates accounting\/QOS policy/.test(message);
}

/** Whether the controller did not answer, which says nothing about the job. */
export function isUnreachable(stderr: string): boolean {
  return new RegExp(
    [
      ...["Unable to contact slurm controller", "Socket timed out", "Zero Bytes were transmitted or received"],
      ...["Unexpected message received", "Insane message length", "standby mode", "Protocol authentication error"],
      ...["Invalid authentication credential", "Unable to establish", "Could not establish a configuration source"],
      ...["Transport endpoint is not connected", "Connection (?:refused|timed out|reset by peer)"],
    ].join("|"),
  ).test(stderr);
}
