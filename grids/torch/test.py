"""Tests a network saved by train.py on MNIST's test set, with the noise given in the configuration."""
import argparse
import json
import pathlib

import torch
import yaml

from network import build_network, evaluate, read_mnist

parser = argparse.ArgumentParser()
parser.add_argument("--config", type=pathlib.Path, required=True)
parser.add_argument("--data", type=pathlib.Path, required=True)
parser.add_argument("--checkpoint", type=pathlib.Path, required=True)
parser.add_argument("--out", type=pathlib.Path, required=True)
args = parser.parse_args()
config = yaml.safe_load(args.config.read_text())
problem = config["testing"]["problem"]

device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
network = build_network(config["model"]["channels"]).to(device)
network.load_state_dict(torch.load(args.checkpoint, map_location=device)["state_dict"])
images, labels = read_mnist(args.data, "t10k", slice(problem["size"]), device)
noise = torch.randn(images.shape, generator=torch.Generator().manual_seed(0)).to(device)
score = evaluate(network, images + problem["noise"] * noise, labels)
(args.out / "metrics.json").write_text(json.dumps({"testing": score}))
print(score)
