import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { neededFiles } from "../../../../lib/launch/checks/missing_files.ts";
import { trainingSpec } from "../../../../lib/plan/plan.ts";
import { tryExpand } from "../../expand/expand_text.ts";

/** What a command needs: programs as `$python`, scripts by their names, with the directories if there are others than `.`. */
function needs(command: string, more = ""): string[] {
  const { plan, messages } = tryExpand(`grid_axes: {x: [1]}\ngrid_settings: {command: ${command}, ${more}}\n`);
  const errors = messages.filter((message) => !message.includes("warning: "));
  if (errors.length > 0) throw new Error(errors.join("\n"));
  return neededFiles(trainingSpec(plan.groups[0]!)).map(({ kind, name, dirs }) => {
    const text = name.map((part) => typeof part === "string" ? part : `{${part.placeholder}}`).join("");
    const where = dirs.length === 1 && dirs[0] === "." ? "" : ` in ${dirs.join(", ")}`;
    return `${kind === "program" ? "$" : ""}${text}${where}`;
  });
}

const inShell = (command: string, more?: string) => needs(JSON.stringify(command), more).slice(1);

Deno.test("neededFiles() finds the shell, the program and its script", () => {
  assertEquals(needs(JSON.stringify("python train.py --x {x}")), ["$sh", "$python", "train.py"]);
  assertEquals(needs("[python, train.py, '{x}']"), ["$python", "train.py"]);
  assertEquals(needs("[python, train.py]", "setup: ulimit -c 0, shell: [bash, -c]"), ["$bash", "$python", "train.py"]);
  assertEquals(inShell("./train --x {x}"), ["$./train"]);
  assertEquals(inShell("exec python train.py > {dir}/log 2>&1"), ["$python", "train.py"]);
  assertEquals(inShell("python 'my train.py' \"and more\""), ["$python", "my train.py"]);
  assertEquals(inShell("python \\\n  -u train.py # {{}}"), ["$python", "train.py"]);
  assertEquals(inShell("{x} 1"), ["${x}"]);
  assertEquals(inShell("python {x} train.py"), ["$python", "{x}"]);
  assertEquals(inShell("python src/{x}.py"), ["$python", "src/{x}.py"]);
});

Deno.test("neededFiles() does not miss a script that the command itself writes", () => {
  assertEquals(inShell("echo 'print(1)' > gen.py; python gen.py"), []);
  assertEquals(inShell("echo start; python gen.py > log"), ["$python", "gen.py"]);
});

Deno.test("neededFiles() knows the options of interpreters, and gives up at others", () => {
  for (
    const [command, ...files] of [
      ["python3.11 -uB -W ignore -X dev t.py", "$python3.11", "t.py"],
      ["python -m train.py", "$python"],
      ["python -c pass t.py", "$python"],
      ["python - < t.py", "$python"],
      ["python --unknown t.py", "$python"],
      ["bash -eu -o pipefail run.sh", "$bash", "run.sh"],
      ["sh -c ./t.sh", "$sh", "$./t.sh"],
      ["bash -euc 'cd src && python t.py $GRID_CONFIG'", "$bash", "$python in src", "t.py in src"],
      ["bash -lc 'python t.py'", "$bash"],
      ["deno run -A --quiet --config deno.json x.ts", "$deno", "x.ts"],
      ["deno run https://example.com/x.ts", "$deno"],
      ["deno task x", "$deno"],
      ["node --no-warnings x.js", "$node", "x.js"],
      ["node x", "$node"],
      ["Rscript --vanilla t.R", "$Rscript", "t.R"],
      ["julia --project=. t.jl", "$julia", "t.jl"],
      ["torchrun --standalone --nproc_per_node 2 --nnodes=1 t.py --lr {x}", "$torchrun", "t.py"],
      ["torchrun -m t", "$torchrun"],
      ["accelerate launch --num_processes 2 t.py", "$accelerate", "t.py"],
    ]
  ) assertEquals(inShell(command!), files, command);
});

Deno.test("neededFiles() looks through programs that start others", () => {
  for (
    const [command, ...files] of [
      ["env A=b python t.py", "$env", "$python", "t.py"],
      ["A=1 B={x} python t.py", "$python", "t.py"],
      ["env PATH=/x python t.py", "$env", "t.py"],
      ["PATH=/x python t.py", "t.py"],
      ["nice -n 10 python t.py", "$nice", "$python", "t.py"],
      ["nice -10 nohup python t.py", "$nice", "$nohup", "$python", "t.py"],
      ["timeout -k 5 1h python t.py", "$timeout", "$python", "t.py"],
      ["time -p python t.py", ""],
      ["time python t.py", "$python", "t.py"],
      ["command python t.py", "$python", "t.py"],
      ["command -v python", ""],
      ["taskset -c 0 python t.py", "$taskset", "$python", "t.py"],
      ["mpirun -np 4 python t.py", "$mpirun", "$python", "t.py"],
      ["uv run t.py", "$uv", "t.py"],
      ["uv run --frozen python t.py", "$uv", "t.py"],
      ["poetry run python t.py", "$poetry", "t.py"],
      ["conda run -n base python t.py", "$conda", "t.py"],
      ["nice --unknown python t.py", "$nice"],
      ["srun -n 1 --container-image=x python /w/t.py", "$srun"],
      ["uv run --directory=sub t.py", "$uv"],
    ]
  ) assertEquals(inShell(command!), files.filter((file) => file !== ""), command);
  assertEquals(needs("[sh, -c, 'python t.py {x}']"), ["$sh", "$python", "t.py"]);
  assertEquals(needs("[env, A=b, nice, python, t.py]"), ["$env", "$nice", "$python", "t.py"]);
});

Deno.test("neededFiles() passes commands that change nothing, and follows cd", () => {
  for (
    const [command, ...files] of [
      ["echo start; python t.py", "$python", "t.py"],
      ["python t.py; echo end", "$python", "t.py"],
      ["nvidia-smi; python t.py"],
      ["python prepare.py; python t.py", "prepare.py"],
      ["python prepare.py && python t.py", "$python", "prepare.py"],
      ["set -e\nmkdir -p {dir}/x && python t.py | tee {dir}/log", "$python", "t.py"],
      ["cd src && python t.py", "$python in src", "t.py in src"],
      ["cd src; python t.py", "$python in src, .", "t.py in src, ."],
      ["export PATH=$HOME/bin:$PATH; python t.py", "t.py"],
      ["A=1; python t.py", "$python", "t.py"],
      [". venv/bin/activate && python t.py", "venv/bin/activate", "t.py"],
    ]
  ) assertEquals(inShell(command!), files, command);
});

Deno.test("neededFiles() says nothing about what only the shell knows", () => {
  for (
    const command of [
      "if true; then python t.py; fi",
      "{{ python t.py; }}",
      "(cd src; python t.py)",
      "$PYTHON t.py",
      "~/bin/train t.py",
      "X=$(date) python t.py",
      "python t.py || python u.py",
      "! python t.py",
      "test -f t.py && python t.py",
      "[ -f t.py ] && python t.py",
      "make data; python t.py",
      "sleep 1 & python t.py",
      "cd $DIR && python t.py",
      "eval python t.py",
      "cat <<X | python t.py\nX",
    ]
  ) {
    assertEquals(inShell(command).filter((file) => file !== "$cat"), [], command);
  }
  assertEquals(inShell("python $SCRIPT"), ["$python"]);
  assertEquals(inShell("python *.py"), ["$python"]);
  assertEquals(inShell("python train.py --out $(date)"), ["$python", "train.py"]);
  assertEquals(inShell("python `cat name`.py"), ["$python"]);
});

Deno.test("neededFiles() reads any command", () => {
  const word = fc.constantFrom(
    ..."python t.py nice -n exec env A=b ; && || | & \n ' \" \\ $( ) ` < > << # {x} {{ }} * ~ cd .".split(" "),
  );
  fc.assert(
    fc.property(
      fc.array(fc.oneof(word, fc.string()), { maxLength: 8 }),
      fc.string({ maxLength: 5 }),
      (words, between) => {
        try {
          needs(JSON.stringify(words.join(between)));
        } catch (error) {
          // Not every text is a command.
          if (!/grid\.yaml:/.test((error as Error).message)) throw error;
        }
      },
    ),
  );
});

Deno.test("neededFiles() takes setup and env into account", () => {
  assertEquals(inShell("python t.py", "setup: . .venv/bin/activate"), [".venv/bin/activate", "t.py"]);
  assertEquals(inShell("python t.py", "setup: . ./env.sh"), ["./env.sh"]);
  assertEquals(needs("[python, t.py]", "setup: '. a/b; . c/bin/activate'"), ["$sh", "a/b"]);
  assertEquals(inShell("python t.py", "setup: cd src"), ["$python in src, .", "t.py in src, ."]);
  assertEquals(inShell("python t.py", 'setup: "export A=1\\nulimit -n 5"'), ["$python", "t.py"]);
  for (
    const setup of [
      "module load python",
      "conda activate x",
      ". env.sh",
      "[ -e a/b ] && . a/b",
      "git clone x",
      'eval \\"$X\\"',
    ]
  ) {
    assertEquals(inShell("python t.py", `setup: "${setup}"`), [], setup);
  }
  assertEquals(inShell("python t.py", "shell: [bash, -lc]"), ["t.py"]);
  assertEquals(inShell("python t.py", "shell: [bash, --login, -c]"), ["t.py"]);
  assertEquals(inShell("python t.py", "shell: [bash, -e, -o, pipefail, -c]"), ["$python", "t.py"]);
  assertEquals(needs("python t.py", "shell: [apptainer, exec, image, sh, -c]"), ["$apptainer"]);
  assertEquals(inShell("python t.py", "env: {PATH: /opt/bin}"), ["t.py"]);
  assertEquals(needs("[python, t.py]", "env: {PATH: /opt/bin}"), ["t.py"]);
});

Deno.test("neededFiles() finds the program of a prefix, and the command behind one that only starts it", () => {
  const inList = (prefix: string) => needs("[python, t.py]", `prefix: ${prefix}`);
  assertEquals(inList("nice -n 10"), ["$nice", "$python", "t.py"]);
  assertEquals(inList("[./wrap.sh, --fast]"), ["$./wrap.sh"]);
  assertEquals(inList("apptainer exec image.sif"), ["$apptainer"]);
  assertEquals(inList("env PATH=/opt/bin"), ["$env", "t.py"]);
  assertEquals(needs(JSON.stringify("python t.py"), "prefix: nice"), ["$nice", "$sh", "$python", "t.py"]);
});
