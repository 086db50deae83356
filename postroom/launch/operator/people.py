"""People."""

from uuid import UUID

import click

from postroom.launch.operator.running import Row, changing, command


@command.command("update-emails-to-remove-gsi")
@click.option("-s", "--service_id", required=True, type=click.UUID)
@changing
def remove_gsi(service_id: UUID) -> tuple[str, Row]:
    """Take .gsi out of the addresses of a service's people."""
    return "ops.remove_gsi", {"service_id": service_id}
