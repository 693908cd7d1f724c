from hyperqueue import Job, LocalCluster
from hyperqueue.cluster import WorkerConfig

with LocalCluster(worker_config=WorkerConfig(cores=2)) as cluster:
    client = cluster.client()
    job = Job(max_fails=None)
    for run in range(COUNT):
        job.program(["sh", "run.sh", str(run), "SECONDS"])
    client.wait_for_jobs([client.submit(job)])
