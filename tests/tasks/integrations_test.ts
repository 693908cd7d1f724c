/** The grid files in docs/integrations.md, and trainers as people have them: `grid init`, `grid try`, and nothing typed. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { dirname, join } from "@std/path";
import { findPython } from "../can_run.ts";
import { type Environment, Project } from "../project.ts";

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

/** A trainer that nobody changed. */
interface Trainer {
  readonly script: string;
  /** Python code that fails without what it needs. */
  readonly needs: string;
  /** Whether that takes minutes to install: CI does without it. */
  readonly isHeavy?: true;
  /** A result, and where it is read. */
  readonly result: RegExp;
  readonly metric: string;
  /** Whether the proposed lines are needed for results. */
  readonly isPasted?: boolean;
  /** Whether a whole grid takes seconds. */
  readonly isQuick?: boolean;
}

const TRAINERS: readonly Trainer[] = [
  {
    script: "pytorch/train.py",
    needs: "import torch",
    result: /from train\.log: loss as training_loss, acc as training_acc$/m,
    metric: "training_acc",
    isPasted: true,
  },
  {
    script: "lightning/train.py",
    needs: "import pytorch_lightning",
    isHeavy: true,
    result: /from lightning_logs\/version_0\/.*: .*val\/loss as validation_loss/,
    metric: "validation_loss",
  },
  {
    script: "huggingface/train.py",
    needs: "import transformers, accelerate",
    isHeavy: true,
    result: /from trainer_state\.json: /,
    metric: "validation_accuracy",
  },
  {
    script: "hydra/train.py",
    needs: "import hydra, tensorboardX",
    result: /from events\.out\.tfevents.*: .*val\/acc as validation_acc$/m,
    metric: "validation_acc",
  },
  {
    script: "detr/main.py",
    needs: "import numpy",
    result: /from log\.txt: train_lr as training_lr/,
    metric: "test_loss",
    isQuick: true,
  },
  {
    script: "tensorboard/train.py",
    needs: "import numpy, tensorboardX",
    result: /from events\.out\.tfevents.*: .*Accuracy\/val as training_Accuracy_val$/m,
    metric: "training_Accuracy_val",
  },
  {
    script: "sklearn/train.py",
    needs: "import sklearn",
    result: /results .*training_test_accuracy=0\.9/,
    metric: "training_test_accuracy",
    isQuick: true,
  },
  {
    script: "mlflow/train.py",
    needs: "import mlflow, sqlalchemy, numpy",
    result: /from mlflow\.db: .*val_mse as validation_mse/,
    metric: "validation_r2",
  },
  {
    script: "keras/train.py",
    needs: "from tensorflow import keras",
    isHeavy: true,
    result: /from training\.log: .*val_accuracy as validation_accuracy/,
    metric: "validation_accuracy",
  },
];

for (const { script, needs, isHeavy, result, metric, isPasted = false, isQuick = false } of TRAINERS) {
  const python = findPython(needs, isHeavy);
  Deno.test({
    name: `${script} has results after grid init and grid try, with ${
      isPasted ? "the proposed lines" : "no line"
    } typed`,
    ignore: python === undefined,
    async fn() {
      using project = new Project();
      copy(join(SCRIPTS, dirname(script)), project);
      Deno.mkdirSync(join(project.dir, ".bin"));
      // A link would lose its environment.
      project.write(".bin/python3", `#!/bin/sh\nexec '${which(python!)}' "$@"\n`);
      Deno.chmodSync(join(project.dir, ".bin/python3"), 0o755);
      const env: Environment = {
        GRID_WORKERS_PROGRAM: "grid",
        PATH: `${project.dir}/.bin:${Deno.env.get("PATH")}`,
        TF_CPP_MIN_LOG_LEVEL: "3",
      };
      const made = await project.run("init", [], env);
      assertEquals([made.code, made.stdout], [0, "grid.yaml\n"], made.stderr);
      const first = await project.run("try", [], env);
      assertEquals(first.code, isPasted ? 1 : 0, first.stderr);
      const lines = /^to paste into grid_settings:\n((?: {2}.*\n)+)/m.exec(first.stderr)?.[1];
      assert(lines !== undefined, first.stderr);
      assertStringIncludes(lines, `  metric: { name: ${metric}, goal: `);
      assert(!first.stderr.includes("outside"), first.stderr);
      if (isPasted) assertStringIncludes(first.stderr, "runs, but nothing to compare");
      else assert(result.test(first.stderr), first.stderr);

      project.write("grid.yaml", project.read("grid.yaml").replace("grid_settings:\n", `grid_settings:\n${lines}`));
      const second = await project.run("try", ["grid.yaml"], env);
      assertEquals(second.code, 0, second.stderr);
      assert(result.test(second.stderr), second.stderr);
      assertStringIncludes(second.stderr, `metric: ${metric}=`);
      if (!isQuick) return;
      const ranked = await project.run("run", [], env);
      assertEquals(ranked.code, 0, ranked.stderr);
      assertStringIncludes(ranked.stderr, `9 configurations by ${metric}, `);
    },
  });
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
