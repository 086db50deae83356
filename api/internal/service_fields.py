"""The fields of a service that clients may set, and the columns they are stored in."""

from collections import Counter
from datetime import datetime
from typing import Any

from api.internal import bodies
from api.internal.bodies import Fault, Field

PERMISSIONS = (
    "email", "sms", "letter", "international_sms", "inbound_sms", "email_auth",
    "edit_folder_permissions", "international_letters", "sms_to_uk_landlines",
)  # fmt: skip

ORGANISATION_TYPES = (
    "central", "local", "nhs_central", "nhs_local", "nhs_gp", "nhs_notify",
    "emergency_service", "school_or_college", "other",
)  # fmt: skip

# Fields that are stored under another name.
COLUMNS = {
    "created_by": "created_by_id",
    "organisation": "organisation_id",
    "email_branding": "email_branding_id",
    "letter_branding": "letter_branding_id",
    "go_live_user": "go_live_user_id",
}


def permissions(value: Any) -> list[str]:
    if not isinstance(value, list):
        raise Fault("Not a valid list.")
    for name in value:
        if name not in PERMISSIONS:
            raise Fault(f"Invalid Service Permission: '{name}'")
    if repeated := [name for name, times in Counter(value).items() if times > 1]:
        raise Fault(f"Duplicate Service Permission: {repeated}")
    return value


def plain_time(value: Any) -> str:
    try:
        at = datetime.strptime(bodies.text(value), "%Y-%m-%d %H:%M:%S.%f")
    except ValueError:
        raise Fault("Not a valid datetime.") from None
    return f"{at.isoformat()}Z"


def branding(value: Any) -> str | None:
    """An id; the empty text takes the branding away."""
    return bodies.identifier(value) if value != "" else None


FIELDS = {
    "name": Field(bodies.name, required=True),
    "created_by": Field(bodies.identifier, required=True),
    "restricted": Field(bodies.boolean, required=True),
    "email_message_limit": Field(bodies.integer, required=True),
    "sms_message_limit": Field(bodies.integer, required=True),
    "letter_message_limit": Field(bodies.integer, required=True),
    "international_sms_message_limit": Field(bodies.integer),
    "active": Field(bodies.boolean),
    "organisation": Field(bodies.identifier, nullable=True),
    "organisation_type": Field(bodies.one_of(*ORGANISATION_TYPES), nullable=True),
    "permissions": Field(permissions),
    "rate_limit": Field(bodies.integer),
    "email_branding": Field(branding, nullable=True),
    "letter_branding": Field(branding, nullable=True),
    "prefix_sms": Field(bodies.boolean),
    "contact_link": Field(bodies.line, nullable=True),
    "count_as_live": Field(bodies.boolean),
    "go_live_user": Field(bodies.identifier, nullable=True),
    "go_live_at": Field(plain_time, nullable=True),
    "has_active_go_live_request": Field(bodies.boolean),
    "confirmed_unique": Field(bodies.boolean),
    "confirmed_email_sender_name": Field(bodies.boolean, nullable=True),
    "consent_to_research": Field(bodies.boolean, nullable=True),
    "volume_sms": Field(bodies.integer, nullable=True),
    "volume_email": Field(bodies.integer, nullable=True),
    "volume_letter": Field(bodies.integer, nullable=True),
    "custom_email_sender_name": Field(bodies.name, nullable=True),
    "notes": Field(bodies.text, nullable=True),
    "purchase_order_number": Field(bodies.line, nullable=True),
    "billing_reference": Field(bodies.line, nullable=True),
    "billing_contact_names": Field(bodies.text, nullable=True),
    "billing_contact_email_addresses": Field(bodies.text, nullable=True),
}

# What a new service has by itself, whatever is asked for.
NOT_AT_FIRST = (
    "permissions", "organisation", "email_branding", "letter_branding", "count_as_live",
    "go_live_user", "go_live_at",
)  # fmt: skip

NEW = {
    **{name: field for name, field in FIELDS.items() if name not in NOT_AT_FIRST},
    "user_id": Field(bodies.identifier, required=True),
}
