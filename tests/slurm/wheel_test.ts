/** A grid on Slurm from the wheel that pip installed: neither the login node nor the nodes have Deno or a network. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { canRun } from "../can_run.ts";
import { buildWheel, downloadDeno, output, PYTHON } from "../pip/wheels.ts";
import { hasSlurm, testsOnCluster } from "./cluster.ts";
import { SlurmProject } from "./slurm_project.ts";

const test = testsOnCluster();

// Slurm itself needs the network.
const OFFLINE = canRun(["unshare", "-n", "true"]) ? ["unshare", "-n"] : [];

const TRAINER = `import json, os, sys
json.dump({"validation": {"loss": 0.5}}, open(os.path.join(os.environ["GRID_RUN_DIR"], "metrics.json"), "w"))
print(sys.prefix)
`;

const [python, wheels] = [PYTHON, hasSlurm ? downloadDeno() : undefined];
if (python !== undefined && wheels !== undefined) {
  test("a wheel in an environment trains on nodes, with the Python of that environment", async (cluster) => {
    await using project = new SlurmProject(cluster);
    const env = join(project.dir, "env");
    output([python, "-m", "venv", "--without-pip", env]);
    output([
      ...[
        python,
        "-m",
        "pip",
        "--python",
        join(env, "bin/python3"),
        "install",
        "--quiet",
        "--no-index",
        "--find-links",
        wheels,
      ],
      buildWheel(),
    ]);
    project.write("train.py", TRAINER);
    project.write(
      "g.yaml",
      `grid_axes: {lr: [0.1, 0.2]}\ngrid_settings: {command: '${[...OFFLINE, "python3"].join(" ")} train.py {args}'}\n`,
    );
    const stub = join(project.dir, ".bin");
    const { code, stdout, stderr } = await project.startProgram(["grid", "run", "g.yaml", "--on", "slurm"], {
      ...cluster.env,
      PATH: `${env}/bin:${stub}:${Deno.env.get("PATH")}`,
    }).ended;
    assertEquals(code, 0, stderr);
    assertStringIncludes(stderr, "2 of 2 trained");
    const grid = stdout.split("\n")[0]!;
    for (const run of project.list(grid).filter((name) => name.startsWith("g-lr"))) {
      assertEquals(project.read(`${grid}/${run}/train.log`), `${env}\n`);
    }
    // The controller of a detached command runs with the Deno of the environment, too.
    const words = ["grid", "run", "g.yaml", "--on", "slurm", "--detach"];
    const environment = { ...cluster.env, PATH: `${env}/bin:${stub}:${Deno.env.get("PATH")}` };
    const detached = await project.startProgram(words, environment).ended;
    assertEquals(detached.code, 0, detached.stderr);
    await cluster.untilEmpty(120);
    const other = detached.stdout.trim();
    assertStringIncludes(project.read(`${other}/scheduler.log`), "report: 2 experiments");
    assert(!Array.from(Deno.readDirSync(cluster.dir)).some(({ name }) => name === "deno-was-called"));
  });
}
