import { assertEquals } from "@std/assert";
import { isCode, namedPaths } from "../../../../lib/launch/checks/named_files.ts";
import { stageSpecs } from "../../../../lib/plan/plan.ts";
import { expand } from "../../expand/expand_text.ts";

function paths(settings: string, stage: "train" | "test" = "train"): string[] {
  const plan = expand(`grid_axes: {x: [1]}\ngrid_settings:\n${settings.replaceAll(/^/gm, "  ")}\n`);
  return namedPaths(stageSpecs(plan.groups[0]!, stage)[0]!).filter((path) => /[./]/.test(path));
}

Deno.test("namedPaths() returns the words of a command that can be files", () => {
  assertEquals(paths("command: python3 train.py --x {x} --config=base.yaml -v 2 -r 0.5"), ["train.py", "base.yaml"]);
  assertEquals(paths("command: [./train.sh, '{x}', 'my data.csv']"), ["train.sh", "my data.csv"]);
  assertEquals(paths("command: RATE=rate.txt bash 'a b.sh' \"c'd.py\" e\\ f.py; ./g.sh {x}"), [
    "RATE=rate.txt",
    "rate.txt",
    "a b.sh",
    "c'd.py",
    "e f.py",
    "g.sh",
  ]);
});

Deno.test("namedPaths() leaves out what contains a placeholder, and targets of redirections", () => {
  assertEquals(paths("command: ./run.sh {dir}/a.txt x{x}.txt >all.log 2>> errors.log <in.txt && ./end.sh"), [
    "run.sh",
    "in.txt",
    "end.sh",
  ]);
});

Deno.test("namedPaths() returns the files of a module, and follows cd", () => {
  assertEquals(paths("command: python -m pkg.train {x}"), ["pkg/train.py", "pkg/train/__main__.py", "pkg.train"]);
  assertEquals(paths("setup: cd code\ncommand: cd sub && python train.py {x} /abs/data.npz"), [
    "code/cd",
    "code/sub/python",
    "code/sub/train.py",
    "/abs/data.npz",
  ]);
});

Deno.test("namedPaths() returns the files of a command after -c, and those in the home directory", () => {
  assertEquals(paths("command: [bash, -lc, 'cd sub; python ~/train.py {x} && $HOME/end.sh a.txt']"), [
    "sub/python",
    "~/train.py",
    "~/end.sh",
    "sub/a.txt",
  ]);
  assertEquals(paths("command: sh -c 'python train.py; cat b.txt' {x}").slice(0, 2), ["train.py", "b.txt"]);
});

Deno.test("namedPaths() knows no relative paths after a change to a directory of the run", () => {
  assertEquals(paths("command: ./a.sh && cd {dir} && ./b.sh {x} && cd /abs && ./c.sh"), ["a.sh", "/abs/c.sh"]);
});

Deno.test("namedPaths() returns the files in setup and env, and only those of the stage", () => {
  const settings = `setup: . ./env.sh # not.this
env: {SCRIPT: lib/model.py, OUT: '{dir}/x.txt'}
command: ./train {x}
test_command: [./test, '{checkpoint}']`;
  assertEquals(paths(settings), ["env.sh", "train", "lib/model.py"].filter((path) => /[./]/.test(path)));
  assertEquals(paths(settings, "test"), ["env.sh", "lib/model.py"]);
});

Deno.test("namedPaths() returns a trainer that is given by its path", () => {
  const plan = expand("grid_tasks: [{default_configs: a.yaml}]\ngrid_settings: {trainer: bin/trainer}\n", {
    files: { "a.yaml": "a: 1\n" },
  });
  assertEquals(namedPaths(stageSpecs(plan.groups[0]!, "train")[0]!), ["bin/trainer"]);
  assertEquals(namedPaths(stageSpecs(plan.groups[0]!, "test")[0]!), []);
});

Deno.test("isCode() is true for scripts and configurations, not for data", () => {
  assertEquals(["a.py", "A.R", "d/x.yaml", "x.sh"].map(isCode), [true, true, true, true]);
  assertEquals(["a.csv", "py", "x.log", "d.py/x", "model.pt"].map(isCode), [false, false, false, false, false]);
});
