"""Reads event files with TensorBoard's own reader, to compare with.

usage: series.py DIRECTORY OUTPUT (writes the last value of each tag of each directory, and the seconds that it took)
       series.py --make DIRECTORY COUNT STEPS (writes event files, one directory each)
"""
import json
import os
import sys
import time


def make(root, count, steps):
    from tensorboard.compat.proto.event_pb2 import Event
    from tensorboard.compat.proto.summary_pb2 import Summary
    from tensorboard.summary.writer.event_file_writer import EventFileWriter

    tags = ["train/loss", "train/acc", "val/loss", "val/acc", "lr"]
    for run in range(count):
        writer = EventFileWriter(os.path.join(root, f"run{run}"))
        for step in range(steps):
            for at, tag in enumerate(tags):
                value = Summary.Value(tag=tag, simple_value=1 / (1 + step + at + run))
                writer.add_event(Event(wall_time=1e9 + step, step=step, summary=Summary(value=[value])))
        writer.close()


def read(root, output):
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

    begun = time.perf_counter()
    results = {}
    for run in sorted(os.listdir(root)):
        events = EventAccumulator(os.path.join(root, run), size_guidance={"scalars": 0}).Reload()
        results[run] = {tag: events.Scalars(tag)[-1].value for tag in events.Tags()["scalars"]}
    seconds = time.perf_counter() - begun
    with open(output, "w") as file:
        json.dump({"seconds": seconds, "results": results}, file)


if sys.argv[1] == "--make":
    make(sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
else:
    read(*sys.argv[1:])
