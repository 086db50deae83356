import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from postroom.launch import cluster, server


@pytest.fixture(scope="module")
def home():
    with cluster.temporary() as directory:
        yield directory


def value(home, query, **who):
    with psycopg.connect(cluster.url(home, **who)) as connection:
        return connection.execute(query).fetchone()[0]


def is_alive(pid):
    """A zombie, which only its parent can remove, has no command line."""
    process = Path(f"/proc/{pid}/cmdline")
    return process.exists() and process.read_bytes() != b""


def test_nothing_listens_on_the_network(home):
    assert value(home, "show listen_addresses") == ""


def test_the_server_does_not_run_as_root(home):
    pid = (home / "data/postmaster.pid").read_text().split()[0]

    assert Path(f"/proc/{pid}").stat().st_uid != 0


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can be somebody else")
def test_another_user_of_the_machine_is_refused(home):
    home.chmod(0o711)
    nobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]

    done = subprocess.run(
        [*nobody, "psql", cluster.url(home)], capture_output=True, text=True, cwd="/"
    )

    assert "Peer authentication failed" in done.stderr


def test_names_sort_as_people_expect(home):
    names = "select string_agg(name, ' ' order by name) from unnest(%s::text[]) as name"

    with psycopg.connect(cluster.url(home)) as connection:
        (row,) = connection.execute(names, [["Zebra", "apple", "Éclair", "Bus"]]).fetchone()

    assert row == "apple Bus Éclair Zebra"


def test_pages_have_checksums(home):
    assert value(home, "show data_checksums") == "on"


def test_starting_again_keeps_the_data(home):
    with psycopg.connect(cluster.url(home)) as connection:
        connection.execute("create table kept (answer int); insert into kept values (42)")

    cluster.stop(home)
    assert not server.running(home)
    cluster.ensure(home)

    assert value(home, "select answer from kept") == 42


def test_a_killed_server_starts_again(home):
    pid = int((home / "data/postmaster.pid").read_text().split()[0])
    os.kill(pid, signal.SIGKILL)
    while server.running(home):
        time.sleep(0.01)

    cluster.ensure(home)

    assert value(home, "select 1") == 1


def test_a_pid_file_from_before_a_reboot_is_forgotten(home):
    before = (home / "data/postmaster.pid").read_text().splitlines()
    cluster.stop(home)
    stranger = subprocess.Popen([*server.as_server(home), "sleep", "60"])
    (home / "data/postmaster.pid").write_text("\n".join([str(stranger.pid), *before[1:]]))

    cluster.ensure(home)

    stranger.kill()
    stranger.wait()
    assert value(home, "select 1") == 1


def test_one_of_two_users_does_not_stop_the_server(home):
    with cluster.use(home):
        pass
    assert server.running(home)  # the fixture still uses it


def test_a_deep_folder_has_its_socket_elsewhere():
    deep = Path("/deep", *["folder"] * 20)

    assert len(str(server.socket(deep))) < server.SOCKET_LIMIT


def test_destroy_leaves_nothing():
    with cluster.temporary() as directory:
        pid = (directory / "data/postmaster.pid").read_text().split()[0]

    assert not directory.exists()
    assert not is_alive(pid)


def test_what_a_killed_run_left_is_swept_up():
    code = (
        "import os, signal; from postroom.launch import cluster\n"
        "with cluster.temporary() as directory:\n"
        "    print(directory, flush=True); os.kill(os.getpid(), signal.SIGKILL)"
    )
    left = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout
    assert server.running(Path(left.strip()))

    cluster.sweep()

    assert not Path(left.strip()).exists()
