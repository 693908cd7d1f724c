"""``python -m grid_workers COMMAND``: the program ``grid``, where it is not on PATH."""

import os
import sys

from . import _launcher

os.environ["GRID_WORKERS_PROGRAM"] = f"{os.path.basename(sys.executable)} -m grid_workers"
# It becomes the program, with the same process id. Through sh, so that it can tell if programs here cannot be executed.
os.execv("/bin/sh", ["/bin/sh", _launcher(), *sys.argv[1:]])
