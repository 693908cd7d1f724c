/** The library as a package of JSR, whose host the tests do not need. */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { dirname, fromFileUrl, join } from "@std/path";
import npm from "../deno.json" with { type: "json" };
import jsr from "../deno.jsr.json" with { type: "json" };
import { Project } from "./project.ts";

const ROOT = dirname(dirname(fromFileUrl(import.meta.url)));

/** The address on JSR of a file of `npm:deno-std`: `npm:deno-std@1.4.0/async/delay.js` is `jsr:@std/async@^1/delay`. */
function addressOnJsr(address: string): string {
  const [, name, path] = /^npm:deno-std@[^/]+\/([^/]+)\/(.*)\.js$/.exec(address)!;
  const entry = path!.replace(/(?:^|\/)mod$/, "").replaceAll("_", "-");
  return `jsr:@std/${name!.replaceAll("_", "-")}@^1${entry === "" ? "" : `/${entry}`}`;
}

Deno.test("deno.jsr.json is deno.json with @std from JSR, which brings its own types", () => {
  const { types: _, ...compilerOptions } = npm.compilerOptions;
  const { name, version, license, exports, unstable, publish } = npm;
  const imports = Object.fromEntries(
    Object.entries(npm.imports).map((
      [key, address],
    ) => [key, key.startsWith("@std/") ? addressOnJsr(address) : address]),
  );
  assertEquals(jsr, { name, version, license, exports, publish, unstable, imports, compilerOptions });
});

Deno.test("the library can be loaded from a network; what needs files beside it says so", async () => {
  using project = new Project();
  await using server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, ({ url }) => {
    const path = new URL(url).pathname;
    const types: Record<string, string> = { ts: "application/typescript", json: "application/json" };
    const type = types[path.replace(/^.*\./, "")] ?? "text/plain";
    return Deno.readFile(join(ROOT, path)).then(
      (bytes) => new Response(bytes, { headers: { "content-type": type } }),
      () => new Response(null, { status: 404 }),
    );
  });
  project.write("g.yaml", "grid_axes: {x: [1, 2]}\ngrid_settings: {command: 'true'}\n");
  const script = project.write(
    "use.ts",
    `import { holdGrid, makeGrid, openGrid, runStage, statusOf } from "http://127.0.0.1:${server.addr.port}/mod.ts";
const root = makeGrid({ file: "g.yaml" }, { expdir: "experiments" });
const { plan, runs } = openGrid(root);
console.log(statusOf(root, { plan, runs }, null).counts.train.pending);
await using session = await holdGrid(root);
await runStage(session, { stage: "train" }, {
  onEvent: (event) => event.type === "error" && console.log(event.message),
});
`,
  );
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--no-check", "--allow-all", "--no-lock", "--config", join(ROOT, "deno.json"), script],
    cwd: project.dir,
  }).output();
  assertEquals(code, 0, new TextDecoder().decode(stderr));
  const [pending, ...refused] = new TextDecoder().decode(stdout).trimEnd().split("\n");
  assertEquals(pending, "2");
  assertStringIncludes(
    refused.join("\n"),
    "/io/executor/supervisor.sh is not a file: runs cannot be started by a library",
  );
});
