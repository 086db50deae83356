"""Organisations, from files."""

from pathlib import Path

from psycopg.types.json import Jsonb

from postroom.launch.operator.running import (
    FILE,
    Row,
    as_day,
    as_id,
    changing,
    command,
    read_lines,
)

WHETHER = {"1": True, "0": False, "": None}


@command.command("populate-organisations-from-file")
@FILE
@changing
def add_organisations(file_name: Path) -> tuple[str, Row]:
    """Add organisations: name|type|crown|signed|domains|email branding|letter branding."""
    lines = list(read_lines(file_name, organisation, header=True, delimiter="|"))
    return "ops.add_organisations", {"lines": Jsonb(lines)}


def organisation(cells: list[str]) -> Row:
    name, kind, crown, signed, domains, email, letter = (cell.strip() for cell in cells[:7])
    if not name or crown not in WHETHER or signed not in WHETHER:
        raise ValueError("name, type, 1 or 0 or nothing twice, domains and two brandings")
    return {
        "name": name,
        "organisation_type": kind or None,
        "crown": WHETHER[crown],
        "agreement_signed": WHETHER[signed],
        "domains": [domain.strip() for domain in domains.split(",") if domain.strip()],
        "email_branding": email or None,
        "letter_branding": letter or None,
    }


@command.command("populate-organisation-agreement-details-from-file")
@FILE
@changing
def set_agreements(file_name: Path) -> tuple[str, Row]:
    """Note who signed the agreement: organisation, version, name, dd/mm/yyyy."""
    lines = list(read_lines(file_name, agreement, header=True))
    return "ops.set_agreements", {"lines": Jsonb(lines)}


def agreement(cells: list[str]) -> Row:
    version = str(float(cells[1]))
    return {
        "id": as_id(cells[0]),
        "version": version,
        "name": cells[2].strip(),
        "day": as_day(cells[3]),
    }
