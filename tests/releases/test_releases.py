"""The database of every release so far becomes today's by migrating it."""

import gzip
import subprocess
import uuid
from pathlib import Path

import psycopg
import pytest
from psycopg import conninfo

from postroom.launch import migrate, postgres
from tests import conftest
from tests.sql import schema

RELEASES = sorted(Path(__file__).parent.glob("*.sql.gz"))


@pytest.fixture
def empty_dsn():
    """A database with nothing in it but what belongs to the server."""
    name = f"test_{uuid.uuid4().hex[:8]}"
    with psycopg.connect(conftest.server(), autocommit=True) as connection:
        connection.execute(f"create database {name}")
        url = conninfo.make_conninfo(conftest.server(), dbname=name)
        migrate.create_roles(url)
        yield url
        connection.execute(f"drop database {name} with (force)")


@pytest.mark.parametrize("release", RELEASES, ids=lambda path: path.name)
def test_the_database_of_a_release_becomes_todays(release, empty_dsn):
    psql = f"{postgres.find(postgres.PARTMAN)}/psql"
    command = [psql, "--quiet", "--set=ON_ERROR_STOP=1", "--dbname", empty_dsn]
    subprocess.run(command, input=gzip.decompress(release.read_bytes()), check=True)

    migrate.main(empty_dsn)

    with psycopg.connect(empty_dsn) as connection:
        assert schema.page(connection) == schema.PAGE.read_text()
        trees = connection.execute("select count(*) from ops.partitions()").fetchone()
    assert trees[0] > 100
