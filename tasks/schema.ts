/** `schema`: print the JSON Schema of grid files. */
import { dropPermissions } from "../io/system/permissions.ts";
import { printData } from "../io/system/terminal/terminal.ts";
import { createCommand, runTask } from "./flags/command_line.ts";

/**
 * @param args the arguments of the command line
 * @returns the exit code
 */
export async function main(args: readonly string[]): Promise<number> {
  const command = createCommand(
    "schema",
    "Print the JSON Schema of grid files (draft-07), with which editors complete keys and mark errors.",
  );
  command.parse(args);
  dropPermissions([]);
  const { gridSchema } = await import("../lib/grid/grid_schema.ts");
  printData(JSON.stringify(gridSchema(), undefined, 2));
  return 0;
}

if (import.meta.main) await runTask(main);
