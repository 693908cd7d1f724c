import subprocess

import optuna


def run(trial):
    name = trial.suggest_categorical("run", RUNS)
    subprocess.run(["sh", "run.sh", str(name), "SECONDS"], check=True)
    return 0


RUNS = list(range(COUNT))
study = optuna.create_study(
    study_name="runs",
    storage="sqlite:///runs.db",
    sampler=optuna.samplers.GridSampler({"run": RUNS}),
    load_if_exists=True,
)
study.optimize(run, n_jobs=2)
