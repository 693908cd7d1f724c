/** Tests the PyTorch example, if PyTorch is installed. */
import { assert, assertEquals, assertGreater, assertStringIncludes } from "@std/assert";
import { parse } from "@std/csv";
import { dirname, fromFileUrl, join } from "@std/path";
import { mnistDirectory } from "../../../grids/mnist/mnist.ts";
import { findPython } from "../../can_run.ts";
import { Project } from "../../project.ts";

const REPOSITORY = fromFileUrl(new URL("../../../", import.meta.url));

const python = findPython("import torch, yaml");

Deno.test({
  name: "the PyTorch example learns, and an interrupted training has the same result" +
    (python === undefined ? " (left out: no python3 with torch and yaml)" : ""),
  ignore: python === undefined,
  async fn() {
    using project = new Project();
    Deno.symlinkSync(join(REPOSITORY, "grids"), join(project.dir, "grids"));
    const small = [
      ...["training.optimizer.lr=0.05", "model.channels=4", "training.epochs=2"],
      ...["training.problem.size=1000", "validation.problem.size=300", "testing.problem.size=500"],
    ];
    const { code, stdout, stderr } = await project.run(
      "run",
      ["grids/torch.yaml", "--setting", `workdir=${REPOSITORY}`, ...small.flatMap((value) => ["--set", value])],
      { PATH: `${dirname(python!)}:${Deno.env.get("PATH")}` },
    );
    assertEquals(code, 0, stderr);
    const [grid, analysis] = stdout.trim().split("\n") as [string, string];
    const [row, noisy] = parse(project.read(analysis), { skipFirstRow: true });
    assertEquals([row!.problem, row!.model, row!.training_terminal_status], ["MNIST", "CNN", "succeeded"]);
    for (const column of ["training_accuracy", "validation_accuracy", "test_accuracy"]) {
      assertGreater(Number(row![column]), 0.5, column);
    }
    assertEquals([row!.test_name, noisy!.test_name], ["clean", "noisy"]);
    assertGreater(Number(row!.test_accuracy), Number(noisy!.test_accuracy));
    const run = project.list(grid).find((name) => name.startsWith("cnn-"))!;
    const metrics = project.read(`${grid}/${run}/metrics.json`);

    // First with one epoch, then again with two.
    const config = project.read(`${grid}/${run}/training_configuration.yaml`);
    Deno.mkdirSync(join(project.dir, "by_hand"));
    const train = async (text: string) => {
      const args = [
        ...["grids/torch/train.py", "--config", project.write("config.yaml", text), "--data", mnistDirectory()],
        ...["--out", join(project.dir, "by_hand"), "--seed", row!.training_seed_torch!],
      ];
      const env = { OMP_NUM_THREADS: "1" };
      const output = await new Deno.Command(python!, { args, cwd: REPOSITORY, env }).output();
      assert(output.success, new TextDecoder().decode(output.stderr));
      return new TextDecoder().decode(output.stdout);
    };
    assertStringIncludes(config, "epochs: 2\n");
    await train(config.replace("epochs: 2\n", "epochs: 1\n"));
    assertStringIncludes(await train(config), "resuming after epoch 1\nepoch 2: ");
    assertEquals(project.read("by_hand/metrics.json"), metrics);
  },
});
