import os
import subprocess
from pathlib import Path

import hydra
from hydra.core.hydra_config import HydraConfig
from omegaconf import OmegaConf

MNIST = os.environ["MNIST"]


@hydra.main(version_base="1.3", config_path=MNIST, config_name="mlp")
def main(cfg):
    out = Path(HydraConfig.get().runtime.output_dir)
    config = out / "config.yaml"
    OmegaConf.save(OmegaConf.masked_copy(cfg, ["model", "training", "validation", "testing"]), config)
    deno = ["deno", "run", "-A"]
    given = ["--config", config]
    checkpoint = out / "models/model_best.safetensors"
    subprocess.run([*deno, f"{MNIST}/train.ts", *given, "--out", out, "--seed", str(cfg.seed)], check=True)
    subprocess.run([*deno, f"{MNIST}/test.ts", *given, "--checkpoint", checkpoint, "--out", out / "test"], check=True)


main()
