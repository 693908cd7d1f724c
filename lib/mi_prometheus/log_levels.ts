/** Checks the log level for MI-Prometheus's programs. */
import { suggestion } from "../messages/suggestion.ts";

const LOG_LEVELS: readonly string[] = ["CRITICAL", "ERROR", "WARNING", "INFO", "DEBUG", "NOTSET"];

/** The problem with a log level that MI-Prometheus does not accept; `undefined` if there is none. */
export function logLevelProblem(level: string | undefined): string | undefined {
  if (level === undefined || LOG_LEVELS.includes(level)) return undefined;
  const hint = suggestion(level, LOG_LEVELS) || `: expected one of ${LOG_LEVELS.join(", ")}`;
  return `unknown log level "${level}" for MI-Prometheus${hint}`;
}
