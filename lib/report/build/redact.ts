/** Removes from texts what identifies a machine or a person, because reports are sent to others. */
import { dirname } from "@std/path";
import type { FailureGroup, GridProvenance, Report } from "../model.ts";
import type { ReportInput } from "../report_input.ts";

/** What to remove. */
export interface Redaction {
  /** Directories, and what replaces them; an empty text makes paths in the directory relative. */
  readonly directories: readonly { readonly path: string; readonly shown: string }[];
  readonly hosts: readonly string[];
  readonly users: readonly string[];
}

export interface Redactor {
  /** Makes paths relative, or keeps only their last part. Also replaces characters that are invalid in HTML and XML. */
  paths(text: string): string;
  /** Like `paths`, but also removes the names of hosts and users. Only for texts that nothing refers to by name. */
  prose(text: string): string;
}

// An absolute path of at least two parts, also after a colon (`PATH=/a/b:/c/d`) and in a `file:` URL. The end of a relative
// path, of another URL, or of a closing tag does not count.
const ABSOLUTE = /(?:(?<![\w.\/<~…)\]}*-])|(?<=\bfile:\/\/))\/(?:[\w.+@%=~,-]+\/)+[\w.+@%=~,-]*/g;
// These directories are the same on every machine.
const SYSTEM = /^\/(?:dev|usr|bin|sbin|etc|proc|sys|lib|lib64)\//;
// Control characters, without tabs and line feeds.
// deno-lint-ignore no-control-regex
const CONTROLS = /[\0-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff]/g;
// Names that many machines have, or that are ordinary words.
const COMMON = new Set(["localhost", "root", "user", "admin", "ubuntu", "debian", "test", "nobody", "docker"]);

export function createRedactor({ directories, hosts, users }: Redaction): Redactor {
  const known = directories.filter(({ path }) => path.startsWith("/") && path.length > 1)
    .sort((a, b) => b.path.length - a.path.length)
    .map(({ path, shown }) => ({ pattern: new RegExp(`(?<![\\w.-])${escape(path)}(/|(?![\\w.-]))`, "g"), shown }));
  const names = [...hosts.map((name) => [name, "HOST"] as const), ...users.map((name) => [name, "USER"] as const)]
    .filter(([name]) => name.length > 2 && !COMMON.has(name))
    .map(([name, shown]) => ({ pattern: new RegExp(`(?<![\\w-])${escape(name)}(?![\\w-])`, "g"), shown }));

  function paths(text: string): string {
    let redacted = text.replaceAll(CONTROLS, "\ufffd");
    if (!text.includes("/")) return redacted;
    for (const { pattern, shown } of known) {
      redacted = redacted.replace(pattern, (_, slash) => {
        if (shown === "") return slash === "/" ? "" : ".";
        return `${shown}${slash}`;
      });
    }
    return redacted.replaceAll(ABSOLUTE, (path) => SYSTEM.test(path) ? path : `…/${lastPart(path)}`);
  }

  return {
    paths,
    prose(text) {
      return names.reduce((redacted, { pattern, shown }) => redacted.replace(pattern, shown), paths(text));
    },
  };
}

function lastPart(path: string): string {
  return path.replace(/\/$/, "").split("/").at(-1)!;
}

function escape(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|\/-]/g, "\\$&");
}

/** The report without hosts, users and absolute paths. */
export function redactReport(report: Report, { grids, secrets }: Pick<ReportInput, "grids" | "secrets">): Report {
  const redactor = createRedactor({
    directories: [
      ...grids.flatMap(({ root, name, provenance }) => [
        { path: root, shown: name.split("/").at(-1)! },
        { path: dirname(root), shown: "" },
        ...(provenance === undefined
          ? []
          : [{ path: provenance.cwd, shown: "" }, { path: dirname(provenance.grid_file), shown: "" }]),
      ]),
      ...(secrets.home === undefined ? [] : [{ path: secrets.home, shown: "~" }]),
    ],
    hosts: [...secrets.hosts, ...grids.flatMap(({ provenance }) => provenance?.host ?? [])],
    users: [...secrets.users, ...grids.flatMap(({ provenance }) => provenance?.user ?? [])],
  });
  const { paths, prose } = redactor;
  // Names have to stay as they are in the tables, so only paths are removed from them.
  return {
    ...report,
    grids: numberEqual(report.grids.map(paths)),
    params: report.params.map(paths),
    columns: report.columns.map(paths),
    configurations: report.configurations.map((row) => ({
      ...row,
      params: row.params.map((value) => value === null ? null : paths(value)),
    })),
    ...(report.parameters && {
      parameters: {
        ...report.parameters,
        axes: report.parameters.axes.map((axis) => ({
          ...axis,
          values: axis.values.map((texts) => texts.map((text) => text === null ? null : paths(text))),
        })),
      },
    }),
    ...(report.curves && {
      curves: {
        ...report.curves,
        columns: report.curves.columns.map((column) => ({ ...column, name: paths(column.name), x: paths(column.x) })),
      },
    }),
    ...(report.unranked !== undefined && { unranked: prose(report.unranked) }),
    failures: report.failures.map((group) => redactFailures(group, redactor)),
    provenance: report.provenance.map((grid) => redactProvenance(grid, prose)),
    warnings: report.warnings.map(prose),
  };
}

// Grids with equal names, which were distinguished by their paths, get numbers.
function numberEqual(names: readonly string[]): string[] {
  return names.map((name, index) => {
    const before = names.slice(0, index).filter((other) => other === name).length;
    return before === 0 ? name : `${name} (${before + 1})`;
  });
}

function redactFailures(group: FailureGroup, { paths, prose }: Redactor): FailureGroup {
  return {
    ...group,
    cause: prose(group.cause),
    log: group.log.map(prose),
    runs: group.runs.map((run) => ({ ...run, outcome: prose(run.outcome) })),
    common: group.common.map((common) => ({
      ...common,
      value: common.value === null ? null : paths(common.value),
    })),
  };
}

function redactProvenance(grid: GridProvenance, prose: Redactor["prose"]): GridProvenance {
  const { command, diff, gridFile } = grid;
  return {
    ...grid,
    ...(command !== undefined && { command: prose(command) }),
    ...(diff !== undefined && { diff: prose(diff) }),
    ...(gridFile !== undefined && { gridFile: prose(gridFile) }),
    overrides: grid.overrides.map(prose),
    launches: grid.launches.map((launch) => ({ ...launch, command: prose(launch.command) })),
    commands: grid.commands.map(({ what, command }) => ({ what, command: prose(command) })),
  };
}
