"""Installing packages while something else has apt's lock; what letters lack."""

import pytest

from postroom.launch import packages

# Locked for as often as the file says, like apt while unattended-upgrades run.
APT = """#!/bin/sh
left=$(cat {count})
if [ "$left" -gt 0 ]; then
    echo $((left - 1)) >{count}
    echo "E: Could not get lock /var/lib/dpkg/lock-frontend. It is held by process 1234 (apt)" >&2
    exit 100
fi
echo installed "$@" >>{log}
"""


@pytest.fixture
def apt(tmp_path, monkeypatch):
    count, log = tmp_path / "count", tmp_path / "log"
    program = tmp_path / "apt-get"
    program.write_text(APT.format(count=count, log=log))
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    monkeypatch.setattr(packages, "privilege", list)
    monkeypatch.setattr(packages, "INSTALL", 'apt-get install -y "$@"')

    def locked(times):
        count.write_text(str(times))
        return log

    return locked


def test_a_lock_is_waited_for_and_told_of_once(apt, capsys):
    log = apt(2)

    packages.install("postgresql-15")

    assert log.read_text() == "installed install -y postgresql-15\n"
    assert capsys.readouterr().out.count("apt is locked") == 1


def test_a_lock_that_stays_is_given_up_with_a_command_to_type(apt, monkeypatch, capsys):
    monkeypatch.setattr(packages, "LOCK_PATIENCE", 1)
    apt(1000)

    with pytest.raises(SystemExit, match="type: apt-get install -y postgresql-15"):
        packages.install("postgresql-15")
    assert "held by process 1234" in capsys.readouterr().err


def test_nothing_else_is_tried_again(apt, tmp_path, monkeypatch):
    (tmp_path / "apt-get").write_text("#!/bin/sh\necho called >>calls\nexit 100\n")
    monkeypatch.chdir(tmp_path)

    with pytest.raises(SystemExit):
        packages.install("postgresql-15")
    assert (tmp_path / "calls").read_text() == "called\n"


def test_what_letters_lack_is_what_is_installed(apt, monkeypatch):
    log = apt(0)
    lacking = {**packages.LETTERS, "libnone0": "libnone.so.0", "fonts-none": "None.ttf"}
    monkeypatch.setattr(packages, "LETTERS", lacking)

    packages.require_for_letters()

    assert log.read_text().splitlines()[-1] == "installed install -y libnone0 fonts-none"


def test_nothing_is_installed_for_letters_where_nothing_is_missing(apt):
    log = apt(0)

    packages.require_for_letters()

    assert not log.exists()


def test_without_apt_what_letters_lack_is_named(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(packages, "LETTERS", {"fonts-none": "None.ttf"})

    with pytest.raises(SystemExit, match=r"None\.ttf"):
        packages.require_for_letters()
