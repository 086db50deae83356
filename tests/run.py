"""python -m tests.run [arguments of pytest]: the linters, then every test on a new cluster.

The cluster is stopped and deleted however the run ends. Tests find it through
TEST_DATABASE_URL (its admin's URL), and its folder through TEST_CLUSTER.
"""

import os
import signal
import subprocess
import sys

from postroom import cluster, postgres
from tests import lint


def main(arguments: list[str]) -> int:
    """The exit status: 0 when the linters and all tests are content."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    postgres.require(postgres.PARTMAN, postgres.CHECK)
    content = lint.main()
    with cluster.temporary() as directory:
        found = {"TEST_DATABASE_URL": cluster.url(directory), "TEST_CLUSTER": str(directory)}
        tests = subprocess.Popen(
            [sys.executable, "-m", "pytest", *arguments], env=os.environ | found
        )
        try:
            failed = tests.wait()
        except BaseException:
            # pytest had the Ctrl-C too, or learns of SIGTERM here; its fixtures may clean up.
            tests.terminate()
            tests.wait()
            raise
    return failed or int(not content)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
