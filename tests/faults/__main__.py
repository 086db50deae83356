"""python -m tests.faults [arguments of pytest]: the tests, with all that they need."""

import sys

from postroom.launch import packages, supervisor
from tests.faults.test_clock import LIBRARY
from tests.run import install, suite

if __name__ == "__main__":
    supervisor.expect_signals()
    install()
    if not LIBRARY.exists():
        packages.install("faketime")
    sys.exit(suite(sys.argv[1:]))
