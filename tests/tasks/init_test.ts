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
    const run = await project.run("grid", ["train", "my.yaml"], GRID);
    assertEquals(run.code, 0, run.stderr);
    assertStringIncludes(run.stderr, "9 of 9 trained");
    assertEquals(run.stderr.includes("my.yaml:"), false, "no warnings about the grid");
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
  const run = await project.run("grid", ["train", "grid.yaml"], GRID);
  assertEquals([run.code, run.stderr.includes("grid.yaml:")], [0, false], run.stderr);
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

Deno.test({
  name: "grid init reads the source where a module is missing, and activates the environment that has it",
  ignore,
  async fn() {
    using project = new Project();
    project.write("train.py", `import argparse, gw_missing\n${ARGPARSE}`);
    project.write("requirements.txt", "gw_missing\n");
    const missing = await project.run("grid", ["init"], GRID);
    assertEquals(missing.code, 0);
    assertStringIncludes(missing.stderr, "ModuleNotFoundError: No module named 'gw_missing'\n");
    assertStringIncludes(
      missing.stderr,
      "requirements.txt names an environment. If it is not there yet: python3 -m venv .venv && .venv/bin/pip install -r " +
        "requirements.txt. The setting that activates it: setup: . .venv/bin/activate\n",
    );
    assertStringIncludes(missing.stderr, "train.py: arguments read from its source: 7 options\n");
    assertStringIncludes(
      project.read("grid.yaml"),
      "  lr: [0.001, 0.01, 0.1] # learning rate: of 100 % # {of} it; default: 0.01\n",
    );
    assertStringIncludes(project.read("grid.yaml"), "  # setup: . .venv/bin/activate\n");

    assert((await project.startProgram(["python3", "-m", "venv", "--without-pip", ".venv"]).ended).code === 0);
    const lib = project.list(".venv/lib").find((name) => name.startsWith("python3"));
    project.write(`.venv/lib/${lib}/site-packages/gw_missing.py`, "");
    project.write("plain.py", "");
    const active = await project.run("grid", ["init", "--from", "plain.py", "a.yaml"], {
      ...GRID,
      VIRTUAL_ENV: "/envs/mine",
    });
    assertEquals(active.code, 0, active.stderr);
    assertStringIncludes(project.read("a.yaml"), "  # setup: . /envs/mine/bin/activate\n");
    const made = await project.run("grid", ["init", "g.yaml"], GRID);
    assertStringIncludes(made.stderr, ".venv has gw_missing: the setting setup activates it\n");
    const text = project.read("g.yaml");
    assertStringIncludes(text, "  setup: . .venv/bin/activate\n");
    assertStringIncludes(text, "  args: { booleans: flag, lists: spaces }\n");
    const tried = await project.run("grid", ["try", "g.yaml"], GRID);
    assertEquals(tried.code, 0, tried.stderr);
  },
});

Deno.test({
  name: "grid init asks the command of a trainer that trains, and fills in what it requires as far as it is known",
  ignore,
  async fn() {
    using project = new Project();
    project.write(
      "main.py",
      `import argparse
p = argparse.ArgumentParser()
c = p.add_subparsers(dest="command", required=True)
t = c.add_parser("train")
t.add_argument("--lr", type=float, required=True)
t.add_argument("--use-bn", action="store_true")
t.add_argument("--run-name", required=True)
t.add_argument("--optimizer", choices=["sgd", "adam"], required=True)
t.add_argument("--logdir", required=True)
t.add_argument("--data", required=True, help="where the data is")
c.add_parser("eval")
args = p.parse_args()
open(f"{args.logdir}/metrics.json", "w").write('{"loss": 1}')
`,
    );
    const made = await project.run("grid", ["init"], GRID);
    assertStringIncludes(
      made.stderr,
      "grid.yaml: replace in command what main.py requires: DATA (where the data is)\n",
    );
    const text = project.read("grid.yaml");
    assertStringIncludes(
      text,
      "grid_axes:\n  lr: [0.001, 0.01, 0.1]\n  optimizer: [sgd, adam]\n\n  # Also possible:\n  # use-bn: [false, true]",
    );
    assertStringIncludes(
      text,
      "  command: python3 main.py train --run-name={name} --logdir={dir} --data=DATA {args}\n",
    );
    const run = await project.run("grid", ["train", "grid.yaml", "--strict"], GRID);
    assertEquals(run.code, 0, run.stderr);
  },
});
