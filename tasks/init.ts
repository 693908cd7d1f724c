/** `grid:init`: write a commented grid file for the trainer in this directory. */
import { fromFileUrl, relative } from "@std/path";
import { statIfExists } from "../io/system/files.ts";
import { createPathProbe } from "../io/system/path_probe.ts";
import { program } from "../io/system/processes/program.ts";
import { printData, printMessage } from "../io/system/terminal/terminal.ts";
import type { Environment } from "../lib/init/environments.ts";
import type { NewGrid } from "../lib/init/write_grid.ts";
import { hint } from "../lib/messages/hint.ts";
import { counted } from "../lib/messages/text.ts";
import { createCommand, runTask, UsageError } from "./flags/command_line.ts";

const TRAINERS = ["train.py", "main.py"];
// Importing a framework takes seconds, on a network file system more.
const HELP_LIMIT_MS = 60_000;

/**
 * @param args the arguments of the command line
 * @returns the exit code
 */
export async function main(args: readonly string[]): Promise<number> {
  const command = createCommand("init", "Write a commented grid file for a trainer, and print its path.")
    .argument("[file]", "the new file (default: grid.yaml)")
    .option("--from <file>", "trainer in Python, whose --help is read to propose axes (default: train.py or main.py)");
  const { from } = command.parse(args);
  const [file = "grid.yaml"] = command.args;
  const script = findTrainer(from);
  if (statIfExists(file) !== undefined) throw existing(file);
  const trainer = script === undefined ? undefined : await readTrainer(script);
  const { writeGrid } = await import("../lib/init/write_grid.ts");
  const { ACTIVE, activeSetup } = await import("../lib/init/environments.ts");
  const active = activeSetup(Object.fromEntries(ACTIVE.map((name) => [name, Deno.env.get(name)])), Deno.cwd());
  const { text, missing } = writeGrid({
    program: program(),
    file,
    schema: schemaPath(),
    onCluster: ["sbatch", "qsub"].some((name) => createPathProbe().isOnPath(name, Deno.cwd())),
    ...(active !== undefined && { setup: { code: active, isTried: false } }),
    ...trainer,
  });
  try {
    Deno.writeTextFileSync(file, text, { createNew: true });
  } catch (error) {
    if (error instanceof Deno.errors.AlreadyExists) throw existing(file);
    const { locationError } = await import("../io/system/write_new_files.ts");
    throw locationError(error, { output: file, what: "the grid file", flag: hint(program(), "init FILE") });
  }
  printData(file);
  if (missing.length > 0) {
    printMessage(`${file}: replace in command what ${script} requires: ${missing.join(", ")}`);
  }
  printMessage(`next: ${hint(program(), "try", [file])}`);
  return 0;
}

function existing(file: string): UsageError {
  return new UsageError(
    `error: ${file} exists, and is not overwritten: ${hint(program(), "init FILE")} writes another one`,
  );
}

function findTrainer(from: string | undefined): string | undefined {
  if (from === undefined) {
    const found = TRAINERS.find((name) => statIfExists(name)?.isFile);
    if (found === undefined) {
      printMessage(`there is no ${TRAINERS.join(" or ")} here: an example is written; --from names a trainer`);
    }
    return found;
  }
  const info = statIfExists(from);
  if (info === undefined) throw new UsageError(`error: --from: ${from} does not exist`);
  if (!info.isFile) throw new UsageError(`error: --from: expected the path of a script, got ${from}`);
  return from;
}

async function readTrainer(script: string): Promise<Partial<NewGrid>> {
  const { hasParser, readTrainer } = await import("../io/grid/trainer_help.ts");
  const source = readTrainer(script);
  const known = { script, imports: source.imports };
  if (!hasParser(source)) {
    printMessage(`${script}: no axes proposed: it uses no known argument parser`);
    return known;
  }
  const { declaredIn, withDeclared } = await import("../lib/init/declared_options.ts");
  const { help, ...rest } = await readHelp(script);
  const declared = declaredIn([source.text, ...source.others]);
  if (help !== undefined) return { ...known, ...rest, help: withDeclared(help, declared) };
  if (declared.options.length === 0) {
    printMessage(`${script}: no axes proposed`);
    return { ...known, ...rest };
  }
  printMessage(`${script}: arguments read from its source: ${counted(declared.options.length, "option")}`);
  return { ...known, ...rest, help: { library: undefined, commands: [], ...declared } };
}

// Commands of trainers that train, the first of them.
const COMMANDS = ["fit", "train", "run"];

type Asked = Pick<NewGrid, "help" | "command" | "setup">;

async function readHelp(script: string): Promise<Asked> {
  const { askTrainer, lookForEnvironment } = await import("../io/grid/trainer_help.ts");
  const { parseHelp } = await import("../lib/init/parse_help.ts");
  const { missingModule } = await import("../lib/init/environments.ts");
  let python = "python3";
  let setup: NewGrid["setup"];
  let answer = await askTrainer({ python, script, limit: HELP_LIMIT_MS });
  const module = "text" in answer ? undefined : missingModule(answer.problem);
  if ("problem" in answer) printMessage(`${script}: ${answer.problem}`);
  if (module !== undefined) {
    const environment = lookForEnvironment(script);
    if (environment?.python !== undefined) {
      python = environment.python;
      answer = await askTrainer({ python, script, limit: HELP_LIMIT_MS });
    }
    const isTried = environment?.python !== undefined && "text" in answer;
    if (environment !== undefined) setup = { code: environment.setup, isTried };
    // Another problem than the module that is missing.
    const other = "problem" in answer && missingModule(answer.problem) === undefined ? answer.problem : undefined;
    printMessage(other === undefined ? describeEnvironment(module, environment, isTried) : `${script}: ${other}`);
  }
  const found: Asked = { ...(setup !== undefined && { setup }) };
  if ("problem" in answer) return found;
  const help = parseHelp(answer.text);
  if (help.commands.length === 0) return { ...found, help };
  const command = COMMANDS.find((name) => help.commands.includes(name));
  if (command === undefined) {
    printMessage(`${script}: add to command which of its commands trains: ${help.commands.join(", ")}`);
    return { ...found, help };
  }
  const more = await askTrainer({ python, script, command, limit: HELP_LIMIT_MS });
  if ("text" in more) return { ...found, command, help: parseHelp(more.text, command) };
  printMessage(`${script}: ${more.problem}`);
  return { ...found, command };
}

function describeEnvironment(module: string, environment: Environment | undefined, isTried: boolean): string {
  if (environment === undefined) return `activate the environment that has ${module}, and start again`;
  const { name, setup, before } = environment;
  if (isTried) return `${name} has ${module}: the setting setup activates it`;
  if (before === undefined) return `${name} lacks ${module}, too: install it there, and start again`;
  return `${name} names an environment. If it is not there yet: ${before}. The setting that activates it: setup: ${setup}`;
}

// Editors read it from the installation of this program.
function schemaPath(): string {
  const path = fromFileUrl(new URL("../docs/grid.schema.json", import.meta.url));
  const here = relative(Deno.cwd(), path);
  return here.startsWith("..") ? path : here;
}

if (import.meta.main) await runTask(main);
