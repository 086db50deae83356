"""python -m tests.releases.dump VERSION: keeps the database of a release, when it is tagged.

Without partitions, which are made by the day. Functions are loaded anew from their files.
"""

import gzip
import subprocess
import sys
from pathlib import Path

from postroom.launch import cluster, migrate, postgres

FOLDER = Path(__file__).parent
SCHEMAS = (
    "postroom", "api", "jobs", "ops", "reading", "moving", "expired", "archive", "procrastinate", "yoyo",
)  # fmt: skip
PARTITIONS = ("postroom.*_p2*", "postroom.*_default")


def main(version: str) -> None:
    with cluster.temporary() as directory:
        migrate.main(cluster.url(directory))
        text = dump(cluster.url(directory))
    (FOLDER / f"{version}.sql.gz").write_bytes(gzip.compress(text.encode(), mtime=0))


def dump(url: str) -> str:
    programs = postgres.find(postgres.PARTMAN)
    command = [f"{programs}/pg_dump", "--dbname", url, "--no-comments"]
    command += [f"--schema={schema}" for schema in SCHEMAS]
    command += [f"--exclude-table={pattern}" for pattern in PARTITIONS]
    text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    # Those that belong to the server are there before the dump is read.
    return text.replace("CREATE SCHEMA ", "CREATE SCHEMA IF NOT EXISTS ")


if __name__ == "__main__":
    main(sys.argv[1])
