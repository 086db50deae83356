"""The fields of an organisation that clients may set."""

from datetime import UTC, datetime
from typing import Any

from api.wire.errors import not_found
from api.wire.forms import LONGEST, check_lengths, read_json
from api.wire.validation import Schema

ORGANISATION_TYPES = [
    "central", "local", "nhs_central", "nhs_local", "nhs_gp", "nhs_notify",
    "emergency_service", "school_or_college", "other",
]  # fmt: skip
# What members may do.
PERMISSIONS = ["can_make_services_live"]

ID = {"type": ["string", "null"], "format": "uuid"}
TEXT = {"type": ["string", "null"]}
LINE = {"type": ["string", "null"], "format": "one-line"}
YES_NO = {"type": ["boolean", "null"]}

LENGTHS = dict.fromkeys(
    (
        "name", "agreement_signed_on_behalf_of_name",
        "agreement_signed_on_behalf_of_email_address", "purchase_order_number",
        "billing_reference",
    ),
    LONGEST,
)  # fmt: skip

COLUMNS: dict[str, Any] = {
    "name": {"type": "string", "format": "one-line"},
    "active": YES_NO,
    "crown": YES_NO,
    "organisation_type": {"enum": ORGANISATION_TYPES},
    "agreement_signed": YES_NO,
    "agreement_signed_at": TEXT,
    "agreement_signed_by_id": ID,
    "agreement_signed_on_behalf_of_name": LINE,
    "agreement_signed_on_behalf_of_email_address": {**TEXT, "format": "email_address"},
    "agreement_signed_version": {
        "type": ["number", "string", "null"],
        "pattern": r"^[0-9]{1,9}(\.[0-9]{1,9})?$",
    },
    "email_branding_id": ID,
    "letter_branding_id": ID,
    "can_approve_own_go_live_requests": {"type": "boolean"},
    "request_to_go_live_notes": TEXT,
    "notes": TEXT,
    "purchase_order_number": LINE,
    "billing_contact_names": TEXT,
    "billing_contact_email_addresses": TEXT,
    "billing_reference": LINE,
}

NEW = Schema(
    {**COLUMNS, "crown": {"type": "boolean"}}, required=("name", "crown", "organisation_type")
)

CHANGES = Schema(
    {
        **COLUMNS,
        "permissions": {"type": "array", "items": {"enum": ["can_ask_to_join_a_service"]}},
        # Whatever is no list is passed over.
        "domains": {"items": {"type": "string", "format": "one-line"}},
    }
)


def read(schema: Schema) -> dict[str, Any]:
    """The columns in a body, as they are stored.

    Raises PublicError (400), and Refused (400, 404): no JSON; what no column holds.
    """
    values = schema.validate(read_json())
    if values.get("active", True) is None:
        del values["active"]
    if not isinstance(values.get("domains", []), list):
        del values["domains"]
    if any(len(domain) > LONGEST for domain in values.get("domains", [])):
        raise not_found()
    check_lengths(values, LENGTHS)
    if values.get("agreement_signed_at"):
        values["agreement_signed_at"] = read_moment(values["agreement_signed_at"])
    return values


def read_moment(text: str) -> str:
    """A moment without an offset is UTC. Raises Refused (404)."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise not_found() from None
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).isoformat()
