"""What functional tests have left."""

from uuid import UUID

import click

from postroom.launch.operator.running import call, command

YES = click.option("--yes", is_flag=True, help="Do not ask.")
TRY = click.option("--dry-run", is_flag=True, help="Show what would go, and delete nothing.")


@command.command("purge-functional-test-data")
@click.option("-u", "--user_email_prefix", required=True)
@YES
@TRY
def purge(user_email_prefix: str, yes: bool, dry_run: bool) -> None:
    """Delete people of tests, whose addresses begin so and have + and a UUID, and services."""
    ask(f"Delete everybody whose address begins with {user_email_prefix}?", yes or dry_run)
    call("ops.purge_test_people", {"email_prefix": user_email_prefix}, dry_run)


@command.command("delete-functional-test-service")
@click.option("-s", "--service-id", required=True, type=click.UUID)
@YES
@TRY
def delete_service(service_id: UUID, yes: bool, dry_run: bool) -> None:
    """Delete a service of tests, and its people who have no other."""
    ask(f"Delete service {service_id} with all that is its own?", yes or dry_run)
    call("ops.delete_test_service", {"service_id": service_id}, dry_run)


def ask(question: str, answered: bool) -> None:
    if not answered:
        click.confirm(question, abort=True)
