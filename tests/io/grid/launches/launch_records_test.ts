import { assertEquals } from "@std/assert";
import { join } from "@std/path";
import { inspectLaunch, voidLaunch } from "../../../../io/grid/launches/launch_records.ts";
import { readHostIdentity } from "../../../../io/system/place.ts";
import { startTimeOf } from "../../../../io/system/processes/processes.ts";

const place = readHostIdentity();

function withDir(test: (dir: string) => void): void {
  const dir = Deno.makeTempDirSync();
  try {
    test(dir);
  } finally {
    Deno.removeSync(dir, { recursive: true });
  }
}

function claim(
  dir: string,
  pid: number,
  latestStart: number | string,
  boot = place.boot,
  namespace = place.pidNamespace,
  host = place.host,
): void {
  Deno.writeTextFileSync(join(dir, "train.1.pid"), `${pid} ${latestStart} ${boot} ${namespace} ${host}\n`);
}

Deno.test("a complete exit record takes precedence over the claim", () =>
  withDir((dir) => {
    claim(dir, Deno.pid, startTimeOf(Deno.pid)!);
    Deno.writeTextFileSync(join(dir, "train.1.exit"), "3\n");
    const found = inspectLaunch(dir, "train", 1, place);
    assertEquals(found.kind === "ended" && found.outcome, { kind: "exit", code: 3 });
  }));

Deno.test("an empty or incomplete exit record is ignored", () =>
  withDir((dir) => {
    claim(dir, Deno.pid, startTimeOf(Deno.pid)!);
    for (const text of ["", "1", "14", "x\n"]) {
      Deno.writeTextFileSync(join(dir, "train.1.exit"), text);
      assertEquals(inspectLaunch(dir, "train", 1, place).kind, "alive");
    }
  }));

Deno.test("inspectLaunch() distinguishes a missing, an empty and a void claim", () =>
  withDir((dir) => {
    assertEquals(inspectLaunch(dir, "train", 1, place).kind, "unclaimed");
    Deno.writeTextFileSync(join(dir, "train.1.pid"), "");
    assertEquals(inspectLaunch(dir, "train", 1, place).kind, "claimed");
    assertEquals(voidLaunch(dir, "train", 1), false, "a second claim fails");
    assertEquals(voidLaunch(dir, "train", 2), true);
    assertEquals(inspectLaunch(dir, "train", 2, place).kind, "void");
    assertEquals(voidLaunch(join(dir, "gone"), "train", 1), true);
  }));

Deno.test("a reused pid is recognized by its start time", () =>
  withDir((dir) => {
    claim(dir, Deno.pid, startTimeOf(Deno.pid)! - 1);
    assertEquals(inspectLaunch(dir, "train", 1, place).kind, "dead");
    claim(dir, Deno.pid, startTimeOf(Deno.pid)! + 1);
    assertEquals(inspectLaunch(dir, "train", 1, place), { kind: "alive", pid: Deno.pid });
  }));

Deno.test("a claim of another boot, host or PID namespace is recognized", () =>
  withDir((dir) => {
    claim(dir, Deno.pid, 1, "other-boot");
    assertEquals(inspectLaunch(dir, "train", 1, place).kind, "rebooted");
    claim(dir, Deno.pid, 1, place.boot, "pid:[1]");
    assertEquals(inspectLaunch(dir, "train", 1, place).kind, "foreign");
    claim(dir, Deno.pid, 1, place.boot, place.pidNamespace, "elsewhere");
    assertEquals(inspectLaunch(dir, "train", 1, place), { kind: "foreign", host: "elsewhere" });
  }));

Deno.test("the start time of a zombie, or of a process that has ended, is undefined", () => {
  assertEquals(startTimeOf(2 ** 30), undefined);
  assertEquals(typeof startTimeOf(Deno.pid), "number");
});
