"""Tests, benchmarks and trials, which all run on one's own machine."""

import os

os.environ.setdefault("DJANGO_DEBUG", "local")
