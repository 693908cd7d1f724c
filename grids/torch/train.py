"""Trains a convolutional network on MNIST. An interrupted training resumes after its last epoch, with the same result."""
import argparse
import json
import os
import pathlib

os.environ.setdefault("CUBLAS_WORKSPACE_CONFIG", ":4096:8")  # Otherwise sums on GPUs differ between runs.
import torch
import yaml
from torch.nn import functional

from network import build_network, evaluate, read_mnist

parser = argparse.ArgumentParser()
parser.add_argument("--config", type=pathlib.Path, required=True)
parser.add_argument("--data", type=pathlib.Path, required=True)
parser.add_argument("--out", type=pathlib.Path, required=True)
parser.add_argument("--seed", type=int, required=True)
args = parser.parse_args()
config = yaml.safe_load(args.config.read_text())
training, models = config["training"], args.out / "models"
models.mkdir(exist_ok=True)


def save(contents, path):
    """Writes a checkpoint atomically."""
    torch.save(contents, f"{path}.new")
    os.replace(f"{path}.new", path)


torch.use_deterministic_algorithms(True)
torch.manual_seed(args.seed)
device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
network = build_network(config["model"]["channels"]).to(device)
optimizer = torch.optim.SGD(network.parameters(), **training["optimizer"])
images, labels = read_mnist(args.data, "train", slice(training["problem"]["size"]), device)
held_out = read_mnist(args.data, "train", slice(-config["validation"]["problem"]["size"], None), device)

state = {"epoch": 0, "best": None}
if (models / "last.pt").exists():
    state = torch.load(models / "last.pt", map_location=device)
    network.load_state_dict(state["network"])
    optimizer.load_state_dict(state["optimizer"])
    print(f"resuming after epoch {state['epoch']}", flush=True)

for epoch in range(state["epoch"] + 1, training["epochs"] + 1):
    order = torch.randperm(len(images), generator=torch.Generator().manual_seed(args.seed + epoch))
    for batch in order.to(device).split(training["batch_size"]):
        loss = functional.cross_entropy(network(images[batch]), labels[batch])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    validation = {"epoch": epoch, **evaluate(network, *held_out)}
    state.update(epoch=epoch, network=network.state_dict(), optimizer=optimizer.state_dict())
    print(f"epoch {epoch}: validation {validation}", flush=True)
    if state["best"] is None or validation["accuracy"] > state["best"]["accuracy"]:
        state["best"] = validation
        stats = {"epoch": epoch, **evaluate(network, images, labels)}
        # The keys of MI-Prometheus's checkpoints, which grid:analyze reads.
        facts = {"name": config["model"]["name"], "epoch": epoch, "loss": stats["loss"]}
        save({**facts, "state_dict": network.state_dict(), "training_stats": stats, "validation_stats": validation},
             models / "model_best.pt")
    save(state, models / "last.pt")

best = torch.load(models / "model_best.pt")
metrics = {"training": best["training_stats"], "validation": best["validation_stats"]}
(args.out / "metrics.json").write_text(json.dumps(metrics))
