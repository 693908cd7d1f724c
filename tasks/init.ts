/** `grid:init`: write a commented grid file for the trainer in this directory. */
import { fromFileUrl, relative } from "@std/path";
import { statIfExists } from "../io/system/files.ts";
import { program } from "../io/system/processes/program.ts";
import { printData, printMessage } from "../io/system/terminal/terminal.ts";
import type { TrainerHelp } from "../lib/init/parse_help.ts";
import { hint } from "../lib/messages/hint.ts";
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
  const help = script === undefined ? undefined : await readHelp(script);
  const { gridText } = await import("../lib/init/write_grid.ts");
  const text = gridText({
    program: program(),
    file,
    schema: schemaPath(),
    ...(script !== undefined && { script }),
    ...(help !== undefined && { help }),
  });
  try {
    Deno.writeTextFileSync(file, text, { createNew: true });
  } catch (error) {
    if (error instanceof Deno.errors.AlreadyExists) throw existing(file);
    const { locationError } = await import("../io/system/write_new_files.ts");
    throw locationError(error, { output: file, what: "the grid file", flag: hint(program(), "init FILE") });
  }
  printData(file);
  if (help !== undefined && help.required !== "") {
    printMessage(`${file}: add to command what ${script} requires: ${help.required}`);
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

async function readHelp(script: string): Promise<TrainerHelp | undefined> {
  const { askTrainer } = await import("../io/grid/trainer_help.ts");
  const { parseHelp } = await import("../lib/init/parse_help.ts");
  const answer = await askTrainer(script, HELP_LIMIT_MS);
  if ("text" in answer) return parseHelp(answer.text);
  printMessage(`${script}: no axes proposed: ${answer.problem}`);
  return undefined;
}

// Editors read it from the installation of this program.
function schemaPath(): string {
  const path = fromFileUrl(new URL("../docs/grid.schema.json", import.meta.url));
  const here = relative(Deno.cwd(), path);
  return here.startsWith("..") ? path : here;
}

if (import.meta.main) await runTask(main);
