/** What a stranger types after a crash: ten commands chosen at random, some of which are killed themselves. They never contradict each other. */
import { assert, assertEquals } from "@std/assert";
import { delay } from "@std/async/delay";
import type { RunStateName } from "../../lib/run/run_state.ts";
import { killAll, reboot } from "../matrix/endings.ts";
import { EXPERIMENTS, Ground, type Stage, STAGES } from "../matrix/ground.ts";
import { countsOf, observe, OBSERVERS, type States } from "../matrix/observers.ts";
import { cpuSite, gpuSite } from "../matrix/one_machine.ts";
import { type Ended, type Started, until } from "../project.ts";
import { chaosRounds, chaosSeed, createRandom } from "./ground.ts";

const COMMANDS = 10;

// From 0 to 0.4 s. One run fails until it is mended.
const BODY = `sleep "0.$(( ($$ + x * 3) % 5 ))"
[ "$x" != 3 ] || [ -e "$GRID_ROOT/mended" ] || end 1
`;

/** A command that a stranger may type. */
interface Typed {
  readonly task: string;
  readonly args: readonly string[];
}

/** A round: the grid, what was typed so far, and what has to stay as it is. */
interface Round {
  readonly ground: Ground;
  readonly random: () => number;
  readonly log: string[];
  /** Runs that were to be run again, whatever had become of them, as `STAGE X`. */
  readonly repeated: Set<string>;
  /** Ends that were seen, with how often the run had started, as `STAGE X`. */
  readonly seen: Map<string, { readonly state: RunStateName; readonly starts: number }>;
}

function pick<Item>(random: () => number, items: readonly Item[]): Item {
  return items[Math.floor(random() * items.length)]!;
}

function chooseCommand({ ground, random }: Round): Typed {
  const { grid } = ground;
  const x = `x=${pick(random, EXPERIMENTS)}`;
  return pick<Typed>(random, [
    { task: "train", args: [grid] },
    { task: "train", args: ["g.yaml", "--resume"] },
    { task: "train", args: [grid, "--retry-failed"] },
    { task: "train", args: [grid, "--only", x] },
    { task: "train", args: [grid, "--only", x, "--again"] },
    { task: "test", args: [grid] },
    { task: "test", args: [grid] },
    { task: "test", args: [grid, "--retry-failed"] },
    { task: "test", args: [grid, "--only", x, "--again"] },
    { task: "run", args: [grid] },
    { task: "run", args: ["g.yaml", "--resume"] },
    { task: "stop", args: [grid] },
    { task: "clean", args: [grid, "--checkpoints", "--yes"] },
    { task: "wait", args: [grid, "--timeout", "1s"] },
    { task: "try", args: [grid, "--only", x] },
  ]);
}

const RUNS_GRIDS = ["train", "test", "run"];

// Allows what a command is asked to do again, and forgets what it may change.
function permit({ repeated, seen }: Round, { args, task }: Typed): void {
  const [, x] = /^x=(\d)$/.exec(args.at(-2) === "--only" ? args.at(-1)! : args.at(-2) ?? "") ?? [];
  if (args.includes("--again")) {
    for (const stage of task === "train" ? STAGES : ["test"]) {
      repeated.add(`${stage} ${x}`);
      seen.delete(`${stage} ${x}`);
    }
  }
  if (!args.includes("--retry-failed")) return;
  for (const [run, { state }] of seen) if (state === "failed") seen.delete(run);
}

/** Lets a command end, or ends it at a random moment. */
async function finish(round: Round, started: Started, typed: Typed): Promise<void> {
  const { ground, random, log } = round;
  let ended: Ended | undefined;
  started.ended.then((end) => ended = end);
  const isKilled = RUNS_GRIDS.includes(typed.task) && random() < 0.5;
  let how = "";
  if (isKilled) {
    await delay(200 + random() * 1_200);
    how = ended === undefined ? pick(random, ["SIGKILL", "SIGKILL", "SIGINT", "with its runs", "power cut"]) : "";
    if (how === "SIGKILL" || how === "SIGINT") kill(started, how);
    else if (how !== "") {
      // The scheduler is one of the processes in the project.
      await killAll(ground);
      if (how === "power cut" && ground.project.grids().length > 0) reboot(ground);
    }
  }
  const { code, stderr } = await started.ended;
  log.push(`${typed.task} ${typed.args.join(" ")}${how === "" ? ` → ${code}` : `, ${how}`}`);
  assert(!stderr.includes("internal error") && code !== 4, stderr);
}

function kill(started: Started, signal: Deno.Signal): void {
  try {
    started.kill(signal);
  } catch {
    // It had ended.
  }
}

/** The states that the records beside a run leave open, with what the run wrote itself. */
function possible({ ground }: Round, stage: Stage, x: number): readonly RunStateName[] {
  const { project, grid } = ground;
  const dir = project.list(grid).find((name) => name.startsWith(`g-x=${x}-`) && !name.includes("~"));
  const names = dir === undefined ? [] : project.list(`${grid}/${dir}`);
  const read = (name: string) => project.read(`${grid}/${dir}/${name}`);
  const claims = names.filter((name) => name.startsWith(`${stage}.`) && name.endsWith(".pid"))
    .map((name) => Number(name.split(".")[1]))
    .filter((launch) => !read(`${stage}.${launch}.pid`).startsWith("void"));
  if (claims.length === 0) return stage === "test" ? ["pending", "blocked"] : ["pending"];
  const exit = `${stage}.${Math.max(...claims)}.exit`;
  if (!names.includes(exit)) return ["running", "lost", "interrupted"];
  return read(exit).startsWith("0 ") ? ["succeeded", "interrupted"] : ["failed", "interrupted"];
}

/** Checks what commands say now: with what is recorded, with what they have said, and with each other. */
async function check(round: Round): Promise<void> {
  const { ground, random, seen, repeated } = round;
  if (ground.project.grids().length === 0) return;
  const before = STAGES.flatMap((stage) =>
    EXPERIMENTS.map((x) => [`${stage} ${x}`, possible(round, stage, x)] as const)
  );
  const states = await readStates(ground);
  const after = new Map(
    STAGES.flatMap((stage) => EXPERIMENTS.map((x) => [`${stage} ${x}`, possible(round, stage, x)])),
  );
  for (const [run, earlier] of before) {
    const [stage, x] = run.split(" ") as [Stage, string];
    const state = states[stage].get(Number(x))!;
    const later = after.get(run)!;
    assert([...earlier, ...later].includes(state), `${run} is ${state}, but its records say ${later.join(" or ")}`);
    const { starts } = ground.trace(stage, Number(x));
    const last = seen.get(run);
    assert(last === undefined || last.state === state, `${run} was ${last?.state}, and is ${state}`);
    assert(last === undefined || last.starts === starts, `${run} was ${last?.state}, and was run again`);
    if (state === "succeeded" || state === "failed") seen.set(run, { state, starts });
  }
  if ([...states.train.values(), ...states.test.values()].includes("running")) return;
  // Nothing moves: any other command says the same.
  // All results of a test that was repeated count, whatever became of its last repetition.
  const others = ["status --json", "clean --dry-run", "wait", ...(repeated.size > 0 ? ["analyze", "report"] : [])];
  const names = Object.keys(OBSERVERS).filter((name) => !others.includes(name));
  const observers = [pick(random, names), pick(random, names), pick(random, names)];
  const expected = { states, stage: "train", isLive: false, wait: [] } as const;
  assertEquals(await observe(ground, expected, observers), []);
  await checkWait(round, states);
}

async function readStates(ground: Ground): Promise<States> {
  const { counts, experiments } = await ground.project.status(ground.grid);
  const of = (stage: Stage) =>
    // deno-lint-ignore no-explicit-any
    new Map<number, RunStateName>(experiments.map((one: any) => [one.params.x, one[stage].state]));
  const states = { train: of("train"), test: of("test") };
  for (const stage of STAGES) {
    const sum = (name: string) => [...states[stage].values()].filter((state) => state === name).length;
    for (const [name, count] of Object.entries(counts[stage])) assertEquals(sum(name), count, `${stage}: ${name}`);
  }
  return states;
}

async function checkWait({ ground }: Round, { train, test }: States): Promise<void> {
  const { code, stderr } = await ground.run("wait", [ground.grid, "--timeout", "5s"]);
  const [, counts] = /(?:unfinished|has ended|not been started): (.*?)(?:;| \(exit code)/.exec(stderr) ?? [];
  const tested = new Map(EXPERIMENTS.map((x) => [x, train.get(x) === "succeeded" ? test.get(x)! : train.get(x)!]));
  assert([countsOf(train), countsOf(tested)].includes(counts ?? ""), `wait (${code}): ${stderr} of ${countsOf(train)}`);
}

/** Runs what is left, which has to succeed. */
async function complete({ ground }: Round): Promise<void> {
  ground.mend();
  for (const task of ["train", "test"]) {
    const { code, stderr } = await ground.run(task, [ground.grid, "--retry-failed"]);
    assertEquals(code, 0, stderr);
  }
  const states = await readStates(ground);
  for (const stage of STAGES) assertEquals(countsOf(states[stage]), `${EXPERIMENTS.length} succeeded`);
}

Deno.test("ten commands at random after a crash: states agree and only move forward, and what has succeeded is not run again", async () => {
  for (let number = 0; number < chaosRounds(); number++) {
    const seed = (chaosSeed() + number) >>> 0;
    const random = createRandom(seed);
    using site = random() < 0.25 ? gpuSite() : cpuSite();
    const ground = new Ground(site, "", BODY);
    const round: Round = { ground, random, log: [], repeated: new Set(), seen: new Map() };
    try {
      const first = ground.start(pick(random, ["train", "run"]), ["g.yaml"]);
      await until("it runs", () => ground.told().length > 0);
      await delay(random() * 800);
      if (random() < 0.3) await killAll(ground);
      else kill(first, pick(random, ["SIGKILL", "SIGINT"]));
      await first.ended;
      await check(round);
      for (let count = 0; count < COMMANDS; count++) {
        const typed = chooseCommand(round);
        permit(round, typed);
        if (random() < 0.1) ground.mend();
        await finish(round, ground.start(typed.task, typed.args), typed);
        await check(round);
      }
      await complete(round);
    } catch (error) {
      const typed = round.log.join("; ");
      throw new Error(`failed with CHAOS_SEED=${seed}, on ${site.backend}, after: ${typed}`, { cause: error });
    }
  }
});
