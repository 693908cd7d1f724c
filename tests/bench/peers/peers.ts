/** The programs that are compared with grid-workers, each with scripts as its documentation would have them. */
import { tasksDir } from "../tasks_dir.ts";

/** Where a peer comes from. */
export interface Environment {
  /** The name of its directory below that of all environments. */
  readonly name: string;
  /** Requirements of pip; none: a package of Debian of this name. */
  readonly requirements: readonly string[];
  /** The distributions whose versions are told. */
  readonly versions: readonly string[];
}

/** A program that runs grids. */
export interface Peer {
  readonly name: string;
  /** The script of the command for a number of runs; COUNT and SECONDS are replaced in it. Relative to this directory. */
  readonly script: string;
  /** The files that a user writes for the grid of MNIST, beside the command. */
  readonly written: readonly string[];
  /** Absent: nothing is installed. */
  readonly environment?: Environment;
  /** Whether it needs a cluster. */
  readonly slurm?: true;
  /** The command for a number of runs. */
  readonly runs: (count: number) => readonly string[];
  /** Given after the driver was killed; absent: the same command as before. */
  readonly resume?: readonly string[];
  /** The command for the grid of MNIST. */
  readonly mnist: readonly string[];
}

type Scripts = Pick<Peer, "script" | "written" | "environment" | "runs" | "mnist">;

const hydra: Environment = {
  name: "hydra",
  requirements: ["hydra-core", "hydra-joblib-launcher", "hydra-submitit-launcher"],
  versions: ["hydra-core", "hydra-joblib-launcher", "joblib", "hydra-submitit-launcher", "submitit"],
};

function hydraPeer(launcher: string, more: readonly string[]): Scripts {
  const words = [`hydra/launcher=${launcher}`, ...more];
  const mnist = `python mnist.py --multirun ${words.join(" ")} training.optimizer.lr=0.001,0.01,0.1 model.width=32,256 \
+seed=1,2 && python table.py >table.csv`;
  return {
    script: "hydra/runs.py",
    written: ["hydra/mnist.py", "hydra/table.py"],
    environment: hydra,
    runs: (count) => ["python", "runs.py", "--multirun", ...words, `+run=range(${count})`],
    mnist: ["sh", "-c", mnist],
  };
}

function python(dir: string, environment: Environment): Scripts {
  return {
    script: `${dir}/runs.py`,
    written: [`${dir}/mnist.py`],
    environment,
    runs: () => ["python", "runs.py"],
    mnist: ["python", "mnist.py"],
  };
}

function gridWorkers(more: readonly string[]): Omit<Peer, "name"> {
  const grid = (
    ...words: string[]
  ) => [Deno.execPath(), "run", "-A", "--no-check", `${tasksDir}/grid.ts`, ...words, ...more];
  return {
    script: "grid_workers/runs.yaml",
    written: ["../../../grids/mnist.yaml"],
    runs: () => grid("train", "runs.yaml"),
    resume: grid("train", "runs.yaml", "--resume"),
    mnist: grid("run", "mnist.yaml"),
  };
}

/** grid-workers comes first, and before the peers that need a cluster: others are compared with it. */
export const PEERS: readonly Peer[] = [
  { name: "grid-workers", ...gridWorkers([]) },
  {
    name: "GNU parallel",
    script: "parallel/runs.sh",
    written: ["parallel/mnist.sh"],
    environment: { name: "parallel", requirements: [], versions: ["parallel"] },
    runs: () => ["sh", "runs.sh"],
    mnist: ["sh", "mnist.sh"],
  },
  { name: "Hydra, basic launcher", ...hydraPeer("basic", []) },
  { name: "Hydra, joblib launcher", ...hydraPeer("joblib", ["hydra.launcher.n_jobs=2"]) },
  {
    name: "Optuna, n_jobs=2",
    ...python("optuna", { name: "optuna", requirements: ["optuna", "pandas", "pyyaml"], versions: ["optuna"] }),
  },
  {
    name: "Ray Tune",
    ...python("ray", { name: "ray", requirements: ["ray[tune]", "pyyaml"], versions: ["ray"] }),
  },
  {
    name: "HyperQueue, Python API",
    ...python("hyperqueue", {
      name: "hyperqueue",
      requirements: ["hyperqueue", "pyyaml"],
      versions: ["hyperqueue"],
    }),
  },
  {
    name: "Snakemake",
    script: "snakemake/runs.smk",
    written: ["snakemake/mnist.smk"],
    environment: { name: "snakemake", requirements: ["snakemake", "pandas"], versions: ["snakemake"] },
    runs: () => ["snakemake", "--snakefile", "runs.smk", "--cores", "2"],
    resume: [
      "sh",
      "-c",
      "snakemake --snakefile runs.smk --unlock && snakemake --snakefile runs.smk --cores 2 --rerun-incomplete",
    ],
    mnist: ["snakemake", "--snakefile", "mnist.smk", "--cores", "2"],
  },
  { name: "grid-workers on Slurm", ...gridWorkers(["--on", "slurm"]), slurm: true },
  {
    name: "submitit",
    ...python("submitit", { name: "submitit", requirements: ["submitit", "pyyaml"], versions: ["submitit"] }),
    slurm: true,
  },
  {
    name: "Hydra, submitit launcher",
    ...hydraPeer("submitit_slurm", ["hydra.launcher.array_parallelism=2", "hydra.launcher.timeout_min=60"]),
    slurm: true,
  },
];
