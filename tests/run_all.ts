/**
 * Runs all tests: `deno task test`. Ends with the line `N passed, N failed`.
 *
 * Several test files share a process, so that what they import is loaded once. Most tests wait for processes, so more of these
 * processes run at a time than there are cores, those that take the longest first. What each prints is printed when it has ended.
 *
 * A browser, a cluster or a busy machine can stall once: files with failures run once more, alone, when all others have ended, and
 * what fails twice has failed.
 *
 *   usage: run_all.ts [--quick] [OPTION OF deno test…]
 *
 * With --quick, only the tests of pure functions and of the structure run.
 */
import { dirname, fromFileUrl, join, toFileUrl } from "@std/path";

const TESTS = dirname(fromFileUrl(import.meta.url));
const ROOT = dirname(TESTS);

// Each has a process of its own, in this order: what begins late makes the whole run longer.
const LONGEST = [
  ...["slurm/large", "tasks/early_stopping", "slurm/ends", "slurm/grid", "slurm/matrix", "matrix/train", "matrix/test"],
  ...["tasks/gpu", "tasks/integrations", "slurm/submission", "slurm/full", "chaos/chaos", "tasks/order", "matrix/gpu"],
  ...["slurm/train", "slurm/clients", "io/cluster/element", "io/report/client/contents", "tasks/train", "slurm/chaos"],
  ...[
    "tasks/hostile/table",
    "tasks/hostile/claims",
    "tasks/hostile/starters",
    "tasks/hostile",
    "npm/package",
    "pip/wheel",
  ],
].map((name) => `${name}_test.ts`);

// Files that share a process.
const BATCH = 6;

/** The test files in a folder, relative to `tests`, sorted. */
function listTests(folder: string): string[] {
  return Array.from(Deno.readDirSync(join(TESTS, folder)), ({ name, isDirectory }) => {
    const path = folder === "" ? name : `${folder}/${name}`;
    if (isDirectory) return listTests(path);
    return name.endsWith("_test.ts") ? [path] : [];
  }).flat().sort();
}

/** Files that run in one process, in the order in which the processes start. */
function batchesOf(isQuick: boolean): string[][] {
  const all = listTests("");
  const pure = all.filter((path) => path.startsWith("lib/"));
  const cores = navigator.hardwareConcurrency;
  const pureBatches = Array.from({ length: cores }, (_, core) => pure.filter((_, index) => index % cores === core));
  if (isQuick) return [...pureBatches, all.filter((path) => !path.includes("/"))];
  const long = LONGEST.filter((path) => all.includes(path));
  const others = all.filter((path) => !pure.includes(path) && !long.includes(path));
  // Each cluster has files of its own.
  const [clusters, rest] = [true, false].map((isOfCluster) =>
    others.filter((path) => path.startsWith("slurm/") === isOfCluster)
  );
  const batches: string[][] = [];
  for (let at = 0; at < rest!.length; at += BATCH) batches.push(rest!.slice(at, at + BATCH));
  return [...long.map((path) => [path]), ...clusters!.map((path) => [path]), ...pureBatches, ...batches];
}

/** What a process of tests left. */
interface Ended {
  /** Absent if it was killed. */
  readonly counts: { readonly passed: number; readonly failed: number } | undefined;
  /** Those with tests that failed. */
  readonly failures: readonly string[];
}

function print(text: string): void {
  const bytes = new TextEncoder().encode(`${text}\n`);
  for (let at = 0; at < bytes.length;) at += Deno.stdout.writeSync(bytes.subarray(at));
}

/** Runs the tests of some files in one process, and prints what it prints. */
async function runTests(files: readonly string[], options: readonly string[]): Promise<Ended> {
  const main = Deno.makeTempFileSync({ suffix: "_test.ts" });
  try {
    Deno.writeTextFileSync(main, files.map((path) => `import "${toFileUrl(join(TESTS, path))}";\n`).join(""));
    const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["test", "--no-check", "--quiet", "--allow-all", "--config", "deno.json", ...options, main],
      cwd: ROOT,
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).output();
    const shown = files.length > BATCH ? `${files.length} files` : files.join(", ");
    const text = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes)).join("")
      .replace(new RegExp(`^(.*running \\d+ tests?) from .*$`, "m"), `$1: ${shown}`);
    print(text.trimEnd());
    // deno-lint-ignore no-control-regex
    const plain = text.replaceAll(/\x1b\[[0-9;]*m/g, "");
    const [, passed, failed] = /^(?:ok|FAILED) \| (\d+) passed.*? \| (\d+) failed/m.exec(plain) ?? [];
    const counts = passed === undefined ? undefined : { passed: Number(passed), failed: Number(failed) };
    const named = files.filter((path) => plain.includes(`=> ./tests/${path}:`));
    const failures = success && counts !== undefined ? [] : named.length > 0 ? named : files;
    return { counts, failures };
  } finally {
    Deno.removeSync(main);
  }
}

/** Runs the tests of all batches, and prints the counts. Returns whether all have passed. */
async function runAll(batches: string[][], processes: number, options: readonly string[]): Promise<boolean> {
  const ends: Ended[] = [];
  const work = async () => {
    for (let batch = batches.shift(); batch !== undefined; batch = batches.shift()) {
      ends.push(await runTests(batch, options));
    }
  };
  await Promise.all(Array.from({ length: processes }, work));
  let [count, failed] = [0, 0];
  for (const { counts, failures } of ends) {
    if (counts !== undefined) count += counts.passed + counts.failed;
    for (const file of failures) {
      print(`once more: ${file}`);
      const again = (await runTests([file], options)).counts ?? { passed: 0, failed: 1 };
      if (counts === undefined) count += again.passed + again.failed;
      failed += again.failed;
    }
  }
  print(`${count - failed} passed, ${failed} failed`);
  return failed === 0 && count > 0;
}

if (import.meta.main) {
  const isQuick = Deno.args[0] === "--quick";
  const processes = 2 * navigator.hardwareConcurrency;
  const isGood = await runAll(batchesOf(isQuick), processes, Deno.args.slice(isQuick ? 1 : 0));
  Deno.exit(isGood ? 0 : 1);
}
