"""Twilio, Vonage and Infobip as their public documentation says that they behave."""

import base64
import hashlib
import hmac
import json
import re
import uuid
from typing import Any
from urllib.parse import urlencode, urlsplit

from tests.tools.http_services import Answer, Asked, Receipt, Service, in_json, shown_in_basic

E164 = r"\+[1-9][0-9]{7,14}"


class Twilio(Service):
    """Messages of the 2010-04-01 API, with status callbacks signed by the auth token."""

    name, type = "twilio", "sms"
    sid, token = "AC" + "0f" * 16, "twilio-auth-token"

    def values(self, url: str) -> dict[str, str]:
        return {"url": url, "account_sid": self.sid, "auth_token": self.token}

    def answer(self, asked: Asked) -> Answer:
        if asked.basic() != f"{self.sid}:{self.token}":
            return self.error(401, 20003, "Authenticate")
        if (asked.method, asked.path) != ("POST", f"/2010-04-01/Accounts/{self.sid}/Messages.json"):
            return self.error(404, 20404, "The requested resource was not found")
        form = asked.form()
        if not re.fullmatch(E164, form.get("To", "")):
            return self.error(400, 21211, f"Invalid 'To' Phone Number: {form.get('To')}")
        if form["To"].endswith("0009"):
            return self.error(400, 21614, f"'To' number is not a valid mobile number: {form['To']}")
        if not form.get("Body"):
            return self.error(400, 21602, "Message body is required.")
        sender = form.get("From", "")
        if not re.fullmatch(rf"{E164}|[0-9]{{5,6}}|(?=.*[A-Za-z])[A-Za-z0-9 ]{{1,11}}", sender):
            return self.error(400, 21212, f"The 'From' number {sender} is not a valid phone number")
        sid = "SM" + uuid.uuid4().hex
        self.taken.append({"reference": sid, **form})
        return in_json(201, {"sid": sid, "status": "queued", "error_code": None, "to": form["To"]})

    def error(self, status: int, code: int, text: str) -> Answer:
        more = f"https://www.twilio.com/docs/errors/{code}"
        return in_json(status, {"code": code, "message": text, "more_info": more, "status": status})

    def turned_away(self, status: int) -> Answer:
        return self.error(status, {429: 20429}.get(status, 20500), "Too Many Requests")

    def receipt(self, taken: dict[str, Any], outcome: str, url: str) -> Receipt:
        status, code = {
            "delivered": ("delivered", None),
            "permanent-failure": ("undelivered", "30005"),
            "temporary-failure": ("undelivered", "30003"),
            "nothing": ("sent", None),
        }[outcome]
        form = {
            "MessageSid": taken["reference"], "SmsSid": taken["reference"],
            "MessageStatus": status, "SmsStatus": status, "To": taken["To"],
            "From": taken["From"], "AccountSid": self.sid, "ApiVersion": "2010-04-01",
            **({"ErrorCode": code} if code else {}),
        }  # fmt: skip
        query = urlsplit(taken["StatusCallback"]).query
        text = f"{url}?{query}" + "".join(f"{name}{form[name]}" for name in sorted(form))
        digest = hmac.new(self.token.encode(), text.encode(), hashlib.sha1).digest()
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "X-Twilio-Signature": base64.b64encode(digest).decode(),
        }
        return Receipt(urlencode(form).encode(), headers, query)


class Vonage(Service):
    """The SMS API: always 200, and what became of it in the answer; receipts as POST-JSON."""

    name, type = "vonage", "sms"
    key, secret, signature_secret = "abcd1234", "vonage-secret", "vonage-signature-secret"

    def values(self, url: str) -> dict[str, str]:
        return {
            "url": url,
            "api_key": self.key,
            "api_secret": self.secret,
            "signature_secret": self.signature_secret,
        }

    def answer(self, asked: Asked) -> Answer:
        assert (asked.method, asked.path) == ("POST", "/sms/json")
        form = asked.form()
        if (form.get("api_key"), form.get("api_secret")) != (self.key, self.secret):
            return self.said("4", "Bad Credentials")
        if not all(form.get(name) for name in ("from", "to", "text")):
            return self.said("2", "Missing to param")
        if not re.fullmatch(r"[1-9][0-9]{7,14}", form["to"]):
            return self.said("3", "Invalid value for parameter: to")
        if form["to"].endswith("0009"):
            return self.said("6", "Unroutable message - rejected")
        if form.get("type", "text") != "unicode" and "ŵ" in form["text"]:
            return self.said("3", "Invalid value for parameter: type")
        reference = "0A" + uuid.uuid4().hex[:14].upper()
        self.taken.append({"reference": reference, **form})
        message = {
            "to": form["to"], "message-id": reference, "status": "0",
            "remaining-balance": "15.53590000", "message-price": "0.03330000",
            "network": "23410", "client-ref": form.get("client-ref"),
        }  # fmt: skip
        return in_json(200, {"message-count": "1", "messages": [message]})

    def said(self, status: str, text: str) -> Answer:
        messages = [{"status": status, "error-text": text}]
        return in_json(200, {"message-count": "1", "messages": messages})

    def turned_away(self, status: int) -> Answer:
        return self.said("1", "Throughput Rate Exceeded") if status == 429 else (status, {}, b"")

    def receipt(self, taken: dict[str, Any], outcome: str, url: str) -> Receipt:
        status, code = {
            "delivered": ("delivered", "0"),
            "permanent-failure": ("rejected", "4"),
            "temporary-failure": ("expired", "1"),
            "nothing": ("buffered", "0"),
        }[outcome]
        fields = {
            "err-code": code, "message-timestamp": "2026-10-25 12:10:29",
            "messageId": taken["reference"], "msisdn": taken["to"], "network-code": "23410",
            "price": "0.03330000", "scts": "2610251210", "status": status, "to": taken["from"],
            "client-ref": taken["client-ref"], "api-key": self.key, "timestamp": "1792930229",
            "nonce": "aaaaaaaa-bbbb-cccc-dddd-0123456789ab&=",
        }  # fmt: skip
        text = "".join(f"&{name}={re.sub('[&=]', '_', fields[name])}" for name in sorted(fields))
        digest = hmac.new(self.signature_secret.encode(), text.encode(), hashlib.sha256)
        body = {**fields, "sig": digest.hexdigest().upper()}
        return Receipt(json.dumps(body).encode(), {"Content-Type": "application/json"})


class Infobip(Service):
    """SMS API 3, with delivery reports as a subscription with basic credentials sends them."""

    name, type = "infobip", "sms"
    key = "infobip-api-key"

    def values(self, url: str) -> dict[str, str]:
        return {
            "url": url,
            "api_key": self.key,
            "receipt_user": "infobip",
            "receipt_password": self.password,
        }

    def answer(self, asked: Asked) -> Answer:
        if asked.headers.get("Authorization") != f"App {self.key}":
            return in_json(401, {"errorCode": "E401", "description": "Unauthorized"})
        assert (asked.method, asked.path) == ("POST", "/sms/3/messages")
        (message,) = asked.json()["messages"]
        (destination,) = message["destinations"]
        if not message["sender"] or not message["content"]["text"]:
            return in_json(
                400, {"errorCode": "E400", "description": "Bad request", "violations": []}
            )
        reference = uuid.uuid4().hex[:20]
        status = (1, "PENDING", 26, "PENDING_ACCEPTED")
        if destination["to"].endswith("0009"):
            status = (5, "REJECTED", 52, "REJECTED_DESTINATION")
        elif destination["to"].endswith("0008"):
            status = (5, "REJECTED", 12, "REJECTED_NOT_ENOUGH_CREDITS")
        else:
            self.taken.append({"reference": reference, "to": destination["to"], **message})
        names = ("groupId", "groupName", "id", "name")
        described = {**dict(zip(names, status, strict=True)), "description": "Message …"}
        answered = {
            "messageId": reference, "status": described, "destination": destination["to"]
        }  # fmt: skip
        return in_json(200, {"bulkId": uuid.uuid4().hex, "messages": [answered]})

    def receipt(self, taken: dict[str, Any], outcome: str, url: str) -> Receipt:
        group, permanent = {
            "delivered": ("DELIVERED", False),
            "permanent-failure": ("UNDELIVERABLE", True),
            "temporary-failure": ("EXPIRED", False),
            "nothing": ("PENDING", False),
        }[outcome]
        result = {
            "bulkId": "1", "messageId": taken["reference"], "to": taken["to"],
            "sentAt": "2026-11-09T16:00:00.000+0000", "doneAt": "2026-11-09T16:00:01.000+0000",
            "smsCount": 1, "callbackData": taken["webhooks"]["callbackData"],
            "status": {"groupId": 0, "groupName": group, "id": 0, "name": group},
            "error": {"groupId": 0, "groupName": "OK", "id": 0, "permanent": permanent},
        }  # fmt: skip
        body = json.dumps({"results": [result]}).encode()
        return Receipt(body, shown_in_basic("infobip", self.password))
