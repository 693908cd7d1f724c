import { assert, assertEquals } from "@std/assert";
import { dirname, fromFileUrl, join } from "@std/path";
import { GpuGround } from "../gpu_ground.ts";
import { type Ended, taskEnvironment } from "../project.ts";

const NOBODY = 65534;
const TASK = join(dirname(dirname(dirname(fromFileUrl(import.meta.url)))), "tasks/train.ts");
const PROTECTED = "/proc/sys/fs/protected_regular";

/** Runs a program as another user, with a umask that denies all access to others. */
function asNobody(program: string, args: readonly string[], options: Deno.CommandOptions = {}): Deno.Command {
  const user = ["--reuid", `${NOBODY}`, "--regid", `${NOBODY}`, "--clear-groups"];
  return new Deno.Command("setpriv", {
    args: [...user, "sh", "-c", 'umask 077; exec "$@"', "sh", program, ...args],
    clearEnv: true,
    ...options,
  });
}

/** What another user needs to run tasks: a copy of Deno and its cache, as root's home is not readable. */
function prepareDeno(dir: string): { deno: string; cache: string } | undefined {
  const info = new Deno.Command(Deno.execPath(), { args: ["info", "--json"] }).outputSync();
  const { npmCache } = JSON.parse(new TextDecoder().decode(info.stdout));
  const cache = join(dir, "cache");
  const deno = join(dir, "deno");
  const script = 'mkdir "$2" && cp -r "$1" "$2" && chmod -R a+rwX "$2" && cp "$3" "$4" && chmod a+rx "$4"';
  new Deno.Command("sh", { args: ["-c", script, "sh", npmCache, cache, Deno.execPath(), deno] }).outputSync();
  const env = taskEnvironment({ DENO_DIR: cache, HOME: dir });
  try {
    return asNobody(deno, ["run", "-A", "--no-check", TASK, "--help"], { env }).outputSync().success
      ? { deno, cache }
      : undefined;
  } catch {
    return undefined;
  }
}

// Leases also have to work where files of other users cannot be opened for writing in a shared directory.
function protect(): Disposable {
  const before = Deno.readTextFileSync(PROTECTED);
  const set = (text: string) => {
    try {
      Deno.writeTextFileSync(PROTECTED, text);
    } catch {
      // The test also works without it.
    }
  };
  if (before.trim() !== "2") set("2\n");
  return { [Symbol.dispose]: () => before.trim() === "2" || set(before) };
}

Deno.test("two users do not share a GPU, whoever created the lease files", async (t) => {
  const tools = Deno.makeTempDirSync();
  Deno.chmodSync(tools, 0o777);
  try {
    const prepared = Deno.uid() === 0 ? prepareDeno(tools) : undefined;
    if (prepared === undefined) {
      if (Deno.env.get("GRID_WORKERS_REQUIRE_ALL") === "1") throw new Error("no task could be run as another user");
      return void await t.step({ name: "skipped: only root can be two users", ignore: true, fn: () => {} });
    }
    using _ = protect();
    for (const first of ["root", "nobody"]) {
      using ground = new GpuGround(2);
      const { project } = ground;
      for (const path of [project.dir, ground.gpus.env.FAKE_NVIDIA_SMI!]) Deno.chmodSync(path, 0o777);
      for (const path of [project.write("runs.txt", ""), join(ground.gpus.env.FAKE_NVIDIA_SMI!, "calls")]) {
        Deno.writeTextFileSync(path, "");
        Deno.chmodSync(path, 0o666);
      }
      for (const name of ["a", "b", "first"]) ground.write(name, name === "first" ? 1 : 8, 0.05);
      Deno.mkdirSync(join(project.dir, "others"));
      Deno.chownSync(join(project.dir, "others"), NOBODY, NOBODY);
      const { deno, cache } = prepared;
      const nobody = async (grid: string): Promise<Ended> => {
        const { code, signal, stdout, stderr } = await asNobody(
          deno,
          ["run", "-A", "--quiet", "--no-check", TASK, "--on", "gpu", grid, "--expdir", "others"],
          { cwd: project.dir, env: taskEnvironment({ ...ground.env, DENO_DIR: cache, HOME: tools }) },
        ).output();
        const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
        return { code, signal, stdout: text(stdout), stderr: text(stderr) };
      };
      const start = (user: string, grid: string) => user === "root" ? ground.run(grid) : nobody(grid);
      const made = await start(first, "first.yaml");
      assertEquals(made.code, 0, made.stderr);
      const ended = await Promise.all([start("root", "a.yaml"), start("nobody", "b.yaml")]);
      for (const { code, stderr } of ended) assertEquals(code, 0, stderr);
      const runs = ground.check();
      assertEquals(runs.length, 17);
      for (const name of ["a", "b"]) assert(runs.some(({ grid }) => grid.startsWith(`${name}_`)));
      const lease = Deno.lstatSync(join(project.dir, "leases", ground.gpus.uuids[0]!));
      assertEquals(lease.uid, first === "root" ? 0 : NOBODY);
    }
  } finally {
    Deno.removeSync(tools, { recursive: true });
  }
});
