/** Whether this process runs in a workflow of GitHub Actions, and where. */
import type { WorkflowPlace } from "../../../lib/messages/workflow_commands.ts";

let known: WorkflowPlace | false | undefined;

/** The place of the workflow; `undefined` outside of one, and where the environment must not be read. */
export function workflow(): WorkflowPlace | undefined {
  known ??= findWorkflow() ?? false;
  return known || undefined;
}

function findWorkflow(): WorkflowPlace | undefined {
  try {
    if (Deno.env.get("GITHUB_ACTIONS") !== "true") return undefined;
    const cwd = Deno.cwd();
    return { workspace: Deno.env.get("GITHUB_WORKSPACE") || cwd, cwd };
  } catch {
    return undefined;
  }
}
