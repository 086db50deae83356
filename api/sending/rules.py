"""The rules that messages of several types share, and their texts.

They are called in the order in which clients hear of faults (docs/contract/sending.md, order of
checks).
"""

from typing import Any

from api.sending.file_objects import is_file_object
from api.sending.services import Caller, Senders, Service
from api.sending.templates import Template
from api.wire.errors import PublicError, bad_request
from api.wire.validation import read_uuid

TYPE_NAMES = {"sms": "text messages", "email": "emails", "letter": "letters"}

# Recipients for trying things out: all is checked, nothing is stored or sent.
SIMULATED = frozenset(
    {
        "447700900000",
        "447700900111",
        "447700900222",
        "simulate-delivered@notifications.service.gov.uk",
        "simulate-delivered-2@notifications.service.gov.uk",
        "simulate-delivered-3@notifications.service.gov.uk",
    }
)

TEAM_ONLY = "Can’t send to this recipient using a team-only API key"
TRIAL_MODE = (
    "Can’t send to this recipient when service is in trial mode "
    "– see https://www.notifications.service.gov.uk/trial-mode"
)


def check_permission(service: Service, template_type: str) -> None:
    """The service has to send this type of message. Raises PublicError."""
    if template_type not in service.permissions:
        raise bad_request(f"Service is not allowed to send {TYPE_NAMES[template_type]}")


def check_content(template: Template[Any], values: dict[str, Any]) -> None:
    """Every placeholder needs a value, and something has to be left to send."""
    if missing := template.content.missing(values):
        raise bad_request(f"Missing personalisation: {', '.join(missing)}")
    if template.content.is_empty(values):
        raise bad_request("Your message is empty.")


def has_file(values: dict[str, Any]) -> bool:
    """Whether one of the values is a file."""
    return any(map(is_file_object, values.values()))


def choose_sender(service: Service, senders: Senders, name: str, wanted: str | None) -> str | None:
    """The sender or reply-to address asked for, or the service's default."""
    if wanted is None:
        return senders.default
    sender = senders.get(read_uuid(name, wanted))
    if sender is None:
        raise no_such_sender(service, name, wanted)
    return sender


def no_such_sender(service: Service, name: str, wanted: str) -> PublicError:
    return bad_request(f"{name} {wanted} does not exist in database for service id {service.id}")


def check_recipient(caller: Caller, normalised: str) -> None:
    """Team keys, and live keys of a service in trial mode, reach the team and its guests only."""
    key_type = caller.key.key_type
    if key_type == "test" or (key_type == "normal" and not caller.service.restricted):
        return
    if normalised not in caller.service.guests:
        raise bad_request(TEAM_ONLY if key_type == "team" else TRIAL_MODE)
