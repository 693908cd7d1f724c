import { assertEquals } from "@std/assert";
import { fromFileUrl, join } from "@std/path";
import { isProcess } from "../../../io/system/processes/processes.ts";

Deno.test("isProcess() is true until the process has been waited for", async () => {
  const child = new Deno.Command("sleep", { args: ["60"] }).spawn();
  assertEquals(isProcess(child.pid), true);
  child.kill();
  await child.status;
  assertEquals(isProcess(child.pid), false);
  for (const pid of [0, -1, NaN]) assertEquals(isProcess(pid), false);
});

// Run by root in a new mount namespace, where /proc hides the processes of other users from nobody.
const HIDING = `mount -t proc -o hidepid=2 proc /proc &&
  exec setpriv --reuid 65534 --regid 65534 --clear-groups "$@"`;

function asNobody(...command: string[]): Deno.CommandOutput | undefined {
  try {
    return new Deno.Command("unshare", { args: ["--mount", "sh", "-c", HIDING, "sh", ...command] }).outputSync();
  } catch {
    return undefined;
  }
}

Deno.test("isProcess() sees processes of other users that /proc hides", async (t) => {
  const dir = Deno.makeTempDirSync();
  Deno.chmodSync(dir, 0o777);
  try {
    const deno = join(dir, "deno");
    Deno.copyFileSync(Deno.execPath(), deno);
    const script = `import { isProcess } from ${
      JSON.stringify(import.meta.resolve("../../../io/system/processes/processes.ts"))
    };
      const seen = Array.from(Deno.readDirSync("/proc"), ({ name }) => name).includes("${Deno.pid}");
      console.log(seen, isProcess(${Deno.pid}));`;
    const readable = asNobody("test", "-r", fromFileUrl(import.meta.url))?.success;
    if (!readable) {
      return void await t.step({ name: "skipped: only root can hide processes", ignore: true, fn: () => {} });
    }
    Deno.writeTextFileSync(join(dir, "look.ts"), script);
    const looked = asNobody("env", `DENO_DIR=${dir}/cache`, deno, "run", "-A", "--no-config", join(dir, "look.ts"))!;
    const { stdout, stderr } = looked;
    assertEquals(new TextDecoder().decode(stdout), "false true\n", new TextDecoder().decode(stderr));
  } finally {
    Deno.removeSync(dir, { recursive: true });
  }
});
