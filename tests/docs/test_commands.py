"""What the documents tell people to type is typed here, as the role that they name."""

import json
import re
import subprocess
import sys
import uuid
from pathlib import Path
from types import SimpleNamespace

import psycopg
import pytest
from psycopg.rows import dict_row
from psycopg.types.json import Jsonb

from api.database import CONNECTIONS
from tests.tools import make
from tests.tools.stack import demo_service, stack

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
# Generated from docstrings and comments.
PAGES.remove(ROOT / "docs/reference.md")

# What begins like a statement and leaves out nothing between words, as descriptions of forms do.
SQL = re.compile(
    r"^(select|call|update|insert|delete|table|truncate|alter|create|drop|show)\s(?!.* … |… )", re.I
)
ROLE = re.compile(r"as (?:the )?`?(postroom_\w+|owner)`?")
PROMPT = re.compile(r"^postroom=> (.*)$", re.M)
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```", re.M | re.S)
SPAN = re.compile(r"`([^`\n]+)`")
# Of one table that people must not read: it is shown that they cannot.
REFUSED = "select * from postroom.users;"


def statements():
    """(page, role, statement): lines with a prompt, blocks of SQL, spans that are SQL."""
    for page in PAGES:
        text = page.read_text()
        for kind, body in BLOCK.findall(text):
            if kind == "sql":
                named = re.match(r"-- as (\w+)\n", body)
                role = named[1] if named else "postroom_dba"
                body = re.sub(r"^--.*\n", "", body, flags=re.M)
                parts = filter(str.strip, body.split(";\n"))
                yield from ((page.name, role, part.strip()) for part in parts)
            elif kind == "":
                yield from ((page.name, "postroom_dba", line) for line in PROMPT.findall(body))
        for line in BLOCK.sub("", text).splitlines():
            # A line of a table, or the sentence that the command stands in.
            role = ROLE.search(line)
            for span in SPAN.findall(line):
                if SQL.match(span):
                    yield page.name, role[1] if role else "postroom_dba", span


COMMANDS = sorted(set(statements()))


@pytest.fixture
def live(fresh_dsn):
    """What the examples are about: a service, a person, an upload that failed, a run of letters."""
    with psycopg.connect(fresh_dsn, row_factory=dict_row, autocommit=True) as db:
        service = make.service(db)
        make.send(db, service, "email", recipient="ann@example.com",
                  normalised_recipient="ann@example.com")  # fmt: skip
        db.execute(
            "insert into postroom.users (name, email_address) values ('Ann', 'ann@example.gov.uk')"
        )
        upload = make.job(db, service)
        db.execute("update postroom.jobs set status = 'error' where id = %s", (upload,))
        db.execute("create table archive.notifications_p2025_10_24 (id uuid)")
        db.execute("insert into postroom.print_runs (day, letters) values ('2026-11-23', 0)")
        twilio = {
            "identifier": "twilio", "notification_type": "sms", "display_name": "Twilio",
            "supports_international": True, "sends_receipts": True,
        }  # fmt: skip
        make.call(db, "jobs.register_providers", providers=Jsonb([twilio]))
        yield SimpleNamespace(execute=db.execute, service=service, upload=upload)


def filled_in(statement, db):
    """The statement with what its … stand for."""
    link = f"https://notify.example/d/{'A' * 22}/{'B' * 22}"
    id = str(db.upload if "retry_upload" in statement else db.service.id)
    statement = statement.replace("https://notify.example/d/…", link)
    return statement.replace("'…'", f"'{id}'")


@pytest.mark.parametrize(("page", "role", "statement"), COMMANDS)
def test_a_statement_in_the_documents_runs_as_its_role(live, page, role, statement):
    assert role.startswith("postroom_"), f"{page}: nobody can log in as {role}"
    assert "…" not in filled_in(statement, live), f"{page}: {statement} cannot be typed"
    if "ops.resume" in statement:
        live.execute("select * from ops.pause('sms', 'so that it can be resumed')")
    live.execute(f"set role {role}")
    if statement == REFUSED:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            live.execute(statement)
        return
    live.execute(filled_in(statement, live))


def test_there_are_statements_to_run():
    assert len(COMMANDS) > 40


def test_targets_and_commands_that_are_named_exist():
    targets = set(re.findall(r"^([a-z0-9-]+):.*##", (ROOT / "Makefile").read_text(), re.M))
    usage = subprocess.run(
        [sys.executable, "-m", "postroom", "--help"], capture_output=True, text=True, check=True
    ).stdout
    for page in PAGES:
        # In what is typed: spans, and lines of blocks.
        text = page.read_text()
        typed = "\n".join(SPAN.findall(text) + [body for _, body in BLOCK.findall(text)])
        for target in re.findall(r"\bmake ([a-z][a-z0-9-]*)", typed):
            assert target in targets, f"{page.name}: make {target}"
        for command in re.findall(r"python -m postroom ([a-z-]+)", typed):
            assert re.search(rf"^ +{command}\b", usage, re.M), f"{page.name}: {command}"
        for command in re.findall(r"^\s*(?:pytest|python) .*$", typed, re.M):
            assert "-m postroom" in command or "-m bench" in command, f"{page.name}: {command}"


def test_figures_of_connections_are_those_of_the_code():
    text = (ROOT / "docs/operations.md").read_text()

    assert f"a web process opens at most {CONNECTIONS}, a worker 17" in text


def test_what_needs_the_contract_says_so(tmp_path):
    listed = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True).stdout
    for target in ("conformance", "rendering"):
        assert "../shared" in next(x for x in listed.splitlines() if x.startswith(target))
    for module in ("tests.conformance.run", "tests.rendering.run"):
        done = subprocess.run(
            [sys.executable, "-m", module, str(tmp_path / "shared")],
            cwd=ROOT,
            capture_output=True,
            text=True,
        )
        said = (done.stdout + done.stderr).strip()
        assert done.returncode and said.count("\n") == 0 and "contract" in said


@pytest.fixture(scope="module")
def checkout(tmp_path_factory):
    """A checkout whose `make run` runs: all but var/ is this one's."""
    folder = tmp_path_factory.mktemp("checkout")
    for path in ROOT.iterdir():
        if path.name not in ("var", ".git"):
            (folder / path.name).symlink_to(path)
    (folder / "var").mkdir()
    with stack() as running:
        running.folder, details = folder, demo_service(running)
        (folder / "var/demo.json").write_text(json.dumps(details))
        running.details = details
        yield running


def readme_blocks(word):
    text = (ROOT / "README.md").read_text()
    return [body for kind, body in BLOCK.findall(text) if kind == "sh" and word in body]


@pytest.mark.parametrize("word", ["curl", "notifications_python_client"])
def test_the_readmes_first_messages_are_sent(checkout, word):
    (block,) = readme_blocks(word)
    script = block.replace("http://127.0.0.1:6011", checkout.base_url)

    done = subprocess.run(["sh", "-c", script], cwd=checkout.folder, capture_output=True, text=True)

    assert done.returncode == 0, done.stderr
    said = done.stdout.strip()
    assert said in ("created", "sending", "delivered") or uuid.UUID(json.loads(said)["id"])
