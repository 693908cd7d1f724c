/** Arithmetic on numbers of CPUs, which can be fractions. */

// Ten times 0.1 would not be 1, and errors would add up over thousands of runs.
const PRECISION = 1e6;

/** A sum or a product of numbers of CPUs, rounded to millionths. */
export function roundCpus(cpus: number): number {
  return Math.round(cpus * PRECISION) / PRECISION;
}
