/** Every record × everything that may be in its place × everything that reads it: ends soon, and loses nothing else. */
import { assert, assertEquals } from "@std/assert";
import { basename, dirname, join } from "@std/path";
import { type Ended, processesOf, Project, until } from "../../project.ts";

/** What is put in place of a record. */
const KINDS: Readonly<Record<string, (path: string) => void>> = {
  fifo: (path) => void new Deno.Command("mkfifo", { args: [path] }).outputSync(),
  directory: (path) => Deno.mkdirSync(join(path, "full"), { recursive: true }),
  loop: (path) => Deno.symlinkSync(basename(path), path),
  zero: (path) => Deno.symlinkSync("/dev/zero", path),
  empty: (path) => Deno.writeTextFileSync(path, ""),
  truncated: () => {},
  foreign: (path) =>
    Deno.writeFileSync(path, new TextEncoder().encode(`7\0\x1b]0;x\x07{"a":[1,\n${"x".repeat(5_000)}\n`)),
};

/** Puts something in place of a record. */
function plant(path: string, kind: string): void {
  let former: Uint8Array | undefined;
  try {
    if (Deno.lstatSync(path).isFile) former = Deno.readFileSync(path);
  } catch {
    // There is nothing.
  }
  if (kind === "truncated") {
    return former === undefined ? undefined : Deno.writeFileSync(path, former.subarray(0, former.length / 2));
  }
  try {
    Deno.removeSync(path, { recursive: true });
  } catch {
    // There was nothing.
  }
  KINDS[kind]!(path);
}

// No command below has more than a few seconds of work.
const BOUND_MS = 30_000;

/** Runs a task to its end, which comes soon, and without a stack trace. */
async function runBounded(project: Project, task: string, args: readonly string[]): Promise<Ended> {
  const started = project.start(task, args);
  const timer = setTimeout(() => started.kill("SIGKILL"), BOUND_MS);
  const ended = await started.ended;
  clearTimeout(timer);
  assert(ended.signal !== "SIGKILL", `${task} ${args} did not end: ${ended.stderr}`);
  assert(!/\n\s+at /.test(ended.stderr), `${task} ${args}: ${ended.stderr}`);
  // deno-lint-ignore no-control-regex
  assert(!/[\x00-\x08\x0b-\x1f]/.test(ended.stderr), `${task} ${args} writes to the terminal: ${ended.stderr}`);
  return ended;
}

const RECORDS = [
  ...["train.1.pid", "train.1.exit", "train.1.sh", "train.1.log", "train.log", "training_configuration.yaml"],
  ...["metrics.json", "best.ckpt", "test.1.pid", "test.1.exit", "test.1.sh"],
  ...["TEST", "TEST/testing_configuration.yaml", "TEST/test.log", "TEST/metrics.json"],
];

// `deno task chaos` tries each kind at each record; otherwise each record has two of them, and each kind has some records.
const isLong = Deno.env.get("CHAOS_LONG") === "1";
const CELLS = RECORDS.flatMap((record, row) =>
  Object.keys(KINDS).filter((_, column) => isLong || [0, 3].includes((row + column) % Object.keys(KINDS).length))
    .map((kind) => `${kind}@${record}`)
);

function writeGrid(project: Project, command: string): void {
  const train = `echo "$GRID_EXPERIMENT_ID" >>"$GRID_ROOT/runs"; ${command}`;
  // Opening a pipe would be the trainer's own fault.
  const results =
    'for name in metrics.json best.ckpt; do [ -p "$GRID_RUN_DIR/$name" ] || echo "{}" >"$GRID_RUN_DIR/$name"; done';
  project.write("train.sh", `${train}\n${results}\n`);
  project.write(
    "test.sh",
    `echo "$GRID_EXPERIMENT_ID" >>"$GRID_ROOT/tests"; echo '{"score": 1}' >"$GRID_TEST_DIR/metrics.json"\n`,
  );
  project.write(
    "g.yaml",
    `grid_axes: {cell: ["${CELLS.join('", "')}", plain-1, plain-2]}
grid_settings:
  command: sh train.sh
  test_command: sh test.sh
  checkpoint: best.ckpt
  max_failures: none
`,
  );
}

/** Plants what the names of the experiments say. */
async function plantAll(project: Project, grid: string): Promise<void> {
  for (const { params, dir } of (await project.status(grid)).experiments) {
    const [kind, record] = params.cell.split("@");
    const path = join(project.dir, grid, dir);
    Deno.mkdirSync(path, { recursive: true });
    const test = project.list(`${grid}/${dir}`).find((name) => name.startsWith("test_"));
    if (record === undefined || (record.startsWith("TEST") && test === undefined)) continue;
    plant(join(path, record.replace("TEST", test!)), kind);
  }
}

async function checkPlain(project: Project, grid: string, stage: "train" | "test"): Promise<void> {
  const { experiments } = await project.status(grid);
  for (const { params, train, [stage]: { state } } of experiments) {
    // What is not trained is not tested.
    if (stage === "test" && train.state !== "succeeded") continue;
    if (params.cell.startsWith("plain")) assertEquals(state, "succeeded", params.cell);
    else assert(!["pending", "running", "unknown"].includes(state), `${params.cell}: ${state}`);
  }
}

/** How often the runs of experiments were started. */
function startsOf(project: Project, file: string): Map<string, number> {
  const starts = new Map<string, number>();
  for (const id of project.read(file).trim().split("\n")) starts.set(id, (starts.get(id) ?? 0) + 1);
  return starts;
}

Deno.test("a first run, and a first test, where anything may be in place of its records ends, and every other one succeeds", async () => {
  using project = new Project();
  writeGrid(project, ":");
  const grid = (await project.run("expand", ["g.yaml"])).stdout.trim();
  await plantAll(project, grid);
  for (const [task, file] of [["train", "runs"], ["test", "tests"]] as const) {
    const { code, stderr } = await runBounded(project, task, [grid]);
    assert(code < 2, stderr);
    await checkPlain(project, grid, task);
    for (const [id, starts] of startsOf(project, `${grid}/${file}`)) assertEquals(starts, 1, `${task} of ${id}`);
  }
});

Deno.test("status, analysis, resume and retry of a grid with anything in place of records end, and lose nothing else", async () => {
  using project = new Project();
  writeGrid(project, ":");
  const grid = (await project.run("train", ["g.yaml"])).stdout.trim();
  const tested = await project.run("test", [grid]);
  assertEquals(tested.code, 0, tested.stderr);
  const journal = project.read(`${grid}/journal.ndjson`);
  await plantAll(project, grid);
  assertEquals((await runBounded(project, "status", [grid])).code, 0);
  const analyzed = await runBounded(project, "analyze", [grid]);
  assert(analyzed.code < 2, analyzed.stderr);
  for (const [task, file] of [["train", "runs"], ["test", "tests"]] as const) {
    const { code, stderr } = await runBounded(project, task, [grid]);
    assert(code < 2, stderr);
    await checkPlain(project, grid, task);
    for (const [id, starts] of startsOf(project, `${grid}/${file}`)) assertEquals(starts, 1, `${task} of ${id}`);
  }
  // The ends are lost: now the records decide.
  const withoutEnds = journal.split("\n").filter((line) => !line.includes('"type":"end"')).join("\n");
  project.write(`${grid}/journal.ndjson`, withoutEnds);
  assertEquals((await runBounded(project, "status", [grid])).code, 0);
  for (const [task, file] of [["train", "runs"], ["test", "tests"]] as const) {
    const { code, stderr } = await runBounded(project, task, [grid, "--retry-failed"]);
    assert(code < 2, stderr);
    await checkPlain(project, grid, task);
    const starts = startsOf(project, `${grid}/${file}`);
    for (const { params, id } of (await project.status(grid)).experiments) {
      const most = params.cell.startsWith("plain") ? 1 : 2;
      assert(starts.get(id)! <= most, `${task} of ${params.cell}: ${starts.get(id)} starts`);
    }
  }
  // All is lost but what is beside the runs.
  Deno.removeSync(join(project.dir, grid, "journal.ndjson"));
  await plantAll(project, grid);
  for (const task of ["status", "train", "test"]) {
    const { code, stderr } = await runBounded(project, task, [grid]);
    assert(code < 2, stderr);
  }
  for (const task of ["train", "test"] as const) await checkPlain(project, grid, task);
  assertEquals(processesOf(join(project.dir, grid)), []);
});

Deno.test("a stop ends a run that has put anything in place of its records", async () => {
  using project = new Project();
  const plants = `cd "$GRID_RUN_DIR"; kind=$1; shift
rm -rf "$@"
for path in "$@"; do
  case $kind in
  fifo) mkfifo "$path" ;;
  directory) mkdir -p "$path/full" ;;
  loop) ln -s "$path" "$path" ;;
  zero) ln -s /dev/zero "$path" ;;
  empty | truncated) : >"$path" ;;
  foreign) head -c 3000 /dev/urandom >"$path" ;;
  esac
done
echo >"$GRID_ROOT/planted"; trap '' TERM; while :; do sleep 0.1; done
`;
  project.write("plant.sh", plants);
  const records = RECORDS.filter((record) => record.startsWith("train.1.")).concat("train.log", "metrics.json");
  await Promise.all(
    Object.keys(KINDS).map(async (kind) => {
      const command = `sh plant.sh ${kind} ${records.join(" ")}`;
      project.write(`${kind}.yaml`, `grid_axes: {x: [1]}\ngrid_settings: {command: ${command}}\n`);
      const started = project.start("train", [`${kind}.yaml`, "--expdir", kind, "--grace", "0.2"]);
      await until(
        "all is planted",
        () => project.exists(kind) && project.list(kind).some((grid) => project.exists(`${kind}/${grid}/planted`)),
      );
      const timer = setTimeout(() => started.kill("SIGKILL"), BOUND_MS);
      started.kill("SIGTERM");
      const { code, stderr } = await started.ended;
      clearTimeout(timer);
      assertEquals(code, 143, stderr);
    }),
  );
  await until("nothing is left", () => processesOf(project.dir).length === 0);
});

const GRID_RECORDS = ["plan.ndjson", "journal.ndjson", "provenance.json", "grid.yaml", "lock", "scheduler.log"];

Deno.test("anything in place of a grid's own records: a clear error or none, and nothing is run again", async () => {
  using project = new Project();
  project.write(
    "g.yaml",
    `grid_axes: {x: [1, 2]}\ngrid_settings: {command: 'echo {x} >>{dir}/ran; echo "{{}}" >{dir}/metrics.json'}\n`,
  );
  const template = (await project.run("train", ["g.yaml"])).stdout.trim();
  const cells = GRID_RECORDS.flatMap((record) => Object.keys(KINDS).map((kind) => ({ record, kind })));
  const check = async ({ record, kind }: { record: string; kind: string }) => {
    const grid = `cells/${kind}@${record}`;
    const path = join(project.dir, grid);
    Deno.mkdirSync(dirname(path), { recursive: true });
    new Deno.Command("cp", { args: ["-r", join(project.dir, template), path] }).outputSync();
    plant(join(path, record), kind);
    const whole = ["plan.ndjson", "journal.ndjson", "lock"].includes(record) ? ["analyze", "stop"] : [];
    for (const task of ["status", ...whole, "train"]) {
      const { code, stderr } = await runBounded(project, task, [grid]);
      assert(code <= 4 && (code === 0 || stderr !== ""), `${task} of ${grid}: ${code} ${stderr}`);
      if (!["plan.ndjson", "journal.ndjson", "lock"].includes(record) && task !== "stop") {
        assertEquals(code, 0, `${task} of ${grid}: ${stderr}`);
      }
    }
    for (const { name } of Deno.readDirSync(path)) {
      if (name.startsWith("g-x=")) assertEquals(project.read(`${grid}/${name}/ran`).length, 2, `${grid}: it ran once`);
    }
  };
  const queue = [...cells];
  const failures: unknown[] = [];
  await Promise.all([0, 1].map(async () => {
    for (let cell = queue.shift(); cell !== undefined; cell = queue.shift()) {
      await check(cell).catch((error) => failures.push(error));
    }
  }));
  if (failures.length > 0) throw new AggregateError(failures, failures.map(String).join("\n"));
});
