import csv
import itertools
import os
from pathlib import Path

import yaml
from hyperqueue import Job, LocalCluster
from hyperqueue.cluster import WorkerConfig

MNIST = os.environ["MNIST"]

with LocalCluster(worker_config=WorkerConfig(cores=2)) as cluster:
    client = cluster.client()
    job = Job(max_fails=None)
    runs = []
    for lr, width, seed in itertools.product([0.001, 0.01, 0.1], [32, 256], [1, 2]):
        out = Path(f"runs/lr={lr},width={width},seed={seed}")
        out.mkdir(parents=True, exist_ok=True)
        config = yaml.safe_load(Path(f"{MNIST}/mlp.yaml").read_text())
        config["training"]["optimizer"]["lr"] = lr
        config["model"]["width"] = width
        (out / "config.yaml").write_text(yaml.safe_dump(config))
        deno = ["deno", "run", "-A"]
        given = ["--config", f"{out}/config.yaml"]
        checkpoint = f"{out}/models/model_best.safetensors"
        trained = job.program([*deno, f"{MNIST}/train.ts", *given, "--out", f"{out}", "--seed", str(seed)])
        test = [*deno, f"{MNIST}/test.ts", *given, "--checkpoint", checkpoint, "--out", f"{out}/test"]
        job.program(test, deps=[trained])
        runs.append((out, {"lr": lr, "width": width, "seed": seed}))
    client.wait_for_jobs([client.submit(job)])

rows = []
for out, values in runs:
    with open(out / "test/testing_set_agg_statistics.csv") as file:
        rows.append({**values, **next(csv.DictReader(file))})
with open("table.csv", "w") as file:
    table = csv.DictWriter(file, rows[0].keys())
    table.writeheader()
    table.writerows(rows)
