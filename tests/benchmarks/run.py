"""Entry of ``make bench``; also ``python -m tests.benchmarks.run``."""

import runpy
import sys
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
    runpy.run_module("tests.benchmarks.report", run_name="__main__")
