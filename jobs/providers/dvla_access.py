"""What the print API asks of whoever calls it: a token that lasts an hour, and an API key.

The password behind the token and the key end some day, so both are changed every month. Whatever
is changed is noted before it is asked for and after it was given, since an answer may be lost:
then the one or the other is right, and both are known.
"""

import asyncio
import hashlib
import json
import secrets
import string
import time
from typing import Any

from jobs.providers import Unavailable, Vault
from jobs.providers.web import Answer, Web
from postroom.settings.providers import ProviderSettings

SERVICE = "/thirdparty-access/v1"
# Seconds for which a token is used: less than the hour for which it is good.
TOKEN_LIFE = 3000
SIGNS = "!#$%&*+-=?@_"
PASSWORD_LENGTH = 30


class Access:
    """Tokens and credentials; safe to share among all calls of a process."""

    def __init__(self, settings: ProviderSettings, web: Web, vault: Vault) -> None:
        self._url = settings.dvla_url + SERVICE
        self._given = {
            "username": settings.dvla_username,
            "password": settings.dvla_password,
            "api_key": settings.dvla_api_key,
        }
        self._source = hashlib.sha256(json.dumps(self._given).encode()).hexdigest()
        self._given["began_with"] = self._source
        self._web = web
        self._vault = vault
        self._headers: dict[str, str] = {}
        self._until = 0.0
        self._turn = asyncio.Lock()

    async def headers(self) -> dict[str, str]:
        """Those of a call of the print API. Raises Unavailable."""
        async with self._turn:
            if time.monotonic() > self._until:
                self._headers = await self._sign_in()
                self._until = time.monotonic() + TOKEN_LIFE
            return self._headers

    def forget(self) -> None:
        """Sign in anew, with credentials as they are by then: they were refused."""
        self._until = 0.0

    async def _sign_in(self) -> dict[str, str]:
        kept = await self._kept()
        answer = await self._authenticate(kept["password"])
        if answer.status in (400, 401, 403) and kept.get("next_password"):
            answer = await self._authenticate(kept["next_password"])
            if answer.succeeded:
                # The answer to its change was lost.
                kept["password"] = kept.pop("next_password")
                await self._vault.write("dvla", kept)
        return {
            "Authorization": f"Bearer {said(answer, 'id-token')}",
            "X-API-Key": kept["api_key"],
        }

    async def _kept(self) -> dict[str, str]:
        """The credentials of now: those of the settings until the first change.

        Whoever writes others there, since these are lost, say, means them to count.
        """
        kept = await self._vault.read("dvla")
        return kept if kept.get("began_with") == self._source else dict(self._given)

    async def _authenticate(self, password: str) -> Answer:
        return await self._web.post(
            f"{self._url}/authenticate",
            json={"userName": self._given["username"], "password": password},
        )

    async def change_password(self) -> None:
        """Have a new password. Raises Unavailable."""
        await self._sign_in()  # which finds out what the last change has come to
        kept = await self._kept()
        kept["next_password"] = new_password()
        await self._vault.write("dvla", kept)
        answer = await self._web.post(
            f"{self._url}/password",
            json={
                "userName": kept["username"],
                "password": kept["password"],
                "newPassword": kept["next_password"],
            },
        )
        if not answer.succeeded:
            raise Unavailable(f"dvla: HTTP {answer.status} to a new password")
        kept["password"] = kept.pop("next_password")
        await self._vault.write("dvla", kept)
        self.forget()

    async def change_api_key(self) -> None:
        """Have a new API key. Raises Unavailable."""
        headers = await self._sign_in()
        answer = await self._web.post(f"{self._url}/new-api-key", headers=headers)
        kept = await self._kept()
        kept["api_key"] = said(answer, "newApiKey")
        await self._vault.write("dvla", kept)
        self.forget()


def said(answer: Answer, name: str) -> str:
    """One text of an answer. Raises Unavailable, without what the answer says."""
    body: Any = answer.json() if answer.succeeded else None
    found = body.get(name) if isinstance(body, dict) else None
    if not isinstance(found, str) or not found:
        raise Unavailable(f"dvla: HTTP {answer.status} without {name}")
    return found


def new_password() -> str:
    """A password that no rule refuses: letters of both cases, digits, signs."""
    kinds = (string.ascii_uppercase, string.ascii_lowercase, string.digits, SIGNS)
    drawn = [secrets.choice(kind) for kind in kinds]
    drawn += [secrets.choice("".join(kinds)) for _ in range(PASSWORD_LENGTH - len(drawn))]
    secrets.SystemRandom().shuffle(drawn)
    return "".join(drawn)
