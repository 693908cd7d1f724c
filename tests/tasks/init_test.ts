/** `grid init` writes a grid file that runs, for trainers in Python. */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { askTrainer } from "../../io/grid/trainer_help.ts";
import { canRun } from "../can_run.ts";
import { type Environment, Project } from "../project.ts";

const GRID: Environment = { GRID_WORKERS_PROGRAM: "grid" };
const ignore = !canRun(["python3", "--version"]);

const ARGPARSE = `import argparse, json, os
p = argparse.ArgumentParser(formatter_class=argparse.ArgumentDefaultsHelpFormatter)
p.add_argument("--lr", type=float, default=0.01, help="learning rate: of 100 %% # {of} it")
p.add_argument("--batch-size", type=int, default=64, help="samples")
p.add_argument("-o", "--optimizer", choices=["sgd", "adam"], default="adam", help="which")
p.add_argument("--sizes", type=int, nargs="+", default=[64, 64], help="layers")
p.add_argument("--out-dir", default="out", help="where")
p.add_argument("--amp", action="store_true")
p.add_argument("--seed", type=int, default=1, help="seed")
a = p.parse_args()
os.makedirs(a.out_dir, exist_ok=True)
json.dump({"rate": a.lr, "adam": a.optimizer == "adam"}, open(os.path.join(a.out_dir, "metrics.json"), "w"))
`;

// As click prints it, without click.
const CLICK = `import sys
if "--help" in sys.argv:
    print("Usage: main.py [OPTIONS]\\n\\nOptions:\\n  --dropout FLOAT RANGE  [default: 0.5; 0<=x<=1]\\n"
          "  --kind [yes|no|'{a}']    Kind: of it  [default: no]\\n  --help   Show this message and exit.")
    sys.exit()
print(sys.argv[1:])
`;

Deno.test({
  name: "grid init proposes axes from argparse, and what it writes runs as it is",
  ignore,
  async fn() {
    using project = new Project();
    project.write("train.py", ARGPARSE);
    const made = await project.run("grid", ["init"], GRID);
    assertEquals([made.code, made.stdout, made.stderr], [0, "grid.yaml\n", "next: grid try grid.yaml\n"]);
    const text = project.read("grid.yaml");
    assertStringIncludes(text, "  lr: [0.001, 0.01, 0.1] # learning rate: of 100 % # {of} it; default: 0.01\n");
    assertStringIncludes(text, "  optimizer: [sgd, adam] # which; default: adam\n");
    assertStringIncludes(text, "  # batch-size: [32, 64, 128] # samples; default: 64\n");
    assertStringIncludes(text, "  command: python3 train.py --out-dir={dir} --seed={seed} {args}\n");
    const [, schema] = /^# yaml-language-server: \$schema=(.*)$/m.exec(text)!;
    assertEquals(JSON.parse(Deno.readTextFileSync(schema!)).type, "object");
    const run = await project.run("grid", ["run", "grid.yaml", "--strict"], GRID);
    assertEquals(run.code, 0, run.stderr);
    assertStringIncludes(run.stderr, "6 of 6 trained");
    assertStringIncludes(run.stderr, "training_rate");
  },
});

Deno.test({
  name: "grid init reads other helps as well, and quotes what YAML and shells would misread",
  ignore,
  async fn() {
    using project = new Project();
    const script = "src {x}/main's\nin: [two].py";
    project.write(script, CLICK);
    const made = await project.run("grid", ["init", "my.yaml", "--from", script], GRID);
    assertEquals([made.code, made.stdout], [0, "my.yaml\n"], made.stderr);
    const run = await project.run("grid", ["train", "my.yaml", "--strict"], GRID);
    assertEquals(run.code, 0, run.stderr);
    assertStringIncludes(run.stderr, "9 of 9 trained");
    const log = (name: string) => {
      const grid = run.stdout.trim();
      return project.read(`${grid}/${project.list(grid).find((dir) => dir.includes(name))}/train.1.log`);
    };
    assertStringIncludes(log("dropout=0.75-kind=no"), "['--dropout=0.75', '--kind=no']");
  },
});

Deno.test({
  name: "a trainer that would train is not started, and one that fails or takes long is no obstacle",
  ignore,
  async fn() {
    using project = new Project();
    project.write("train.py", 'open("trained", "w")\n');
    const unread = await project.run("grid", ["init"], GRID);
    assertStringIncludes(unread.stderr, "train.py: no axes proposed: it uses no known argument parser\n");
    assertEquals([unread.code, project.exists("trained")], [0, false]);
    const run = await project.run("grid", ["train", "grid.yaml"], GRID);
    assertEquals([run.code, project.exists("trained")], [0, true], run.stderr);

    project.write("broken.py", "import argparse\nraise RuntimeError('boom')\n");
    const broken = await project.run("grid", ["init", "b.yaml", "--from", "broken.py"], GRID);
    assertStringIncludes(broken.stderr, "failed with exit code 1: RuntimeError: boom\n");
    assertEquals(broken.code, 0);

    const slow = project.write("slow.py", "import argparse, subprocess\nsubprocess.run(['sleep', '600'])\n");
    const answer = await askTrainer({ python: "python3", script: slow, limit: 500 });
    assertStringIncludes("problem" in answer ? answer.problem : "", "--help took longer than 0.5 s");
  },
});

Deno.test({
  name: "grid init says what a trainer requires, and names it in the file",
  ignore,
  async fn() {
    using project = new Project();
    project.write(
      "train.py",
      "import argparse\np = argparse.ArgumentParser()\np.add_argument('data', help='where it is')\np.parse_args()\n",
    );
    const { stderr } = await project.run("grid", ["init"], GRID);
    assertStringIncludes(stderr, "grid.yaml: replace in command what train.py requires: DATA (where it is)\n");
    assertStringIncludes(
      project.read("grid.yaml"),
      "  # TODO: replace DATA (where it is)\n  command: python3 train.py DATA {args}\n",
    );
  },
});

Deno.test("grid init never overwrites, and without a trainer writes an example that runs", async () => {
  using project = new Project();
  const made = await project.run("grid", ["init"], GRID);
  assertStringIncludes(made.stderr, "there is no train.py or main.py here: an example is written");
  const run = await project.run("grid", ["train", "grid.yaml", "--strict"], GRID);
  assertEquals(run.code, 0, run.stderr);
  const before = project.read("grid.yaml");
  const again = await project.run("grid", ["init"], GRID);
  assertEquals([again.code, again.stdout], [2, ""]);
  assertStringIncludes(
    again.stderr,
    "error: grid.yaml exists, and is not overwritten: grid init FILE writes another one",
  );
  assertEquals(project.read("grid.yaml"), before);
  Deno.symlinkSync("nowhere", join(project.dir, "link.yaml"));
  const link = await project.run("grid", ["init", "link.yaml"], GRID);
  assertEquals([link.code, project.exists("nowhere")], [2, false]);
  const missing = await project.run("grid", ["init", "x.yaml", "--from", "train.py"], GRID);
  assertEquals([missing.code, missing.stderr], [2, "error: --from: train.py does not exist\n"]);
  const directory = await project.run("grid", ["init", "x.yaml", "--from", "experiments"], GRID);
  assertEquals([directory.code, directory.stderr], [
    2,
    "error: --from: expected the path of a script, got experiments\n",
  ]);
  assert(!project.exists("x.yaml"));
  const elsewhere = await project.run("grid", ["init", "nowhere/x.yaml"], GRID);
  assertEquals(elsewhere.code, 2);
  assertMatch(
    elsewhere.stderr,
    /^nowhere\/x\.yaml: not writable \(.*\): choose another location with grid init FILE\n/m,
  );
});
