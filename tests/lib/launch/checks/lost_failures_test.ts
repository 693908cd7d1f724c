/** Failures that the shell of a run hides. */
import { assertEquals } from "@std/assert";
import { lostFailures } from "../../../../lib/launch/checks/lost_failures.ts";
import { trainingSpec } from "../../../../lib/plan/plan.ts";
import { tryExpand } from "../../expand/expand_text.ts";

/** The messages about a command, each up to the first colon or semicolon. */
function lost(command: string, more = ""): string[] {
  const { plan, messages } = tryExpand(`grid_axes: {x: [1]}\ngrid_settings: {command: ${command}, ${more}}\n`);
  const errors = messages.filter((message) => !message.includes("warning: "));
  if (errors.length > 0) throw new Error(errors.join("\n"));
  return lostFailures(trainingSpec(plan.groups[0]!)).map(({ setting, message }) =>
    `${setting}: ${message.split(/; |: (?!a run)/)[0]}`
  );
}

const inShell = (command: string, more?: string) => lost(JSON.stringify(command), more);
const masked = (last: string, failed: string) => [
  `command: the exit code is that of "${last}": a run in which "${failed}" fails would count as succeeded`,
];

Deno.test("a failure before a pipe is lost, unless the shell has pipefail", () => {
  assertEquals(inShell("python t.py --x {x} | tee log"), masked("tee log", "python t.py --x …"));
  assertEquals(inShell("python t.py | grep -v x | tee log"), masked("tee log", "python t.py"));
  for (
    const more of ["shell: [bash, -o, pipefail, -c]", "shell: [bash, -eo, pipefail, -c]", "setup: set -o pipefail"]
  ) assertEquals(inShell("python t.py --x {x} | tee log", more), [], more);
  assertEquals(inShell("set -euo pipefail; python t.py {x} | tee log"), []);
  assertEquals(inShell("cat list | python t.py {x}"), []);
});

Deno.test("a failure before another command is lost, unless the shell has errexit", () => {
  assertEquals(inShell("python t.py {x}; echo done"), masked("echo done", "python t.py {x}"));
  assertEquals(inShell("cd src\npython t.py {x}\npython e.py\n"), masked("python e.py", "python t.py {x}"));
  assertEquals(inShell("cd src && python t.py {x}; echo"), masked("echo", "python t.py {x}"));
  for (const command of ["set -e; python t.py {x}; echo", "python t.py {x} && echo", "python t.py {x} || true; echo"]) {
    assertEquals(inShell(command), [], command);
  }
  assertEquals(inShell("python t.py {x}; echo", "shell: [bash, -ec]"), []);
  assertEquals(inShell("echo {x} >> log; mkdir -p {dir}/a; python t.py {x}"), []);
  assertEquals(inShell("lr={x}; export b={x}; python t.py $lr"), []);
  assertEquals(inShell("nvidia-smi; mkdir -p out; python t.py {x}"), []);
});

Deno.test("a program in the background is not waited for, unless the shell waits", () => {
  assertEquals(inShell("python t.py {x} &"), [
    'command: "python t.py {x}" ends with &, so the run does not wait for it and kills it at once',
  ]);
  assertEquals(inShell("python a.py {x} & python b.py"), [
    'command: "python a.py {x}" ends with &, so the run does not wait for it',
  ]);
  assertEquals(inShell("python a.py {x} & python b.py; wait"), []);
});

Deno.test("what only a shell understands is not judged", () => {
  for (
    const command of [
      "for i in 1 2; do python t.py {x}; done",
      "if test -e a; then python t.py {x}; fi; echo",
      "(python t.py {x}; true) | tee log",
      "echo $(python t.py {x}) | tee log",
      "while ! python t.py {x}; do sleep 1; done",
    ]
  ) assertEquals(inShell(command), [], command);
  assertEquals(inShell("python t.py {x} | tee log", "shell: [fish, -c]"), []);
  assertEquals(lost("[python, t.py, '|', tee]"), []);
});

Deno.test("of a setup, the last command is checked by the run; modules and environments before it can be missed", () => {
  const message = (command: string) => [`setup: if "${command}" fails, the runs start without it`];
  const withSetup = (setup: string) => inShell("python t.py {x}", `setup: ${JSON.stringify(setup)}`);
  assertEquals(withSetup("module load cuda\nexport A=1"), message("module load cuda"));
  assertEquals(withSetup("conda activate a; cd src"), message("conda activate a"));
  assertEquals(withSetup("source env.sh\ncd src"), message("source env.sh"));
  for (
    const setup of [
      "module load cuda",
      "set -e\nmodule load a\nmodule load b",
      "module load a && module load b",
      "module load a || exit; module load b",
      ". venv/bin/activate\nexport A=1",
      "export A=1\ncd src",
    ]
  ) assertEquals(withSetup(setup), [], setup);
});
