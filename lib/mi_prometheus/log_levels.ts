/** The log levels of MI-Prometheus. */

/** The log levels that they know; any other one they refuse. */
export const MIP_LOG_LEVELS: readonly string[] = ["CRITICAL", "ERROR", "WARNING", "INFO", "DEBUG", "NOTSET"];
