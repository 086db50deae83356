"""Services, from files."""

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


@command.command("insert-inbound-numbers")
@FILE
@changing
def insert_inbound_numbers(file_name: Path) -> tuple[str, Row]:
    """Add numbers, one a line, on which services may receive text messages."""
    lines = (line.strip() for line in file_name.read_text().splitlines())
    return "ops.insert_inbound_numbers", {"numbers": [line for line in lines if line]}


@command.command("populate-service-volume-intentions")
@FILE
@changing
def set_volumes(file_name: Path) -> tuple[str, Row]:
    """Note how many messages services mean to send: service, sms, email, letters."""
    return "ops.set_volumes", {"lines": Jsonb(list(read_lines(file_name, volumes, header=True)))}


def volumes(cells: list[str]) -> Row:
    sms, email, letter = (int(cell) if cell.strip() else None for cell in cells[1:4])
    return {"id": as_id(cells[0]), "sms": sms, "email": email, "letter": letter}


@command.command("populate-go-live")
@FILE
@changing
def set_go_live(file_name: Path) -> tuple[str, Row]:
    """Note who made services live, and when: columns 3, 7 and 9 (dd/mm/yyyy)."""
    return "ops.set_go_live", {"lines": Jsonb(list(read_lines(file_name, go_live, header=True)))}


def go_live(cells: list[str]) -> Row:
    return {"id": as_id(cells[2]), "email": cells[6].strip(), "day": as_day(cells[8])}


@command.command("associate-services-to-organisations")
@changing
def associate_services() -> tuple[str, Row]:
    """Make services those of the organisation in whose domain their creator's address lies."""
    return "ops.associate_services", {}
