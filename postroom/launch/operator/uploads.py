"""Uploads, and letters by the names of their files."""

import csv
from datetime import date
from pathlib import Path
from uuid import UUID

import click

from postroom.launch.operator.running import DAY, FILE, Row, call, changing, command, day

LETTER = click.option("-n", "--notification_id", required=True, type=click.UUID)
REPORT = "zips_sent_details.csv"
COLUMNS = ("notification_id", "service_id", "template_id", "reference", "job_id", "created_at")


@command.command("archive-jobs-created-between-dates")
@click.option("-s", "--start_date", required=True, type=DAY, callback=day)
@click.option("-e", "--end_date", required=True, type=DAY, callback=day, help="The day after.")
@changing
def archive_jobs(start_date: date, end_date: date) -> tuple[str, Row]:
    """Mark uploads as archived that were made from one day until before another."""
    return "ops.archive_jobs", {"start_date": start_date, "end_date": end_date}


@command.command("get-notification-and-service-ids-for-letters-that-failed-to-print")
@FILE
def find_unprinted_letters(file_name: Path) -> None:
    """Write what letters the files of these names are to zips_sent_details.csv in this folder."""
    names = file_name.read_text().splitlines()
    references = [name.strip()[7:23] for name in names if name.strip()]
    rows = call("ops.find_unprinted_letters", {"letter_references": references})
    with Path(REPORT).open("w", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows(rows)


@command.command("replay-create-pdf-for-templated-letter")
@LETTER
@changing
def make_again(notification_id: UUID) -> tuple[str, Row]:
    """Make the file of a letter from a template once more."""
    return "ops.remake_letter", {"notification_id": notification_id, "precompiled": False}


@command.command("recreate-pdf-for-precompiled-or-uploaded-letter")
@LETTER
@changing
def check_again(notification_id: UUID) -> tuple[str, Row]:
    """Check the file of a finished letter once more."""
    return "ops.remake_letter", {"notification_id": notification_id, "precompiled": True}
