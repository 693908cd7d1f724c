/**
 * Compares grid-workers with other programs that run grids, on the same work in one run, and prints tables in Markdown.
 *
 * - `GRID_WORKERS_PEERS=Ray,submitit`: only peers whose names have one of these words, and grid-workers
 * - `GRID_WORKERS_PEERS_DIR=DIR`: where their environments are, and stay; a temporary directory by default
 * - `GRID_WORKERS_PEERS_ROUNDS=1`: how often no-op runs and the MNIST grid are timed, interleaved, if they take less than a
 *   minute; 3 by default
 */
import { type Cluster, hasSlurm, startCluster } from "../slurm/cluster.ts";
import { median, report } from "./measure.ts";
import type { Site } from "./peers/driver.ts";
import { install } from "./peers/install.ts";
import {
  countLines,
  type Left,
  measureInterrupt,
  measureKill,
  measureMnist,
  measureNoOps,
  measureSleeps,
  type Repeated,
} from "./peers/measures.ts";
import { type Peer, PEERS } from "./peers/peers.ts";

const NO_OPS = 500;
const SLEEPS = 24;
const SECONDS = 2;
const SLOTS = 2;
// What takes longer is timed once.
const LONG = 60;

/** A peer that can run here, and what was measured of it. Measures that failed are absent. */
interface Contender {
  readonly peer: Peer;
  readonly site: Site;
  readonly versions: string;
  readonly noOps: { readonly total: number; readonly first: number }[];
  readonly mnist: number[];
  sleeps?: { readonly total: number; readonly memory: number };
  left?: Left;
  repeated?: Repeated;
}

/** Runs the benchmark. It needs a network for the first installation, and most of an hour. */
export async function benchPeers(): Promise<void> {
  const rounds = Number(Deno.env.get("GRID_WORKERS_PEERS_ROUNDS") ?? 3);
  const kept = Deno.env.get("GRID_WORKERS_PEERS_DIR");
  const environments = kept ?? Deno.makeTempDirSync({ prefix: "peers-" });
  const cluster = hasSlurm ? await startCluster({ nodes: 2, cpus: 16 }) : undefined;
  try {
    const contenders = prepare(environments, cluster);
    const load = () => Deno.loadavg()[0]!.toFixed(1);
    report(`peers: ${rounds} rounds, ${navigator.hardwareConcurrency} cores, load ${load()} at the start`);
    for (let round = 0; round < rounds; round++) {
      for (const each of contenders.filter(({ noOps }) => noOps.every(({ total }) => total < LONG))) {
        await attempt(each, "no-ops", async () => each.noOps.push(await measureNoOps(each.peer, each.site, NO_OPS)));
      }
    }
    for (const each of contenders) {
      await attempt(each, "sleeps", async () => {
        each.sleeps = await measureSleeps(each.peer, each.site, SLEEPS, SECONDS);
      });
      await attempt(each, "Ctrl-C", async () => each.left = await measureInterrupt(each.peer, each.site));
      await attempt(each, "kill -9", async () => each.repeated = await measureKill(each.peer, each.site));
    }
    for (let round = 0; round < rounds; round++) {
      for (const each of contenders.filter(({ mnist }) => mnist.every((total) => total < LONG))) {
        await attempt(each, "MNIST", async () => each.mnist.push(await measureMnist(each.peer, each.site)));
      }
    }
    report(`load ${load()} at the end\n`);
    report(table(contenders.map((each) => describe(each, reference(each, contenders)))));
    report("");
    for (const { peer, versions } of contenders) report(`- ${peer.name}: ${versions}`);
    if (cluster !== undefined) report(`- the cluster: ${await cluster.ask("sbatch", "--version")}`);
  } finally {
    await cluster?.[Symbol.asyncDispose]();
    if (kept === undefined) Deno.removeSync(environments, { recursive: true });
  }
}

/** Installs the peers. Those that cannot be installed are left out. */
function prepare(environments: string, cluster: Cluster | undefined): Contender[] {
  const words = Deno.env.get("GRID_WORKERS_PEERS")?.split(",") ?? [""];
  const contenders: Contender[] = [];
  for (const peer of PEERS) {
    if (peer.environment !== undefined && !words.some((word) => peer.name.includes(word))) continue;
    if (peer.slurm && cluster === undefined) {
      report(`${peer.name} left out: Slurm is not installed`);
      continue;
    }
    // At the pace of users, not at that of tests.
    const env = peer.slurm ? { ...cluster!.env, GRID_WORKERS_SLURM_POLL: "" } : {};
    try {
      const installed = peer.environment && install(peer.environment, environments);
      const path = installed === undefined ? [] : [installed.path];
      const versions = installed?.versions ?? `this checkout, Deno ${Deno.version.deno}`;
      contenders.push({ peer, site: { path, env }, versions, noOps: [], mnist: [] });
    } catch (error) {
      report(`${peer.name} left out: it cannot be installed: ${(error as Error).message}`);
    }
  }
  return contenders;
}

async function attempt({ peer }: Contender, what: string, measure: () => Promise<unknown>): Promise<void> {
  const begun = performance.now();
  try {
    await measure();
    report(`  ${what}: ${peer.name} (${((performance.now() - begun) / 1_000).toFixed(0)} s)`);
  } catch (error) {
    report(`  ${what}: ${peer.name} failed: ${(error as Error).message}`);
  }
}

/** grid-workers on the same machines. */
function reference(each: Contender, contenders: readonly Contender[]): Contender {
  return contenders.findLast(({ peer }) => peer.environment === undefined && peer.slurm === each.peer.slurm)!;
}

const HEADINGS = [
  "",
  "first start",
  `${NO_OPS} no-ops, each`,
  `${SLEEPS} × ${SECONDS} s ÷ ideal`,
  "driver",
  "left after Ctrl-C",
  "killed: lost",
  "twice",
  "MNIST",
  "lines",
];

/** The row of a contender: medians, and in parentheses how many times as much as grid-workers in the same rounds. */
function describe(each: Contender, base: Contender): string[] {
  const { peer, noOps, sleeps, left, repeated, mnist } = each;
  // Nothing is compared with itself.
  const others = each === base ? { noOps: [], mnist: [] } : base;
  const total = noOps.map(({ total }) => total);
  const otherTotal = others.noOps.map(({ total }) => total);
  const cells = [
    against(
      noOps.map(({ first }) => first),
      others.noOps.map(({ first }) => first),
      (value) => `${value.toFixed(2)} s`,
    ),
    against(total, otherTotal, (value) => `${(value / NO_OPS * 1_000).toFixed(1)} ms`),
    sleeps && (sleeps.total / (SLEEPS * SECONDS / SLOTS)).toFixed(2),
    sleeps && `${(sleeps.memory / 1e6).toFixed(0)} MB`,
    left && (left.ended ? `${left.processes}` : `${left.processes}, driver among them`),
    repeated && `${repeated.lost}`,
    repeated && `${repeated.twice}`,
    against(mnist, others.mnist, (value) => `${value.toFixed(0)} s`),
    `${countLines(peer)}`,
  ];
  return [peer.name, ...cells.map((cell) => cell ?? "–")];
}

/** A median and its ratio to another one, of the rounds that both have; `undefined` without rounds. */
function against(
  values: readonly number[],
  base: readonly number[],
  show: (value: number) => string,
): string | undefined {
  if (values.length === 0) return undefined;
  const ratios = values.map((value, round) => value / base[round]!).filter((ratio) => !Number.isNaN(ratio));
  return show(median(values)) + (ratios.length === 0 ? "" : ` (${median(ratios).toFixed(1)})`);
}

function table(rows: readonly (readonly string[])[]): string {
  const lines = [HEADINGS, HEADINGS.map((_, column) => column === 0 ? "---" : "---:"), ...rows];
  return lines.map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}
