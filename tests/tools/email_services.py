"""Mailgun, Postmark and SendGrid as their public documentation says that they behave."""

import base64
import hashlib
import hmac
import json
import uuid
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.tools.http_services import Answer, Asked, Receipt, Service, in_json, shown_in_basic

JSON = {"Content-Type": "application/json"}


class Mailgun(Service):
    """Messages of API 3 as forms in parts; webhooks with their signature in the body."""

    name, type = "mailgun", "email"
    key, signing_key, domain = "mailgun-api-key", "mailgun-signing-key", "mg.example.com"

    def values(self, url: str) -> dict[str, str]:
        return {
            "url": url,
            "domain": self.domain,
            "api_key": self.key,
            "signing_key": self.signing_key,
        }

    def answer(self, asked: Asked) -> Answer:
        if asked.basic() != f"api:{self.key}":
            return 401, {"Content-Type": "text/plain"}, b"Forbidden"
        assert (asked.method, asked.path) == ("POST", f"/v3/{self.domain}/messages")
        form = {
            name: part.get_payload(decode=True).decode() for name, part in asked.parts().items()
        }
        if form["to"].startswith("nobody@"):
            return in_json(400, {"message": f"to parameter is not a valid address: {form['to']}"})
        reference = f"<20261130.{uuid.uuid4().hex}@{self.domain}>"
        self.taken.append({"reference": reference, **form})
        return in_json(200, {"id": reference, "message": "Queued. Thank you."})

    def receipt(self, taken: dict[str, Any], outcome: str, url: str) -> Receipt:
        event, severity = {
            "delivered": ("delivered", None),
            "permanent-failure": ("failed", "permanent"),
            "nothing": ("failed", "temporary"),
            "complaint": ("complained", None),
        }[outcome]
        timestamp, token = "1792930229", uuid.uuid4().hex * 2
        signature = hmac.new(
            self.signing_key.encode(), (timestamp + token).encode(), hashlib.sha256
        ).hexdigest()
        data = {
            "event": event, "timestamp": 1792930229.25, "id": "Ase7i2zsRYeDXztHGENqRA",
            "recipient": taken["to"], "user-variables": {"notification": taken["v:notification"]},
            "message": {"headers": {"message-id": taken["reference"].strip("<>")}},
            **({"severity": severity, "reason": "bounce"} if severity else {}),
        }  # fmt: skip
        signed = {"timestamp": timestamp, "token": token, "signature": signature}
        return Receipt(json.dumps({"signature": signed, "event-data": data}).encode(), JSON)


class Postmark(Service):
    """Single emails, and webhooks whose address has user and password in it."""

    name, type = "postmark", "email"
    token = "postmark-server-token"

    def values(self, url: str) -> dict[str, str]:
        return {
            "url": url,
            "server_token": self.token,
            "receipt_user": "postmark",
            "receipt_password": self.password,
        }

    def answer(self, asked: Asked) -> Answer:
        if asked.headers.get("X-Postmark-Server-Token") != self.token:
            return in_json(401, {"ErrorCode": 10, "Message": "No Account or Server API tokens"})
        assert (asked.method, asked.path) == ("POST", "/email")
        assert asked.headers["Accept"] == "application/json"
        mail = asked.json()
        if mail["To"].startswith("nobody@"):
            text = "You tried to send to recipients that have been marked as inactive."
            return in_json(422, {"ErrorCode": 406, "Message": text})
        assert not {name for header in mail.get("Headers", []) for name in header} - {
            "Name",
            "Value",
        }
        reference = str(uuid.uuid4())
        self.taken.append({"reference": reference, **mail})
        return in_json(
            200, {"To": mail["To"], "MessageID": reference, "ErrorCode": 0, "Message": "OK"}
        )

    def receipt(self, taken: dict[str, Any], outcome: str, url: str) -> Receipt:
        kind = {
            "delivered": {"RecordType": "Delivery", "DeliveredAt": "2026-11-30T12:00:00Z"},
            "permanent-failure": {"RecordType": "Bounce", "Type": "HardBounce", "TypeCode": 1},
            "temporary-failure": {"RecordType": "Bounce", "Type": "SoftBounce", "TypeCode": 4096},
            "nothing": {"RecordType": "Open", "FirstOpen": True},
            "complaint": {"RecordType": "SpamComplaint", "Type": "SpamComplaint"},
        }[outcome]
        body = {
            "MessageID": taken["reference"], "Metadata": taken["Metadata"], "ServerID": 23,
            "BouncedAt": "2026-11-30T12:00:00Z", "MessageStream": "outbound", **kind,
        }  # fmt: skip
        headers = shown_in_basic("postmark", self.password)
        return Receipt(json.dumps(body).encode(), headers)


class SendGrid(Service):
    """Mail Send v3, and the Signed Event Webhook, whose events come in lists."""

    name, type = "sendgrid", "email"
    key = "SG.sendgrid-api-key"

    def __init__(self) -> None:
        super().__init__()
        self.private_key = ec.generate_private_key(ec.SECP256R1())

    def values(self, url: str) -> dict[str, str]:
        public = self.private_key.public_key().public_bytes(
            Encoding.DER, PublicFormat.SubjectPublicKeyInfo
        )
        return {
            "url": url,
            "api_key": self.key,
            "verification_key": base64.b64encode(public).decode(),
        }

    def answer(self, asked: Asked) -> Answer:
        if asked.headers.get("Authorization") != f"Bearer {self.key}":
            return self.error(401, "The provided authorization grant is invalid")
        assert (asked.method, asked.path) == ("POST", "/v3/mail/send")
        mail = asked.json()
        (person,) = mail["personalizations"]
        (to,) = person["to"]
        if to["email"].startswith("nobody@"):
            return self.error(400, "Does not contain a valid address.")
        if [part["type"] for part in mail["content"]] != ["text/plain", "text/html"]:
            return self.error(400, "If present, text/plain and text/html come in this order.")
        if not mail["from"]["email"] or "reply_to" in mail and not mail["reply_to"]["email"]:
            return self.error(400, "The from object must be provided.")
        reference = uuid.uuid4().hex[:22]
        self.taken.append({"reference": reference, "to": to["email"], **mail})
        return 202, {"X-Message-Id": reference}, b""

    def error(self, status: int, text: str) -> Answer:
        return in_json(status, {"errors": [{"message": text, "field": None, "help": None}]})

    def receipt(self, taken: dict[str, Any], outcome: str, url: str) -> Receipt:
        kind = {
            "delivered": {"event": "delivered", "response": "250 OK"},
            "permanent-failure": {"event": "bounce", "type": "bounce", "status": "5.1.1"},
            "temporary-failure": {"event": "bounce", "type": "blocked", "status": "4.7.1"},
            "nothing": {"event": "processed"},
            "complaint": {"event": "spamreport"},
        }[outcome]
        event = {
            "email": taken["to"], "timestamp": 1792930229, "sg_event_id": "sg_event_id",
            "sg_message_id": f"{taken['reference']}.filter0", **taken["custom_args"], **kind,
        }  # fmt: skip
        others = {"email": "x@example.com", "timestamp": 1792930229, "event": "delivered"}
        body = json.dumps([others, event], indent=1).encode()
        timestamp = "1792930230"
        signature = self.private_key.sign(timestamp.encode() + body, ec.ECDSA(SHA256()))
        headers = {
            **JSON,
            "X-Twilio-Email-Event-Webhook-Signature": base64.b64encode(signature).decode(),
            "X-Twilio-Email-Event-Webhook-Timestamp": timestamp,
        }
        return Receipt(body, headers)
