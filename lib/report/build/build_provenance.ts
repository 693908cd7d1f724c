/** Describes the provenance of the grids of a report, and how to repeat them. */
import { listOverrides } from "../../grid/grid_overrides.ts";
import { hint } from "../../messages/hint.ts";
import { shellQuote } from "../../messages/text.ts";
import type { BestVerdict, GridProvenance } from "../model.ts";
import type { GridInput } from "../report_input.ts";
import type { ReportContext } from "./report_parts.ts";

/** The provenance of each grid. Trees have none. */
export function buildProvenance(context: ReportContext, verdict: BestVerdict): GridProvenance[] {
  return context.grids.flatMap((grid, index) =>
    grid.isGrid ? [provenanceOf(grid, index, { ...context, verdict })] : []
  );
}

interface Context extends ReportContext {
  readonly verdict: BestVerdict;
}

function provenanceOf(grid: GridInput, index: number, context: Context): GridProvenance {
  const { provenance, gridFile } = grid;
  return {
    grid: index,
    ...(provenance && {
      made: provenance.created,
      versions: { gridWorkers: provenance.grid_workers, deno: provenance.deno },
      command: provenance.command_line.map(shellQuote).join(" "),
    }),
    overrides: provenance === undefined
      ? []
      : listOverrides(provenance.overrides).map(([flag, value]) => `${flag} ${shellQuote(value)}`),
    ...(provenance?.git && {
      commit: provenance.git.commit,
      dirty: provenance.git.dirty,
      ...(context.withDiff && provenance.git.diff !== "" && { diff: provenance.git.diff }),
    }),
    ...(gridFile !== undefined && { gridFile }),
    ...launchesOf(grid),
    commands: commandsOf(grid, context),
  };
}

function launchesOf({ fingerprints }: GridInput): Pick<GridProvenance, "launches" | "seed"> {
  const launches = Array.from(fingerprints.values());
  const seeds = new Set(launches.flatMap(({ settings: { seed } }) => seed === undefined ? [] : [seed]));
  return {
    ...(seeds.size === 1 && { seed: [...seeds][0]! }),
    launches: launches.map(({ stage, hash, settings }) => ({
      stage,
      hash,
      command: settings[stage === "train" ? "command" : "test_command"] ?? "",
    })),
  };
}

function commandsOf({ path, name }: GridInput, context: Context): GridProvenance["commands"] {
  const { failures, experiments, grids, gridOf, order, program, verdict } = context;
  // A path outside of the current directory would reveal directories of this machine.
  const shown = path.startsWith("/") ? name : path;
  const dir = shellQuote(shown);
  const isHere = (configuration: number) => grids[gridOf[configuration]!]!.name === name;
  const failed = failures.filter(({ experiment }) => isHere(experiments[experiment]!.configuration));
  const stages = [...new Set(failed.map(({ failure }) => failure.stage))];
  const [first] = failed;
  const best = verdict.best === undefined ? undefined : order[verdict.best]!;
  const script = best === undefined || !isHere(best)
    ? undefined
    : experiments.find(({ configuration, trained }) => trained && configuration === best)?.script;
  return [
    ...stages.map((stage) => ({
      what: stage === "train" ? "train the failed experiments again" : "repeat the failed tests",
      command: hint(program, stage, [shown, "--retry-failed"]),
    })),
    { what: "status", command: hint(program, "status", [shown]) },
    { what: "this report again", command: hint(program, "report", [shown]) },
    ...(first === undefined
      ? []
      : [{ what: "repeat the first failure by hand", command: `sh ${dir}/${shellQuote(first.failure.script)}` }]),
    ...(script === undefined
      ? []
      : [{ what: "repeat the best training by hand", command: `sh ${dir}/${shellQuote(script)}` }]),
  ];
}
