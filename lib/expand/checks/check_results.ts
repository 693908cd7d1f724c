/** Reports places of results that cannot be read, before anything starts. */
import { below } from "../../messages/report.ts";
import { formatOfFile } from "../../results/formats/format.ts";
import type { FileSpec, FormatName } from "../../run/result_spec.ts";
import type { ExpandContext } from "../expand_context.ts";
import { settingOrigin } from "../setting_origin.ts";

/** What is wrong with a regular expression; `undefined` if nothing is. */
type LogCheck = (pattern: string) => string | undefined;

export function checkResults(context: ExpandContext, logProblem: LogCheck | undefined): void {
  for (const task of context.grid.tasks) {
    const origin = settingOrigin(context, task, "results");
    for (const [index, spec] of (task.parsedSettings.results ?? []).entries()) {
      const problem = "log" in spec ? patternProblem(spec.log, logProblem) : fileProblem(spec);
      if (problem !== undefined) {
        context.report.error(below(origin, index, problem.key), `"results": ${problem.key}: ${problem.message}`);
      }
    }
  }
}

interface ResultProblem {
  readonly key: "log" | "file" | "step";
  readonly message: string;
}

function patternProblem(log: string, check: LogCheck = () => undefined): ResultProblem | undefined {
  const message = check(log);
  return message === undefined ? undefined : { key: "log", message };
}

/** Formats whose values have their steps beside them. */
const WITH_STEPS: ReadonlySet<FormatName> = new Set(["tensorboard", "hugging_face", "mlflow"]);

function fileProblem({ file, format = formatOfFile(file), step }: FileSpec): ResultProblem | undefined {
  if (format === undefined) {
    const message = `the name does not tell the format of ${file}: add format: csv, for instance`;
    return { key: "file", message };
  }
  if (step === undefined || !WITH_STEPS.has(format)) return undefined;
  return { key: "step", message: `it has no effect: files of the format ${format} have the step beside each value` };
}
