"""What a provider reached by HTTP asks of whoever calls it."""

import asyncio
import base64
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote_plus

from jobs.providers import Unanswered, Unavailable
from jobs.providers.http_request import Request
from jobs.providers.web import Web
from postroom.http_providers import filling
from postroom.http_providers.description import Description
from postroom.http_providers.signing import sign

# Seconds for which a token is used that does not say how long it is good, and by which one is
# given up before its end.
TOKEN_LIFE, MARGIN = 300, 30


class Access:
    """Headers by which a request is let in; tokens are shared by all calls of a process."""

    def __init__(self, description: Description, web: Web) -> None:
        self._name = description.name
        self._rule: Mapping[str, str] = description.auth or {}
        self._values = description.values
        self._web = web
        self._token = ""
        self._until = 0.0
        self._turn = asyncio.Lock()

    async def headers(self, request: Request) -> dict[str, str]:
        """Raises Unavailable where a token cannot be had."""
        match self._rule.get("kind"):
            case "basic":
                return {"Authorization": basic(self._said("user"), self._said("password"))}
            case "bearer":
                return {"Authorization": f"Bearer {self._said('token')}"}
            case "hmac":
                return {self._rule["header"]: self._sign(request)}
            case "oauth":
                return {"Authorization": f"Bearer {await self._current_token()}"}
        return {}

    def forget(self) -> None:
        """Get another token next time: this one was refused."""
        self._until = 0.0

    def _said(self, part: str) -> str:
        return filling.text(self._rule.get(part, ""), self._values)

    def _sign(self, request: Request) -> str:
        body = request.body.decode() if isinstance(request.body, bytes) else ""
        of_request = {"timestamp": request.timestamp, "body": body}
        signed = filling.text(self._rule["signed"], {**self._values, **of_request})
        return sign(self._rule, self._said("key"), signed.encode())

    async def _current_token(self) -> str:
        async with self._turn:
            if time.monotonic() > self._until:
                self._token, life = await self._get_token()
                self._until = time.monotonic() + max(life - MARGIN, 0)
            return self._token

    async def _get_token(self) -> tuple[str, float]:
        """OAuth 2.0, client credentials: a token, and the seconds for which it is good."""
        form = {"grant_type": "client_credentials", "scope": self._said("scope")}
        client = self._said("client_id"), self._said("client_secret")
        headers = {}
        if self._rule.get("secret_in") == "body":
            form |= {"client_id": client[0], "client_secret": client[1]}
        else:
            headers = {"Authorization": basic(*map(quote_plus, client))}
        form = {name: value for name, value in form.items() if value}
        try:
            answer = await self._web.post(self._said("token_url"), data=form, headers=headers)
        except Unanswered as error:
            # The message has not been sent.
            raise Unavailable(f"{error} to a token") from None
        body: Any = answer.json() if answer.succeeded else None
        token = body.get("access_token") if isinstance(body, dict) else None
        if not isinstance(token, str) or not token.isascii() or not token.isprintable():
            raise Unavailable(f"{self._name}: HTTP {answer.status} without a token")
        life = body.get("expires_in")
        is_number = isinstance(life, int | float) and not isinstance(life, bool)
        return token, float(life) if is_number else TOKEN_LIFE


def basic(user: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()
