import subprocess

import hydra


@hydra.main(version_base="1.3", config_path=None)
def main(cfg):
    subprocess.run(["sh", "run.sh", str(cfg.run), "SECONDS"], check=True)


main()
