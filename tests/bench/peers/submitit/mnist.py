import csv
import itertools
import os
import subprocess
from pathlib import Path

import submitit
import yaml

MNIST = os.environ["MNIST"]


def train(lr, width, seed):
    out = Path(f"runs/lr={lr},width={width},seed={seed}")
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
        return {"lr": lr, "width": width, "seed": seed, **next(csv.DictReader(file))}


ids = Path("ids.txt")
if ids.exists():
    jobs = [submitit.SlurmJob("jobs", job_id) for job_id in ids.read_text().split()]
else:
    executor = submitit.AutoExecutor("jobs")
    executor.update_parameters(timeout_min=60, slurm_array_parallelism=2)
    jobs = executor.map_array(train, *zip(*itertools.product([0.001, 0.01, 0.1], [32, 256], [1, 2])))
    ids.write_text(" ".join(job.job_id for job in jobs))
rows = [job.result() for job in jobs]
with open("table.csv", "w") as file:
    table = csv.DictWriter(file, rows[0].keys())
    table.writeheader()
    table.writerows(rows)
