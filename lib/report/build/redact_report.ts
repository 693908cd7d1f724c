/** Removes from a report what identifies a machine or a person. */
import { dirname } from "@std/path";
import type { FailureGroup, GridProvenance, Report } from "../model.ts";
import type { ReportInput } from "../report_input.ts";
import { createRedactor, type Redactor } from "./redact.ts";

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
  // Names are those of the tables: only paths are removed from them.
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

// Grids with the same name were told apart by their paths.
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
