"""Results of grids in Python: tables as data frames, and the experiments of a grid file.

Everything is read by the program ``grid`` of the same package, which these functions call::

    import grid_workers

    best = grid_workers.summary("experiments/mnist_20261202_220242").nlargest(3, "validation_accuracy_mean")
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import warnings
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas

__all__ = ["GridError", "analysis", "curves", "expand", "summary"]


class GridError(RuntimeError):
    """``grid`` could not do what it was asked for. The message is what it printed."""


def analysis(*dirs: str | os.PathLike[str]) -> pandas.DataFrame:
    """Return the results of grids, one row per test, or per training without tests.

    :param dirs: what ``grid analyze`` takes: grid directories, grid files (the newest grid of each), or directories of
        runs that no grid made. Without any, the newest grid in ``experiments`` is read. Of several grids, the column
        ``grid`` has the names.
    :raises GridError: if there is nothing to read
    :raises ImportError: if pandas is not installed

    The columns are those of the table ``grid_analysis``. What could not be read is a warning.
    """
    return _table("analysis", dirs)


def summary(*dirs: str | os.PathLike[str]) -> pandas.DataFrame:
    """Return the results of grids, one row per configuration: means, deviations and counts over its repetitions.

    Parameters and errors are those of :func:`analysis`; the columns are those of the table ``grid_summary``.
    """
    return _table("summary", dirs)


def curves(*dirs: str | os.PathLike[str]) -> pandas.DataFrame:
    """Return the values of trainings over their steps, one row per value, to 7 digits.

    Parameters and errors are those of :func:`analysis`. The columns are ``experiment_id``, ``experiment_name``,
    ``repetition``, ``param_*``, ``training_state``, ``stage``, ``metric``, ``axis``, ``step`` and ``value``.
    """
    return _table("curves", dirs)


def expand(file: str | os.PathLike[str], *options: str) -> list[dict[str, Any]]:
    """Return the experiments of a grid file, without creating anything.

    :param file: a grid file
    :param options: of ``grid expand``: ``"--set", "training.epochs=1"``
    :returns: for each experiment its ``id``, ``name``, ``repetition``, ``params``, ``config`` and ``command``
    :raises GridError: with all problems of the file
    """
    return json.loads(_run(["expand", "--dry-run", "--json", *options, "--", os.fspath(file)], depth=1))


# JSON has no numbers for these.
_NOT_FINITE = {"NaN": float("nan"), "Infinity": float("inf"), "-Infinity": float("-inf")}


def _table(table: str, dirs: tuple[str | os.PathLike[str], ...]) -> pandas.DataFrame:
    try:
        import pandas
    except ImportError as error:
        message = f"grid_workers.{table}() returns a data frame of pandas, which is not installed: pip install pandas"
        raise ImportError(message) from error
    words = ["analyze", "--output", "-", "--table", table, "--format", "json", "--quiet", "--"]
    records = json.loads(_run([*words, *map(os.fspath, dirs)], depth=2))
    return pandas.DataFrame.from_records(
        [{key: _NOT_FINITE.get(value, value) if isinstance(value, str) else value for key, value in record.items()}
         for record in records]
    )


def _run(args: list[str], depth: int) -> str:
    # A grid that these functions read is named in messages as for a shell.
    env = {**os.environ, "NO_COLOR": "1", "GRID_WORKERS_PROGRAM": "grid"}
    done = subprocess.run(
        ["/bin/sh", _launcher(), *args], env=env, stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8"
    )
    said = done.stderr.strip()
    # With 1, a table has not everything that was there.
    if done.returncode not in (0, 1) or not done.stdout:
        raise GridError(said or f"grid {args[0]} ended with exit code {done.returncode}")
    for line in said.splitlines():
        warnings.warn(line.removeprefix("warning: "), stacklevel=depth + 2)
    return done.stdout


def _launcher() -> str:
    """Return the path of the program ``grid-workers`` that was installed with this module."""
    for file in metadata.files("grid-workers") or []:
        path = Path(os.fspath(file.locate()))
        if file.parts[-2:] == ("bin", "grid-workers") and path.is_file():
            return os.path.normpath(path)
    # As `pip install --target` places it.
    path = Path(__file__).parent.parent / "bin" / "grid-workers"
    if not path.is_file():
        raise GridError(f"the program grid-workers is missing: install grid-workers again, with {sys.executable} -m pip")
    return os.fspath(path)
