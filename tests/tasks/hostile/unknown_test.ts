/** Runs of which the next scheduler cannot know whether they live: they are left alone. */
import { assert, assertEquals } from "@std/assert";
import { join } from "@std/path";
import { canRun } from "../../can_run.ts";
import { isRunning, Project, until } from "../../project.ts";
import { gridOf, killScheduler, pidsIn, throughOrdinaryUser } from "./ground.ts";

const GRID = `grid_axes: {x: [1]}
grid_settings: {command: 'echo $$ >>pids; until [ -e go ]; do sleep 0.05; done; echo end >>ends'}
`;

interface Blinding {
  /** What the next scheduler runs through. */
  readonly through: readonly string[];
  blind?(dir: string): void;
  reveal?(dir: string): void;
}

/** A run is left by a killed scheduler, the next one cannot see it, and one after that can. */
async function checkSpared({ through, blind, reveal }: Blinding): Promise<void> {
  using project = new Project();
  project.write("g.yaml", GRID);
  const first = project.start("train", ["g.yaml"]);
  await until("it runs", () => pidsIn(project).length > 0);
  await killScheduler(first);
  const grid = gridOf(project)!;
  const dir = join(project.dir, grid, (await project.status(grid)).experiments[0].dir);
  const [pid] = pidsIn(project);
  blind?.(dir);
  try {
    const second = project.start("train", [grid], {}, through);
    await until("the next one says that it waits", () => second.hasSaid("waiting for"));
    assert(isRunning(pid!), "it is not swept up");
    second.kill("SIGTERM");
    assertEquals((await second.ended).code, 143);
    assert(isRunning(pid!), "it outlives the stop of a scheduler that cannot see it");
  } finally {
    reveal?.(dir);
  }
  project.write("go", "");
  const { code, stderr } = await project.run("train", [grid]);
  assertEquals(code, 0, stderr);
  assertEquals([pidsIn(project).length, project.read("ends")], [1, "end\n"], "it ran once");
}

function throughAnotherHostName(): readonly string[] | undefined {
  const words = ["sh", "-c", 'hostname elsewhere && exec "$@"', "sh"];
  const all = ["unshare", ...(Deno.uid() === 0 ? [] : ["-r"]), "-u", ...words];
  return canRun([...all, "true"]) ? all : undefined;
}

const renamed = throughAnotherHostName();
Deno.test({
  name: "a run is left alone after the host's name has changed",
  ignore: renamed === undefined,
  fn: () => checkSpared({ through: renamed! }),
});

const ordinary = throughOrdinaryUser();
Deno.test({
  name: "a run is left alone when its directory may not be read",
  ignore: ordinary === undefined,
  fn: () =>
    checkSpared({
      through: ordinary!,
      blind: (dir) => Deno.chmodSync(dir, 0o000),
      reveal: (dir) => Deno.chmodSync(dir, 0o700),
    }),
});

// Root without capabilities sees as little of root's other processes as another user does.
function throughOtherUser(proc?: string): readonly string[] | undefined {
  const words = [
    ...(proc === undefined ? [] : ["unshare", "-m", "sh", "-c", `umount -l /proc; ${proc} && exec "$@"`, "sh"]),
    ...["setpriv", "--bounding-set=-all"],
  ];
  return Deno.uid() === 0 && canRun([...words, "true"]) ? words : undefined;
}

for (
  const [how, proc] of [["", undefined], [
    ", and /proc hides it",
    "mount -t proc -o hidepid=2,gid=65533 proc /proc",
  ]] as const
) {
  const through = throughOtherUser(proc);
  Deno.test({
    name: `a run is left alone when its processes cannot be inspected, as they are of another user${how}`,
    ignore: through === undefined,
    fn: () => checkSpared({ through: through! }),
  });
}

// Where there is strace, which nothing else needs.
const tracer = ["strace", "-f", "-qq", "-o", "/dev/null"];
Deno.test({
  name: "a run is left alone when its claim cannot be read, as the disk is at fault",
  ignore: !canRun([...tracer, "true"]),
  async fn() {
    using project = new Project();
    project.write("g.yaml", GRID);
    const first = project.start("train", ["g.yaml"]);
    await until("it runs", () => pidsIn(project).length > 0);
    await killScheduler(first);
    const grid = gridOf(project)!;
    const claim = join(project.dir, grid, (await project.status(grid)).experiments[0].dir, "train.1.pid");
    const [pid] = pidsIn(project);
    const faulty = [...tracer, "-P", claim, "-e", "trace=openat", "-e", "inject=openat:error=EIO"];
    const second = project.start("train", [grid], {}, faulty);
    await until("the next one says that it waits", () => second.hasSaid("waiting for"));
    assert(isRunning(pid!), "it is not swept up");
    project.write("go", "");
    await until("it has ended", () => !isRunning(pid!));
    assertEquals((await second.ended).code, 0);
    assertEquals([pidsIn(project).length, project.read("ends")], [1, "end\n"], "it ran once");
  },
});
