import csv
import os
import subprocess
from pathlib import Path

import optuna
import yaml

MNIST = os.environ["MNIST"]
SPACE = {"lr": [0.001, 0.01, 0.1], "width": [32, 256], "seed": [1, 2]}


def train(trial):
    lr, width, seed = [trial.suggest_categorical(name, values) for name, values in SPACE.items()]
    out = Path(f"runs/{trial.number}")
    out.mkdir(parents=True, exist_ok=True)
    config = yaml.safe_load(Path(f"{MNIST}/mlp.yaml").read_text())
    config["training"]["optimizer"]["lr"] = lr
    config["model"]["width"] = width
    (out / "config.yaml").write_text(yaml.safe_dump(config))
    deno = ["deno", "run", "-A"]
    given = ["--config", out / "config.yaml"]
    checkpoint = out / "models/model_best.safetensors"
    subprocess.run([*deno, f"{MNIST}/train.ts", *given, "--out", out, "--seed", str(seed)], check=True)
    subprocess.run([*deno, f"{MNIST}/test.ts", *given, "--checkpoint", checkpoint, "--out", out / "test"], check=True)
    with open(out / "test/testing_set_agg_statistics.csv") as file:
        return float(next(csv.DictReader(file))["accuracy"])


study = optuna.create_study(
    study_name="mnist",
    storage="sqlite:///mnist.db",
    sampler=optuna.samplers.GridSampler(SPACE),
    direction="maximize",
    load_if_exists=True,
)
study.optimize(train, n_jobs=2)
study.trials_dataframe().to_csv("table.csv")
