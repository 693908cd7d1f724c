/** The grid files in docs/integrations.md, and trainers as people have them: `grid init`, `grid try`, and nothing typed. */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { dirname, join } from "@std/path";
import { findPython } from "../can_run.ts";
import { type Environment, Project } from "../project.ts";
import { reportIn } from "../report_file.ts";

const PAGE = "docs/integrations.md";
const SCRIPTS = "tests/fixtures/trainers/scripts";

Deno.test(`all grid files in ${PAGE} are valid`, async () => {
  using project = new Project();
  const page = Deno.readTextFileSync(PAGE);
  const files = Array.from(page.matchAll(/^```yaml\n(.*?)^```$/gms), ([, text]) => text!);
  assert(files.length >= 14, String(files.length));
  for (const name of ["train.py", "main.py"]) project.write(name, "");
  for (const text of files) {
    project.write("g.yaml", text.replace("/home/alice/project", project.dir.replaceAll(/['" ]/g, "\\$&")));
    const { code, stderr } = await project.run("expand", ["g.yaml", "--dry-run"]);
    assertEquals([code, stderr.includes("error")], [0, false], text + stderr);
  }
});

/** A trainer that nobody changed, from `grid init` to a ranked table, curves and a stopped hopeless run. */
interface Trainer {
  readonly script: string;
  /** Python code that fails without what it needs. */
  readonly needs: string;
  /** Whether that takes minutes to install: CI does without it. */
  readonly isHeavy?: true;
  /** Other values of the axes than those that `grid init` writes, where a run takes long: the whole of `grid_axes`. */
  readonly axes?: string;
  /** What `grid try` writes into the file. */
  readonly lines: readonly string[];
  /** A curve of the report, and what it is drawn over. */
  readonly curve: readonly [name: string, x: string];
}

const TRAINERS: readonly Trainer[] = [
  {
    script: "pytorch/train.py",
    needs: "import torch",
    lines: [
      "results: [{ log: 'epoch (?<epoch>\\d+) loss (?<loss>[-+.\\w]+) acc (?<acc>[-+.\\w]+)' }]",
      "metric: { name: training_acc, goal: maximize, at: best }",
      "early_stopping: { first: 3, eta: 3 }",
    ],
    curve: ["training_acc", "epoch"],
  },
  {
    script: "lightning/train.py",
    needs: "import pytorch_lightning",
    isHeavy: true,
    axes: "lr: [0.05, 0.00001, 0.000001]",
    lines: [
      "metric: { name: validation_loss, goal: minimize, at: best }",
      "early_stopping: { first: 11, eta: 3, resource: step }",
    ],
    curve: ["validation_loss", "step"],
  },
  {
    script: "huggingface/train.py",
    // CI has it where there are versions that fit its torch.
    needs: "import transformers, accelerate",
    isHeavy: true,
    axes: "learning_rate: [0.05, 0.00001, 0.000001]",
    lines: [
      "metric: { name: validation_accuracy, goal: maximize, at: best }",
      "early_stopping: { first: 16, eta: 3, resource: step }",
    ],
    curve: ["validation_accuracy", "step"],
  },
  {
    script: "hydra/train.py",
    needs: "import hydra, tensorboardX",
    lines: [
      "metric: { name: validation_acc, goal: maximize, at: best }",
      "early_stopping: { first: 48, eta: 3, resource: step }",
    ],
    curve: ["validation_acc", "step"],
  },
  {
    script: "detr/main.py",
    needs: "import numpy",
    lines: [
      "metric: { name: test_loss, goal: minimize, at: best }",
      "early_stopping: { first: 3, eta: 3, metric: training_loss }",
    ],
    curve: ["test_loss", "epoch"],
  },
  {
    script: "tensorboard/train.py",
    needs: "import numpy, tensorboardX",
    lines: [
      "metric: { name: training_Accuracy_val, goal: maximize, at: best }",
      "early_stopping: { first: 3, eta: 3, resource: step }",
    ],
    curve: ["training_Accuracy_val", "step"],
  },
  {
    script: "partial_fit/train.py",
    needs: "import sklearn",
    lines: [
      "results: [{ log: 'Epoch (?<epoch>\\d+)/[-+.\\w]+ - train loss: (?<train_loss>[-+.\\w]+) - val loss: (?<val_loss>[-+.\\w]+) - " +
      "val accuracy: (?<val_accuracy>[-+.\\w]+)' }, { log: 'Test accuracy: (?<test_accuracy>[-+.\\w]+)' }]",
      "metric: { name: validation_accuracy, goal: maximize, at: best }",
      "early_stopping: { first: 3, eta: 3 }",
    ],
    curve: ["validation_accuracy", "epoch"],
  },
  {
    script: "mlflow/train.py",
    needs: "import mlflow, sqlalchemy, numpy",
    axes: "lr: [0.05, 0.0001, 0.00001]",
    lines: [
      "metric: { name: validation_r2, goal: maximize }",
      "early_stopping: { first: 48, eta: 3, resource: step, metric: validation_mse }",
    ],
    curve: ["validation_mse", "step"],
  },
];

for (const { script, needs, isHeavy, axes, lines, curve } of TRAINERS) {
  const python = findPython(needs, isHeavy);
  const typed = axes === undefined ? "no line typed" : "no line typed but the values of axes";
  Deno.test({
    name:
      `${script} reaches a ranked table, curves and a stopped hopeless run by grid init, try and run, with ${typed}`,
    ignore: python === undefined,
    async fn() {
      using project = new Project();
      const env = trainerIn(project, dirname(script), python!);
      const made = await project.run("init", [], env);
      assertEquals([made.code, made.stdout], [0, "grid.yaml\n"], made.stderr);
      const before = project.read("grid.yaml");

      const tried = await project.run("try", [], env);
      assertEquals(tried.code, 0, tried.stderr);
      assert(!tried.stderr.includes("outside"), tried.stderr);
      const written = `written into grid_settings of grid.yaml:\n${lines.map((line) => `  ${line}\n`).join("")}`;
      assertStringIncludes(tried.stderr, written);
      assertEquals(linesAdded(before, project.read("grid.yaml")), lines.map((line) => `  ${line}`));
      // The environment of MLflow counts, too.
      const others = before.split("\n").filter((line) => /^ {2}env:/.test(line));
      assert(lines.length + others.length <= 3, before);

      if (axes !== undefined) {
        project.write(
          "grid.yaml",
          project.read("grid.yaml").replace(/^grid_axes:\n(?: {2}.*\n)+/m, `grid_axes: { ${axes} }\n`),
        );
      }
      const ran = await project.run("run", [], env);
      assertEquals(ran.code, 0, ran.stderr);
      const [, metric, goal] = /^ {2}metric: \{ name: (\w+), goal: (\w+)/m.exec(project.read("grid.yaml"))!;
      assertMatch(
        ran.stderr,
        new RegExp(`^\\d configurations by ${metric}, ${goal === "maximize" ? "highest" : "lowest"} first`, "m"),
      );
      assertMatch(ran.stderr, /^\d of \d trained, \d stopped early /m);
      const { columns = [] } = reportIn(project.read(ran.stdout.trim().split("\n").at(-1)!)).curves ?? {};
      assert(columns.some(({ name, x }) => name === curve[0] && x === curve[1]), JSON.stringify(columns));
    },
  });
}

Deno.test({
  name: "README's trainer that prints numbers is ranked and stopped as README says, in an empty directory",
  ignore: findPython() === undefined,
  async fn() {
    const [, script, commands, output] =
      /^## Your own trainer\n.*?^```python\n(.*?)^```.*?^```console\n\$ (.*?)\n(.*?)^```/ms.exec(
        Deno.readTextFileSync("README.md"),
      )!;
    using project = new Project({ "train.py": script! });
    let stderr = "";
    for (const command of commands!.split(" && ")) {
      const ended = await project.run(command.replace("grid ", ""), [], { GRID_WORKERS_PROGRAM: "grid" });
      assertEquals(ended.code, 0, ended.stderr);
      stderr += ended.stderr;
    }
    assertStringIncludes(stderr, /^written into .*\nready: grid run\n/ms.exec(output!)![0]);
    assertMatch(stderr, /^\d of \d trained, \d stopped early /m);
    assertMatch(stderr, /^\d configurations by training_loss, lowest first /m);
  },
});

/** Lines of a text that another one does not have. */
function linesAdded(before: string, after: string): string[] {
  const known = new Set(before.split("\n"));
  return after.split("\n").filter((line) => !known.has(line));
}

Deno.test({
  name: "a script that writes its scores once, into a file of its own, is ready after grid init and grid try",
  ignore: findPython("import sklearn") === undefined,
  async fn() {
    using project = new Project();
    const env = trainerIn(project, "sklearn", findPython("import sklearn")!);
    assertEquals((await project.run("init", [], env)).code, 0);
    const { code, stderr } = await project.run("try", [], env);
    assertEquals(code, 0, stderr);
    assertMatch(stderr, /results .*training_test_accuracy=0\.9/);
    assertStringIncludes(project.read("grid.yaml"), "\n  metric: { name: training_test_accuracy, goal: maximize }\n");
  },
});

/** Puts a trainer into a project, and returns an environment in which `python3` runs it. */
function trainerIn(project: Project, directory: string, python: string): Environment {
  copy(join(SCRIPTS, directory), project);
  // A link would lose its environment.
  project.write(".bin/python3", `#!/bin/sh\nexec '${which(python)}' "$@"\n`);
  Deno.chmodSync(join(project.dir, ".bin/python3"), 0o755);
  return {
    GRID_WORKERS_PROGRAM: "grid",
    PATH: `${project.dir}/.bin:${Deno.env.get("PATH")}`,
    TF_CPP_MIN_LOG_LEVEL: "3",
    // The Trainer reports to every library that it finds, and MLflow takes seconds.
    DISABLE_MLFLOW_INTEGRATION: "TRUE",
  };
}

function copy(from: string, project: Project, to = ""): void {
  for (const { name, isDirectory } of Deno.readDirSync(from)) {
    const path = to === "" ? name : `${to}/${name}`;
    if (isDirectory) copy(join(from, name), project, path);
    else project.write(path, Deno.readTextFileSync(join(from, name)));
  }
}

function which(program: string): string {
  if (program.includes("/")) return program;
  return Deno.env.get("PATH")!.split(":").map((directory) => join(directory, program)).find((path) => {
    try {
      return Deno.statSync(path).isFile;
    } catch {
      return false;
    }
  })!;
}
