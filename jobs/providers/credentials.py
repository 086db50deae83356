"""Credentials that the worker changes by itself, encrypted in the database."""

import json

from jobs.database import Database
from postroom.links.secret_keys import SecretBox


class Credentials:
    """jobs.providers.Vault, as every worker of an installation shares it."""

    def __init__(self, database: Database, box: SecretBox) -> None:
        self._database = database
        self._box = box

    async def read(self, name: str) -> dict[str, str]:
        rows = await self._database.call("jobs.read_credentials", identifier=name)
        return json.loads(self._box.decrypt(rows[0]["secrets"])) if rows else {}

    async def write(self, name: str, secrets: dict[str, str]) -> None:
        text = self._box.encrypt(json.dumps(secrets))
        await self._database.call("jobs.keep_credentials", identifier=name, secrets=text)
