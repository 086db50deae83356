"""What an operator can get wrong about DATABASE_URL, each answered in one sentence."""

import os
import socket

import psycopg
import pytest

from postroom.launch import cluster, environment


@pytest.fixture(scope="module")
def port():
    """A server that listens on the network and asks for passwords, as operators have them."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with cluster.temporary() as home:
        with psycopg.connect(cluster.url(home), autocommit=True) as connection:
            connection.execute("create role plain login password 'right'")
            connection.execute("create role boss superuser login password 'right'")
            connection.execute("alter system set listen_addresses = '127.0.0.1'")
            connection.execute(f"alter system set port = {port}")
        with (home / "data/pg_hba.conf").open("a") as rules:
            rules.write("host all all 127.0.0.1/32 scram-sha-256\n")
        cluster.stop(home)
        with pytest.raises(psycopg.OperationalError):  # its socket has another name now
            cluster.ensure(home)
        yield port


def refused(url):
    with pytest.raises(SystemExit) as raised:
        environment.prepare(url)
    sentence = str(raised.value)
    assert "\n" not in sentence
    return sentence


def test_nobody_listens_there():
    said = refused("postgresql://127.0.0.1:1/postroom")

    assert said.startswith("DATABASE_URL does not work:") and "refused" in said


def test_no_such_host():
    assert "DATABASE_URL does not work" in refused("postgresql://no-host.invalid/postroom")


def test_no_address_at_all():
    assert "DATABASE_URL is not an address" in refused("what is this")


def test_wrong_password(port):
    said = refused(f"postgresql://plain:wrong@127.0.0.1:{port}/postroom")

    assert 'password authentication failed for user "plain"' in said
    assert "wrong" not in said


def test_no_such_database(port):
    said = refused(f"postgresql://plain:right@127.0.0.1:{port}/nowhere")

    assert 'database "nowhere" does not exist' in said


def test_no_rights(port):
    said = refused(f"postgresql://plain:right@127.0.0.1:{port}/postroom")

    assert said.startswith("The user of DATABASE_URL may not set Postroom up (permission denied")


def test_no_pg_partman(port, monkeypatch):
    monkeypatch.setattr(environment, "PARTMAN", "pg_absent")

    said = refused(f"postgresql://boss:right@127.0.0.1:{port}/postroom")

    assert said.startswith("The server of DATABASE_URL lacks pg_absent;")


# As docs/operations.md has it.
PREPARED = """
    create schema partman authorization deployer;
    create extension pg_partman schema partman;
    grant all on all tables in schema partman to deployer with grant option;
    grant execute on all functions in schema partman to deployer with grant option;
    grant execute on all procedures in schema partman to deployer with grant option;
"""


def test_rights_that_are_enough_without_a_superuser(port):
    boss = f"postgresql://boss:right@127.0.0.1:{port}"
    with psycopg.connect(f"{boss}/postroom", autocommit=True) as connection:
        connection.execute("create role deployer login createrole password 'right'")
        connection.execute("create database prepared owner deployer")
        connection.execute("create database migrated owner deployer")
    with psycopg.connect(f"{boss}/prepared", autocommit=True) as connection:
        connection.execute(PREPARED)
    url = f"postgresql://deployer:right@127.0.0.1:{port}"

    assert environment.prepare(f"{url}/prepared")
    assert environment.prepare(f"{url}/prepared") == []

    environment.prepare(f"{boss}/migrated")
    with psycopg.connect(f"{boss}/migrated", autocommit=True) as connection:
        connection.execute("grant postroom_owner to deployer with admin option")
    assert environment.prepare(f"{url}/migrated") == []


def test_a_good_one_is_made_ready(port):
    url = f"postgresql://boss:right@127.0.0.1:{port}/postroom"

    environment.prepare(url)
    environment.prepare(url)

    with psycopg.connect(url) as connection:
        assert connection.execute("select count(*) from ops.partitions()").fetchone()[0] > 0


def test_secrets_are_made_once_and_for_nobody_else(tmp_path, monkeypatch):
    monkeypatch.setattr(environment, "VAR", tmp_path / "var")
    monkeypatch.delenv("SECRET_KEYS", raising=False)

    first, second = environment.secrets(), environment.secrets()

    assert first == second and len(first["SECRET_KEYS"]) == 44
    assert os.stat(tmp_path / "var/secrets.env").st_mode & 0o777 == 0o600


def test_secrets_of_the_operator_are_not_replaced(monkeypatch):
    monkeypatch.setenv("SECRET_KEYS", "own")

    assert environment.secrets() == {}
