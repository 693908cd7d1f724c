import subprocess
from pathlib import Path

import submitit


def run(name):
    subprocess.run(["sh", "run.sh", str(name), "SECONDS"], check=True)


ids = Path("ids.txt")
if ids.exists():
    jobs = [submitit.SlurmJob("jobs", job_id) for job_id in ids.read_text().split()]
else:
    executor = submitit.AutoExecutor("jobs")
    executor.update_parameters(timeout_min=60, slurm_array_parallelism=2)
    jobs = executor.map_array(run, range(COUNT))
    ids.write_text(" ".join(job.job_id for job in jobs))
for job in jobs:
    job.result()
