import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { dirname, fromFileUrl, join } from "@std/path";
import { startSupervisor } from "../../../io/executor/supervisor.ts";
import { openLeases } from "../../../io/gpu/leases.ts";
import { readHostIdentity } from "../../../io/system/place.ts";
import { isRunning, until } from "../../project.ts";
import { keyOf } from "./key_of.ts";

const SCRIPT = fromFileUrl(new URL("../../../io/executor/lease.sh", import.meta.url));

/** A lease script, started without a supervisor. */
interface Leased extends Disposable {
  readonly pid: number;
  readonly ended: Promise<{ readonly code: number; readonly stderr: string }>;
}

/** Several grid directories that share leases. */
class Ground implements Disposable {
  readonly dir: string = Deno.realPathSync(Deno.makeTempDirSync({ prefix: "leases' " }));
  readonly leases: string = join(this.dir, "leases");

  constructor(readonly uuids: readonly string[]) {
    Deno.mkdirSync(this.leases, { mode: 0o1777 });
    for (const uuid of uuids) for (const name of [uuid, `${uuid}.gate`]) this.write(`leases/${name}`, "");
  }

  write(path: string, text: string): void {
    Deno.mkdirSync(dirname(join(this.dir, path)), { recursive: true });
    Deno.writeTextFileSync(join(this.dir, path), text);
  }

  /** Starts a run, `<grid>/<name>.sh`, on devices. */
  start(
    run: string,
    mode: "exclusive" | "shared",
    uuids: readonly string[],
    script: string,
    env: Record<string, string> = {},
  ): Leased {
    const [grid, name] = run.split("/") as [string, string];
    for (const uuid of this.uuids) this.write(`${grid}/devices/${uuid}`, "");
    this.write(`${grid}/${name}.sh`, `exec \${gw_session-} sh -c ${quote(script)}`);
    const child = new Deno.Command("setsid", {
      args: [
        ...["sh", SCRIPT, name, this.leases, join(this.dir, grid, "devices"), this.dir, '"user":"me"', mode],
        ...[uuids.join(","), "", ...uuids],
      ],
      cwd: join(this.dir, grid),
      env,
      stdin: "null",
      stdout: "null",
      stderr: "piped",
    }).spawn();
    const ended = child.output().then(({ code, stderr }) => ({ code, stderr: new TextDecoder().decode(stderr) }));
    return {
      pid: child.pid,
      ended,
      [Symbol.dispose]() {
        signalGroup(child.pid, "SIGKILL");
      },
    };
  }

  /** Whether a run has got its devices. */
  has(run: string): boolean {
    return exists(join(this.dir, `${run}.devices`));
  }

  isFree(uuid: string): boolean {
    using file = Deno.openSync(join(this.leases, uuid));
    if (!file.tryLockSync(true)) return false;
    file.unlockSync();
    return true;
  }

  [Symbol.dispose](): void {
    Deno.removeSync(this.dir, { recursive: true });
  }
}

const quote = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;

function exists(path: string): boolean {
  try {
    Deno.lstatSync(path);
    return true;
  } catch {
    return false;
  }
}

function signalGroup(pid: number, signal: Deno.Signal): void {
  try {
    Deno.kill(-pid, signal);
  } catch {
    // It has ended.
  }
}

Deno.test("a run holds its lease until its last process has ended, even one that called setsid", async () => {
  using ground = new Ground(["GPU-a"]);
  const script = `setsid sh -c 'echo $$ >new; mv new left; exec sleep 60' &
    until [ -e left ]; do sleep 0.01; done; exit 3`;
  using run = ground.start("grid/one", "exclusive", ["GPU-a"], script);
  await until("it runs", () => ground.has("grid/one"));
  assert(!ground.isFree("GPU-a"));
  await until("it has gone", () => !isRunning(run.pid));
  const left = Number(Deno.readTextFileSync(join(ground.dir, "grid/left")));
  assert(!ground.isFree("GPU-a"), "what it left behind holds the lease");
  Deno.kill(left, "SIGKILL");
  await until("the lease is free", () => ground.isFree("GPU-a"));
  assertEquals((await run.ended).code, 3);
});

Deno.test("a run can hold eight leases, and its descriptors below 10 are free", async () => {
  const uuids = Array.from({ length: 8 }, (_, i) => `GPU-${i}`);
  using ground = new Ground(uuids);
  using run = ground.start("grid/one", "exclusive", uuids, "ls -l /proc/$$/fd >fds; mv fds seen; exec sleep 60");
  await until("it runs", () => exists(join(ground.dir, "grid/seen")));
  assertEquals(uuids.filter((uuid) => ground.isFree(uuid)), []);
  const seen = Deno.readTextFileSync(join(ground.dir, "grid/seen"));
  assertEquals(/ [3-9] -> /.exec(seen), null, seen);
  assertEquals(Deno.readTextFileSync(join(ground.dir, "grid/one.devices")), `${uuids.join(",")}\n`);
  signalGroup(run.pid, "SIGKILL");
  await run.ended;
  assertEquals(uuids.filter((uuid) => !ground.isFree(uuid)), []);
});

Deno.test("a run gets all of its devices or none", async () => {
  using ground = new Ground(["GPU-a", "GPU-b", "GPU-c"]);
  using first = ground.start("grid/one", "exclusive", ["GPU-b"], "exec sleep 60");
  await until("it runs", () => ground.has("grid/one"));
  using second = ground.start("other/two", "exclusive", ["GPU-a", "GPU-b", "GPU-c"], "touch started");
  assertEquals((await second.ended).code, 75);
  assertEquals(["GPU-a", "GPU-c"].filter((uuid) => !ground.isFree(uuid)), []);
  assert(!ground.has("other/two") && !exists(join(ground.dir, "other/started")), "nothing was started");
  signalGroup(first.pid, "SIGKILL");
  await first.ended;
});

Deno.test("runs of one grid share a device, and block it for other grids until the last one has ended", async () => {
  using ground = new Ground(["GPU-a"]);
  using first = ground.start("grid/one", "shared", ["GPU-a"], "exec sleep 60");
  await until("the first runs", () => ground.has("grid/one"));
  using second = ground.start("grid/two", "shared", ["GPU-a"], "exec sleep 60");
  await until("the second runs", () => ground.has("grid/two"));
  signalGroup(first.pid, "SIGKILL");
  await first.ended;
  for (const mode of ["exclusive", "shared"] as const) {
    using third = ground.start(`other/${mode}`, mode, ["GPU-a"], "touch started");
    assertEquals((await third.ended).code, 75, mode);
  }
  assert(!exists(join(ground.dir, "other/started")));
  signalGroup(second.pid, "SIGKILL");
  await second.ended;
  using fourth = ground.start("other/four", "shared", ["GPU-a"], "exit 6");
  assertEquals((await fourth.ended).code, 6);
});

Deno.test("a lease that is removed and created again during the wait is not taken", async () => {
  using ground = new Ground(["GPU-a"]);
  const lease = quote(join(ground.leases, "GPU-a"));
  ground.write("bin/flock", `#!/bin/sh\nrm ${lease}; : >${lease}\nPATH=\${PATH#*:} exec flock "$@"\n`);
  Deno.chmodSync(join(ground.dir, "bin/flock"), 0o755);
  const env = { PATH: `${ground.dir}/bin:${Deno.env.get("PATH")}` };
  for (const mode of ["exclusive", "shared"] as const) {
    using run = ground.start(`grid/${mode}`, mode, ["GPU-a"], "touch started", env);
    const { code, stderr } = await run.ended;
    assertEquals(code, 75);
    assertStringIncludes(stderr, "the lease file of GPU-a was replaced");
  }
  assert(!exists(join(ground.dir, "grid/started")));
});

Deno.test("a run fails if flock(1) is unsuitable, and is not restarted endlessly", async () => {
  using ground = new Ground(["GPU-a"]);
  ground.write("bin/flock", "#!/bin/sh\necho 'flock: unrecognized option' >&2\nexit 1\n");
  Deno.chmodSync(join(ground.dir, "bin/flock"), 0o755);
  for (const mode of ["exclusive", "shared"] as const) {
    using run = ground.start(`grid/${mode}`, mode, ["GPU-a"], "exit 0", {
      PATH: `${ground.dir}/bin:${Deno.env.get("PATH")}`,
    });
    assertEquals((await run.ended).code, 1, mode);
  }
});

Deno.test("the environment of a run is the same with and without leases", async () => {
  using ground = new Ground(["GPU-a", "GPU-b"]);
  const env = { taken: "GPU-b", session: "x" };
  using run = ground.start("grid/one", "exclusive", ["GPU-a", "GPU-b"], "env >seen", env);
  const { code, stderr } = await run.ended;
  assertEquals(code, 0, stderr);
  const names = new Set(Object.keys({ ...Deno.env.toObject(), ...env, PWD: "", OLDPWD: "", SHLVL: "", _: "" }));
  const seen = Deno.readTextFileSync(join(ground.dir, "grid/seen"));
  assertStringIncludes(seen, "taken=GPU-b\n");
  const added = Array.from(seen.matchAll(/^([A-Za-z_][A-Za-z0-9_]*)=/gm), ([, name]) => name!)
    .filter((name) => !names.has(name));
  assertEquals(added, []);
});

Deno.test("a supervisor distinguishes a refused lease from a run that exits with 75 or deletes its own directory", async () => {
  using ground = new Ground([]);
  const before = Deno.env.get("GRID_WORKERS_LEASE_DIR");
  Deno.env.set("GRID_WORKERS_LEASE_DIR", ground.leases);
  try {
    const root = join(ground.dir, "grid");
    Deno.mkdirSync(root);
    const place = readHostIdentity();
    const supervisor = startSupervisor(root, keyOf(root), place, openLeases(root, ["GPU-a"], place).paths);
    const launch = (dir: string, script: string) => {
      ground.write(`grid/${dir}/train.1.sh`, `exec \${gw_session-} sh -c ${quote(script)}`);
      return supervisor.launch({ stage: "train", number: 1, dir: dir, log: "train.1.log" }, {
        shared: false,
        names: ["GPU-a"],
      });
    };
    const codes = [];
    for (const script of ["exit 75", "rm -r gone; exit 75", "rm gone/*; exit 75", "rm -r gone; exit 0"]) {
      codes.push(await launch("gone", script));
      if (exists(join(root, "gone"))) Deno.removeSync(join(root, "gone"), { recursive: true });
    }
    assertEquals(codes.map((answer) => answer.kind === "exit" && answer.code), [75, 75, 75, 0]);
    // On a full disk, the file is created but stays empty.
    Deno.mkdirSync(join(root, "full"));
    Deno.symlinkSync("/dev/full", join(root, "full/train.1.devices"));
    assertEquals(await launch("full", "touch started"), { kind: "unleased" });
    using holder = ground.start("other/one", "exclusive", ["GPU-a"], "exec sleep 60");
    await until("another has it", () => ground.has("other/one"));
    assertEquals(await launch("late", "touch started"), { kind: "unleased" });
    assertEquals(Deno.readTextFileSync(join(root, "late/train.1.exit")), `unleased ${keyOf(root)}/late:train.1\n`);
    signalGroup(holder.pid, "SIGKILL");
    await holder.ended;
    await supervisor.close();
    assert(!exists(join(root, "started")));
  } finally {
    if (before === undefined) Deno.env.delete("GRID_WORKERS_LEASE_DIR");
    else Deno.env.set("GRID_WORKERS_LEASE_DIR", before);
  }
});
