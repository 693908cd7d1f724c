/** `deno task bench [NAME…]`: runs some benchmarks; by default all but `peers`, which installs other programs. */
import { benchAnalysis } from "./analysis.ts";
import { benchCheckpoints } from "./checkpoints.ts";
import { benchDispatch } from "./dispatch.ts";
import { benchEarlyStopping } from "./early_stopping.ts";
import { benchExpansion } from "./expansion.ts";
import { benchGpus } from "./gpus.ts";
import { benchMakespan } from "./makespan.ts";
import { report } from "./measure.ts";
import { benchPeers } from "./peers.ts";
import { benchReport } from "./report.ts";
import { benchResume } from "./resume.ts";
import { benchSearch } from "./search.ts";
import { benchSeries } from "./series.ts";
import { benchSlurm } from "./slurm.ts";
import { benchStartup } from "./startup.ts";
import { benchStatistics } from "./statistics.ts";

const BENCHMARKS: Readonly<Record<string, () => void | Promise<void>>> = {
  expansion: benchExpansion,
  dispatch: benchDispatch,
  gpus: benchGpus,
  makespan: benchMakespan,
  resume: benchResume,
  startup: benchStartup,
  analysis: benchAnalysis,
  report: benchReport,
  checkpoints: benchCheckpoints,
  "early-stopping": benchEarlyStopping,
  search: benchSearch,
  series: benchSeries,
  statistics: benchStatistics,
  slurm: benchSlurm,
  peers: benchPeers,
};

const names = Deno.args.length === 0 ? Object.keys(BENCHMARKS).filter((name) => name !== "peers") : Deno.args;
for (const name of names) {
  const bench = BENCHMARKS[name];
  if (bench === undefined) {
    report(`unknown benchmark "${name}", expected one of ${Object.keys(BENCHMARKS).join(", ")}`);
    Deno.exit(2);
  }
  await bench();
}
