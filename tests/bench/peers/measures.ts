/** What is measured of a peer, each once. */
import { delay } from "@std/async/delay";
import { isRunning } from "../../project.ts";
import { type Driver, holdsWithin, type Site, Workplace } from "./driver.ts";
import type { Peer } from "./peers.ts";

const PATIENCE = 600;

/** Waits for the end of a driver; throws if it fails or takes too long. */
async function untilEnded(place: Workplace, driver: Driver): Promise<number> {
  const ended = await Promise.race([driver.ended, delay(PATIENCE * 1_000, { persistent: false })]);
  if (ended === undefined) throw new Error(`still running after ${PATIENCE} s`);
  if (!ended.success) throw new Error(`exit code ${ended.code}: ${place.output()}`);
  return (Date.now() - driver.begun) / 1_000;
}

/** Seconds of no-op runs. */
export async function measureNoOps(peer: Peer, site: Site, count: number): Promise<{ total: number; first: number }> {
  using place = new Workplace(peer, site, count, 0);
  const driver = place.start(peer.runs(count));
  const total = await untilEnded(place, driver);
  const runs = Array.from(place.runs().values());
  if (place.done() !== count) throw new Error(`${place.done()} of ${count} runs ended: ${place.output()}`);
  return { total, first: (Math.min(...runs.flatMap(({ starts }) => starts)) - driver.begun) / 1_000 };
}

/** Seconds of runs that sleep, and the most bytes that the driver held meanwhile. */
export async function measureSleeps(
  peer: Peer,
  site: Site,
  count: number,
  seconds: number,
): Promise<{ total: number; memory: number }> {
  using place = new Workplace(peer, site, count, seconds);
  let memory = 0;
  const sampling = setInterval(() => memory = Math.max(memory, place.driverMemory()), 500);
  try {
    const total = await untilEnded(place, place.start(peer.runs(count)));
    if (place.done() !== count) throw new Error(`${place.done()} of ${count} runs ended: ${place.output()}`);
    return { total, memory };
  } finally {
    clearInterval(sampling);
  }
}

/** What is left of a grid on which somebody has pressed Ctrl-C once. */
export interface Left {
  /** Whether the driver ended within 15 s. */
  readonly ended: boolean;
  readonly processes: number;
}

/** Presses Ctrl-C while two runs of a minute are running. */
export async function measureInterrupt(peer: Peer, site: Site): Promise<Left> {
  using place = new Workplace(peer, site, 24, 60);
  const driver = place.start(peer.runs(24));
  if (!await holdsWithin(60, () => place.started() > 0)) throw new Error(`no run started: ${place.output()}`);
  await delay(3_000);
  // To the process group, like a terminal.
  Deno.kill(-driver.pid, "SIGINT");
  const ended = await holdsWithin(15, () => !isRunning(driver.pid));
  await holdsWithin(3, () => place.processes().length === 0);
  return { ended, processes: place.processes().length };
}

/** Runs of which no attempt ended, and runs of which several did. */
export interface Repeated {
  readonly lost: number;
  readonly twice: number;
}

/** Kills the driver after a quarter of 24 runs of a second, and gives the command that goes on. */
export async function measureKill(peer: Peer, site: Site): Promise<Repeated> {
  const count = 24;
  using place = new Workplace(peer, site, count, 1);
  const driver = place.start(peer.runs(count));
  if (!await holdsWithin(90, () => place.done() >= count / 4)) throw new Error(`no run ended: ${place.output()}`);
  Deno.kill(driver.pid, "SIGKILL");
  await driver.ended;
  const again = place.start(peer.resume ?? peer.runs(count));
  await Promise.race([again.ended, delay(120_000, { persistent: false })]);
  // Jobs of a cluster and orphans may still be running, and helpers that nobody ends.
  await holdsWithin(30, () => place.processes().length === 0);
  const runs = Array.from(place.runs().values());
  return { lost: count - place.done(), twice: runs.filter(({ ends }) => ends > 1).length };
}

/** Seconds of the MNIST grid: 12 trained and tested networks. */
export async function measureMnist(peer: Peer, site: Site): Promise<number> {
  using place = new Workplace(peer, site, 12, 0);
  const total = await untilEnded(place, place.start(peer.mnist));
  const tested = place.count("testing_set_agg_statistics.csv");
  // Optuna may train one twice, and Ray has a second copy for a while.
  if (tested < 12) throw new Error(`${tested} of 12 networks were tested: ${place.output()}`);
  return total;
}

/** Lines with content that a user writes for the MNIST grid: files, and one for the command. */
export function countLines(peer: Peer): number {
  const lines = peer.written.flatMap((path) => Deno.readTextFileSync(new URL(path, import.meta.url)).split("\n"));
  return lines.filter((line) => /^\s*[^\s#]/.test(line)).length + 1;
}
