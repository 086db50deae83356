"""The request that a description makes of a message."""

import base64
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

import aiohttp
import orjson

from jobs.providers import SMS, Email, Letter, mime
from postroom import text_messages
from postroom.content import phone_numbers
from postroom.content.characters import GSM_BASIC, GSM_EXTENSION
from postroom.http_providers import filling
from postroom.http_providers.description import Description

JSON, FORM = "application/json", "application/x-www-form-urlencoded"
ADDRESS_LINES = range(1, 8)


@dataclass(frozen=True, slots=True)
class Request:
    method: str
    url: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes | aiohttp.FormData | None
    timestamp: str


def make(description: Description, message: SMS | Email | Letter, receipt_url: str) -> Request:
    """Raises Refused for an email to an address that is none."""
    rule = description.request
    timestamp = str(int(time.time()))
    of_message = {
        "id": str(message.id),
        "receipt_url": receipt_url,
        "timestamp": timestamp,
        **values_of(message),
    }
    values = {**of_message, **description.values}
    # What a message says is one part of an address; what the operator says may be all of it.
    quoted = {
        name: quote(of_message[name], safe="")
        for name in filling.names(rule["url"])
        if name in of_message
    }
    content_type, body = body_of(rule, values, message)
    headers = filling.fill(rule.get("headers", {}), values)
    return Request(
        method=rule.get("method", "POST"),
        url=filling.text(rule["url"], {**quoted, **description.values}),
        query=filling.fill(rule.get("query", {}), values),
        headers={"Content-Type": content_type, **headers} if content_type else headers,
        body=body,
        timestamp=timestamp,
    )


def body_of(
    rule: Mapping[str, Any], values: filling.Values, message: SMS | Email | Letter
) -> tuple[str, bytes | aiohttp.FormData | None]:
    """Its type, unless the form has one of its own, and the body."""
    if "json" in rule:
        return JSON, orjson.dumps(filling.fill(rule["json"], values))
    if "form" in rule:
        return FORM, urlencode(filling.fill(rule["form"], values)).encode()
    if "multipart" not in rule:
        return "", None
    parts = aiohttp.FormData(quote_fields=False, default_to_multipart=True)
    for name, template in rule["multipart"].items():
        if template == "{pdf}" and isinstance(message, Letter):
            parts.add_field(
                name, message.pdf, filename=message.file_name, content_type="application/pdf"
            )
        elif not filling.lacks(template, values):
            parts.add_field(name, filling.text(template, values))
    return "", parts


def values_of(message: SMS | Email | Letter) -> dict[str, str]:
    """What a template may say of a message; empty is what this one lacks."""
    if isinstance(message, SMS):
        return of_sms(message)
    return of_email(message) if isinstance(message, Email) else of_letter(message)


def of_sms(message: SMS) -> dict[str, str]:
    text = mime.text(message.text)
    sender = text_messages.display(message.sender) or ""
    plain = set(text) <= GSM_BASIC | GSM_EXTENSION
    return {
        "to": message.to,
        "text": text,
        "text_kind": "text" if plain else "unicode",
        "sender": sender,
        "sender_with_plus": f"+{sender}" if is_phone_number(sender) else sender,
    }


def is_phone_number(sender: str) -> bool:
    """As opposed to a name or a short code."""
    try:
        phone_numbers.parse(sender)
    except phone_numbers.InvalidPhoneNumber:
        return False
    return True


def of_email(message: Email) -> dict[str, str]:
    address = mime.ascii_address(message.from_address)
    name = mime.line(message.from_name)
    quoted_name = name.replace("\\", "\\\\").replace('"', '\\"')
    return {
        "to": mime.ascii_address(message.to),
        "subject": mime.line(message.subject),
        "plain_text": mime.text(message.plain_text),
        "html": mime.text(message.html),
        "from": f'"{quoted_name}" <{address}>',
        "from_name": name,
        "from_address": address,
        "reply_to": mime.ascii_address(message.reply_to) if message.reply_to else "",
        "unsubscribe_url": mime.unsubscribe_url(message),
        "one_click": mime.ONE_CLICK if mime.unsubscribe_url(message) else "",
    }


def of_letter(message: Letter) -> dict[str, str]:
    lines = [*message.address.lines, *("" for _ in ADDRESS_LINES)]
    return {
        "reference": message.reference,
        "postage": message.postage,
        "sheets": str(message.sheets),
        "service_id": str(message.service_id),
        "file_name": message.file_name,
        "pdf": base64.b64encode(message.pdf).decode(),
        **{f"address_line_{number}": lines[number - 1] for number in ADDRESS_LINES},
    }
