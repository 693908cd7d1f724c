import { assert, assertEquals } from "@std/assert";
import { join } from "@std/path";
import { startSupervisor, type SupervisorAnswer } from "../../../io/executor/supervisor.ts";
import { inspectLaunch } from "../../../io/grid/launches/launch_records.ts";
import { readHostIdentity } from "../../../io/system/place.ts";
import { isRunning, killProcessesOf, until } from "../../project.ts";
import { keyOf } from "./key_of.ts";

const place = readHostIdentity();

async function withGrid(
  test: (root: string, run: (dir: string, script: string) => void) => Promise<void>,
): Promise<void> {
  const root = Deno.makeTempDirSync({ prefix: "super visor' " });
  try {
    await test(root, (dir, script) => {
      Deno.mkdirSync(join(root, dir), { recursive: true });
      Deno.writeTextFileSync(join(root, dir, "train.1.sh"), script);
    });
  } finally {
    killProcessesOf(root);
    Deno.removeSync(root, { recursive: true });
  }
}

Deno.test("a supervisor runs launches one after another, and reports and records how they end", () =>
  withGrid(async (root, run) => {
    run("a", "exec ${gw_session-} sh -c 'echo out; echo err >&2; exit 7'");
    run("b", "exec ${gw_session-} sh -c 'kill -9 $$'");
    const supervisor = startSupervisor(root, keyOf(root), place);
    assertEquals(codeOf(await supervisor.launch({ stage: "train", number: 1, dir: "a", log: "train.1.log" })), 7);
    assertEquals(codeOf(await supervisor.launch({ stage: "train", number: 1, dir: "b", log: "train.1.log" })), 137);
    await supervisor.close();
    assertEquals(Deno.readTextFileSync(join(root, "a/train.1.exit")), `7 ${keyOf(root)}/a:train.1\n`);
    assertEquals(Deno.readTextFileSync(join(root, "a/train.1.log")), "out\nerr\n");
    assert(!isRunning(supervisor.pid));
  }));

Deno.test("a launch that is already claimed is void and starts nothing", () =>
  withGrid(async (root, run) => {
    run("a", "exec ${gw_session-} touch started");
    Deno.writeTextFileSync(join(root, "a/train.1.pid"), "");
    const supervisor = startSupervisor(root, keyOf(root), place);
    assertEquals(await supervisor.launch({ stage: "train", number: 1, dir: "a", log: "train.1.log" }), {
      kind: "void",
    });
    assertEquals(await supervisor.launch({ stage: "train", number: 1, dir: "gone", log: "train.1.log" }), {
      kind: "unclaimed",
    });
    await supervisor.close();
    assert(
      !Array.from(Deno.readDirSync(join(root, "a"))).some(({ name }) => name === "started" || name === "train.1.log"),
    );
  }));

Deno.test("a launch whose log cannot be opened or is not a regular file is not claimed, and starts nothing", () =>
  withGrid(async (root, run) => {
    const supervisor = startSupervisor(root, keyOf(root), place);
    for (const [dir, make] of [["a", "mkdir"], ["b", "mkfifo"]] as const) {
      run(dir, `exec \${gw_session-} touch ${dir}/started`);
      new Deno.Command(make, { args: [join(root, dir, "train.1.log")] }).outputSync();
      const answer = await supervisor.launch({ stage: "train", number: 1, dir, log: "train.1.log" });
      assertEquals(answer, { kind: "unclaimed" });
      const names = Array.from(Deno.readDirSync(join(root, dir)), ({ name }) => name).sort();
      assertEquals(names, ["train.1.log", "train.1.sh"]);
    }
    await supervisor.close();
  }));

Deno.test("a claim names a session leader, and distinguishes it from a later process with its pid", () =>
  withGrid(async (root, run) => {
    run("a", "exec ${gw_session-} sleep 60");
    const supervisor = startSupervisor(root, keyOf(root), place);
    const ended = supervisor.launch({ stage: "train", number: 1, dir: "a", log: "train.1.log" });
    await until("it is claimed", () => inspectLaunch(join(root, "a"), "train", 1, place).kind === "alive");
    const found = inspectLaunch(join(root, "a"), "train", 1, place);
    assert(found.kind === "alive");
    const session = () => Deno.readTextFileSync(`/proc/${found.pid}/stat`).split(") ")[1]!.split(" ")[3];
    await until("setsid was called", () => session() === String(found.pid));
    supervisor.terminate();
    assertEquals(codeOf(await ended), 143);
    await supervisor.close();
    assertEquals(inspectLaunch(join(root, "a"), "train", 1, place).kind, "ended");
  }));

Deno.test("SIGTERM reaches a run, no matter how early it is sent", () =>
  withGrid(async (root, run) => {
    for (let i = 0; i < 20; i++) {
      const dir = `r${i}`;
      run(dir, "exec ${gw_session-} sleep 60");
      const supervisor = startSupervisor(root, keyOf(root), place);
      const ended = supervisor.launch({ stage: "train", number: 1, dir: dir, log: "train.1.log" });
      await new Promise((resolve) => setTimeout(resolve, i));
      supervisor.terminate();
      const answer = await ended;
      // SIGTERM may end the supervisor before it reads the launch: then nothing was claimed.
      if (answer.kind === "gone") assertEquals(inspectLaunch(join(root, dir), "train", 1, place).kind, "unclaimed");
      else assertEquals(codeOf(answer), 143);
      await supervisor.close();
    }
  }));

Deno.test("a suspended run gets SIGTERM, too", () =>
  withGrid(async (root, run) => {
    run("a", "exec ${gw_session-} sh -c 'kill -STOP $$; sleep 60'");
    const supervisor = startSupervisor(root, keyOf(root), place);
    const ended = supervisor.launch({ stage: "train", number: 1, dir: "a", log: "train.1.log" });
    const state = () => {
      const found = inspectLaunch(join(root, "a"), "train", 1, place);
      return found.kind === "alive" ? Deno.readTextFileSync(`/proc/${found.pid}/stat`).split(") ")[1]![0] : "";
    };
    await until("it has stopped", () => state() === "T");
    supervisor.terminate();
    assertEquals(codeOf(await ended), 143);
    await supervisor.close();
  }));

Deno.test("signals to a supervisor that do not concern its run neither end nor misreport the run", () =>
  withGrid(async (root, run) => {
    run("a", "exec ${gw_session-} sh -c 'until [ -e go ]; do sleep 0.02; done; exit 3'");
    const supervisor = startSupervisor(root, keyOf(root), place);
    const ended = supervisor.launch({ stage: "train", number: 1, dir: "a", log: "train.1.log" });
    await until("it runs", () => inspectLaunch(join(root, "a"), "train", 1, place).kind === "alive");
    for (const signal of ["SIGHUP", "SIGINT", "SIGQUIT", "SIGPIPE"] as const) Deno.kill(supervisor.pid, signal);
    const pending = () => Deno.readTextFileSync(`/proc/${supervisor.pid}/status`).match(/^S\w+Pnd:\t0*[1-9a-f]/m);
    await until("the signals have arrived", () => pending() === null);
    Deno.writeTextFileSync(join(root, "go"), "");
    assertEquals(codeOf(await ended), 3);
    await supervisor.close();
  }));

Deno.test("an update that writes into the script of a supervisor while it works does not change what it does", () =>
  withGrid(async (root, run) => {
    run("a", "exec ${gw_session-} sh -c 'until [ -e go ]; do sleep 0.02; done'");
    const script = join(root, "supervisor.sh");
    for (const name of ["supervisor.sh", "supervise.sh"]) {
      Deno.copyFileSync(new URL(`../../../io/executor/${name}`, import.meta.url), join(root, name));
    }
    const { boot, pidNamespace, host, machine } = place;
    const words = [script, boot, pidNamespace, host, machine, keyOf(root)];
    const child = new Deno.Command("sh", { args: words, cwd: root, stdin: "piped", stdout: "null" }).spawn();
    const writer = child.stdin.getWriter();
    await writer.write(new TextEncoder().encode("train 1 a train.1.log\n"));
    await until("it runs", () => inspectLaunch(join(root, "a"), "train", 1, place).kind === "alive");
    Deno.writeTextFileSync(script, "touch updated\n".repeat(2_000));
    await writer.close();
    Deno.writeTextFileSync(join(root, "go"), "");
    await child.status;
    assertEquals(inspectLaunch(join(root, "a"), "train", 1, place).kind, "ended");
    assert(!Array.from(Deno.readDirSync(root)).some(({ name }) => name === "updated"));
  }));

Deno.test("the end of a run is reported even if it closed its output or deleted its own directory", () =>
  withGrid(async (root, run) => {
    run("a", "exec ${gw_session-} sh -c 'exec >&- 2>&-; exit 4'");
    run("b", "exec ${gw_session-} sh -c 'rm -r b; exit 5'");
    const supervisor = startSupervisor(root, keyOf(root), place);
    assertEquals(codeOf(await supervisor.launch({ stage: "train", number: 1, dir: "a", log: "train.1.log" })), 4);
    assertEquals(codeOf(await supervisor.launch({ stage: "train", number: 1, dir: "b", log: "train.1.log" })), 5);
    await supervisor.close();
  }));

Deno.test("a supervisor that has exited leaves nothing open, even without close()", () =>
  withGrid(async (root) => {
    const supervisor = startSupervisor(root, keyOf(root), place);
    supervisor.kill();
    assertEquals(await supervisor.launch({ stage: "train", number: 1, dir: "a", log: "train.1.log" }), {
      kind: "gone",
    });
  }));

function codeOf(answer: SupervisorAnswer): number | undefined {
  return answer.kind === "exit" ? answer.code : undefined;
}
