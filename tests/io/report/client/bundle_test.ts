import { assertEquals } from "@std/assert";
import { fromFileUrl, join } from "@std/path";

const ROOT = fromFileUrl(new URL("../../../..", import.meta.url));

Deno.test("client.js was bundled from the current sources: if not, run deno task bundle", () => {
  const dir = Deno.makeTempDirSync();
  try {
    const path = join(dir, "client.js");
    const { success, stderr } = new Deno.Command(Deno.execPath(), {
      args: ["bundle", "--quiet", "--minify", "--platform", "browser", "io/report/client/main.tsx", "-o", path],
      cwd: ROOT,
      env: { NO_COLOR: "1" },
    }).outputSync();
    assertEquals(success, true, new TextDecoder().decode(stderr));
    const committed = Deno.readTextFileSync(join(ROOT, "io/report/client/client.js"));
    assertEquals(Deno.readTextFileSync(path) === committed, true, "client.js differs");
    // A module that browsers do not have keeps the whole page from starting.
    assertEquals(committed.match(/["']node:\w+["']/g), null, "client.js imports modules of Node");
  } finally {
    Deno.removeSync(dir, { recursive: true });
  }
});

Deno.test("the task that bundles client.js is the one that its test repeats", () => {
  const { tasks } = JSON.parse(Deno.readTextFileSync(join(ROOT, "deno.json")));
  assertEquals(
    tasks.bundle.command,
    "deno bundle --quiet --minify --platform browser io/report/client/main.tsx -o io/report/client/client.js",
  );
});
