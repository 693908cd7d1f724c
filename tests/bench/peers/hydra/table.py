import csv
import sys
from pathlib import Path

import yaml

rows = []
for results in sorted(Path("multirun").glob("**/test/testing_set_agg_statistics.csv")):
    overrides = yaml.safe_load((results.parents[1] / ".hydra/overrides.yaml").read_text())
    with results.open() as file:
        rows.append({**dict(item.split("=") for item in overrides), **next(csv.DictReader(file))})
table = csv.DictWriter(sys.stdout, rows[0].keys())
table.writeheader()
table.writerows(rows)
