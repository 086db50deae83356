"""People asked to join a service, as the admin app asks them."""

import time
from pathlib import Path
from uuid import UUID

import click
import jwt

from postroom.launch import environment
from postroom.launch.operator.running import FILE, command
from postroom.settings import config

CLIENT = "notify-admin"
AUTH_TYPES = click.Choice(["sms_auth", "email_auth", "webauthn_auth"])


@command.command("bulk-invite-user-to-service")
@FILE
@click.option("-s", "--service_id", required=True, type=click.UUID)
@click.option("-u", "--user_id", required=True, type=click.UUID, help="Who asks them.")
@click.option("-p", "--permissions", required=True, help="Separated by commas.")
@click.option("-a", "--auth_type", type=AUTH_TYPES, default="sms_auth")
@click.option("--dry-run", is_flag=True, help="Show who would be asked, and ask nobody.")
def invite(
    file_name: Path,
    service_id: UUID,
    user_id: UUID,
    permissions: str,
    auth_type: str,
    dry_run: bool,
) -> None:
    """Ask people to join a service, an address a line; goes on after one that fails."""
    from api.app import create_app

    people = [line.strip() for line in file_name.read_text().splitlines() if line.strip()]
    if dry_run:
        click.echo("\n".join([*people, f"{len(people)} would be asked"]))
        return
    failed = 0
    with environment.ready() as variables:
        settings = config.load_or_exit(variables)
        app = create_app(settings)
        secret = settings.internal_client_api_keys[CLIENT][0]
        for person in people:
            asked = app.test_client().post(
                f"/service/{service_id}/invite",
                json={
                    "service": str(service_id), "email_address": person,
                    "from_user": str(user_id), "permissions": permissions,
                    "auth_type": auth_type, "folder_permissions": [],
                },
                headers={"Authorization": f"Bearer {token(secret)}"},
                base_url=settings.base_url,
            )  # fmt: skip
            failed += asked.status_code != 201
            told = "asked" if asked.status_code == 201 else asked.get_data(as_text=True).strip()
            click.echo(f"{person}\t{told}")
        app.extensions["database"].close()
    if failed:
        raise click.ClickException(f"{failed} of {len(people)} could not be asked")


def token(secret: str) -> str:
    return jwt.encode({"iss": CLIENT, "iat": int(time.time())}, secret, algorithm="HS256")
