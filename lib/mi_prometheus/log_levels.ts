/** The log levels of MI-Prometheus's programs. */
import { suggestion } from "../messages/suggestion.ts";

/** The log levels that they know; any other one they refuse. */
const LOG_LEVELS: readonly string[] = ["CRITICAL", "ERROR", "WARNING", "INFO", "DEBUG", "NOTSET"];

/** What is wrong with a log level for them; `undefined` for one that they know, and for none. */
export function logLevelProblem(level: string | undefined): string | undefined {
  if (level === undefined || LOG_LEVELS.includes(level)) return undefined;
  return `MI-Prometheus's programs know no log level "${level}"${
    suggestion(level, LOG_LEVELS) || `: it may be ${LOG_LEVELS.join(", ")}`
  }`;
}
