import csv
import os
import subprocess
from pathlib import Path

import ray
import yaml
from ray import tune

HERE = os.getcwd()
MNIST = os.environ["MNIST"]


def train(config):
    out = Path(tune.get_context().get_trial_dir())
    values = yaml.safe_load(Path(f"{MNIST}/mlp.yaml").read_text())
    values["training"]["optimizer"]["lr"] = config["lr"]
    values["model"]["width"] = config["width"]
    (out / "config.yaml").write_text(yaml.safe_dump(values))
    deno = ["deno", "run", "-A"]
    given = ["--config", out / "config.yaml"]
    checkpoint = out / "models/model_best.safetensors"
    subprocess.run([*deno, f"{MNIST}/train.ts", *given, "--out", out, "--seed", str(config["seed"])], check=True)
    subprocess.run([*deno, f"{MNIST}/test.ts", *given, "--checkpoint", checkpoint, "--out", out / "test"], check=True)
    with open(out / "test/testing_set_agg_statistics.csv") as file:
        tune.report({key: float(value) for key, value in next(csv.DictReader(file)).items()})


ray.init(num_cpus=2)
if tune.Tuner.can_restore(f"{HERE}/results/mnist"):
    tuner = tune.Tuner.restore(f"{HERE}/results/mnist", trainable=train)
else:
    space = {"lr": [0.001, 0.01, 0.1], "width": [32, 256], "seed": [1, 2]}
    tuner = tune.Tuner(
        train,
        param_space={name: tune.grid_search(values) for name, values in space.items()},
        tune_config=tune.TuneConfig(reuse_actors=True),
        run_config=tune.RunConfig(name="mnist", storage_path=f"{HERE}/results"),
    )
tuner.fit().get_dataframe().to_csv("table.csv")
