"""A straightforward expansion of a grid with PyYAML's C loader and dumper, deep copies and SHA-256, to compare with.

usage: expansion.py CONFIGURATION COUNT OUTPUT
"""
import copy
import hashlib
import json
import sys

import yaml

loader = getattr(yaml, "CSafeLoader", None)
dumper = getattr(yaml, "CSafeDumper", None)
if loader is None or dumper is None:
    sys.exit("PyYAML was built without its C extension")

path, count, output = sys.argv[1], int(sys.argv[2]), sys.argv[3]
with open(path) as file:
    base = yaml.load(file, Loader=loader)
width = count // 100
with open(output, "w") as out:
    for a in range(width):
        for b in range(100):
            config = copy.deepcopy(base)
            config["training"]["optimizer"]["lr"] = (a + 1) / 1000
            config["model"]["width"] = b + 1
            text = yaml.dump(config, Dumper=dumper, sort_keys=True)
            digest = hashlib.sha256(text.encode()).hexdigest()[:32]
            record = {"id": digest[:8], "hash": digest, "name": f"lr={(a + 1) / 1000}-width={b + 1}", "config": text}
            out.write(json.dumps(record) + "\n")
