"""A straightforward analysis of an MI-Prometheus tree with pandas, PyYAML's C loader and torch, to compare with.

usage: analysis.py TREE OUTPUT
"""
import os
import sys

import pandas as pd
import torch
import yaml

tree, output = sys.argv[1:]


def load_yaml(path):
    with open(path) as file:
        return yaml.load(file, Loader=yaml.CLoader)


def find(root, name):
    for path, directories, files in os.walk(root):
        directories.sort()
        if name in files:
            yield path


rows = []
for experiment in find(tree, "training_configuration.yaml"):
    model = os.path.join(experiment, "models", "model_best.pt")
    if not os.path.exists(model):
        continue
    config_path = os.path.join(experiment, "training_configuration.yaml")
    config = load_yaml(config_path)
    checkpoint = torch.load(model, map_location="cpu", weights_only=False)
    first = {
        "problem": config["testing"]["problem"]["name"],
        "model": config["model"]["name"],
        "model_save_timestamp": checkpoint["model_timestamp"].strftime("%Y%m%d_%H%M%S"),
        "training_terminal_status": checkpoint["status"],
        "training_terminal_status_timestamp": checkpoint["status_timestamp"].strftime("%Y%m%d_%H%M%S"),
        "training_configuration_filepath": os.path.relpath(config_path, tree),
        "training_start_timestamp": os.path.basename(experiment),
        "training_seed_torch": str(config["training"]["seed_torch"]),
        "training_seed_numpy": str(config["training"]["seed_numpy"]),
        **{f"training_{key}": value for key, value in checkpoint["training_stats"].items()},
        **{f"validation_{key}": value for key, value in checkpoint["validation_stats"].items()},
    }
    identity = {
        "experiment_id": os.path.basename(experiment),
        "experiment_name": os.path.relpath(os.path.dirname(experiment), tree),
    }
    for test in find(experiment, "testing_set_agg_statistics.csv"):
        test_path = os.path.join(test, "testing_configuration.yaml")
        test_config = load_yaml(test_path)
        statistics = pd.read_csv(os.path.join(test, "testing_set_agg_statistics.csv"), dtype=str).iloc[-1]
        rows.append({
            **first,
            **identity,
            "test_configuration_filepath": os.path.relpath(test_path, tree),
            "test_start_timestamp": os.path.basename(test)[len("test_"):],
            "test_seed_torch": str(test_config["testing"]["seed_torch"]),
            "test_seed_numpy": str(test_config["testing"]["seed_numpy"]),
            **{f"test_{key}": value for key, value in statistics.items()},
        })
        first = {}
pd.DataFrame(rows).fillna(" ").to_csv(output, index=False)
