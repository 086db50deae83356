"""Bills and allowances."""

from datetime import date
from uuid import UUID

import click

from postroom.launch.operator.running import DAY, Row, changing, command, day


@command.command("rebuild-ft-billing-for-day")
@click.option("-d", "--day", "on", required=True, type=DAY, callback=day)
@click.option("-s", "--service_id", type=click.UUID, help="No quicker: the day is counted whole.")
@changing
def rebuild_billing(on: date, service_id: UUID | None) -> tuple[str, Row]:
    """Count anew what a day's messages cost."""
    return "ops.build_billing_facts", {"day": on}


@command.command("populate-annual-billing-with-the-previous-years-allowance")
@click.option("-y", "--year", required=True, type=int, help="The year in which it begins.")
@changing
def copy_allowances(year: int) -> tuple[str, Row]:
    """Give services without an allowance for a year that of their latest year."""
    return "ops.copy_allowances", {"year": year}
