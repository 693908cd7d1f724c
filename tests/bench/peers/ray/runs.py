import os
import subprocess

import ray
from ray import tune

HERE = os.getcwd()


def run(config):
    subprocess.run(["sh", f"{HERE}/run.sh", str(config["run"]), "SECONDS"], check=True)


ray.init(num_cpus=2)
if tune.Tuner.can_restore(f"{HERE}/results/runs"):
    tuner = tune.Tuner.restore(f"{HERE}/results/runs", trainable=run)
else:
    tuner = tune.Tuner(
        run,
        param_space={"run": tune.grid_search(list(range(COUNT)))},
        tune_config=tune.TuneConfig(reuse_actors=True),
        run_config=tune.RunConfig(name="runs", storage_path=f"{HERE}/results"),
    )
tuner.fit()
