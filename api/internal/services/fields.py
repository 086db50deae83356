"""The fields of a service that clients may set, and the columns they are stored in."""

from collections import Counter
from datetime import UTC
from typing import Any

from marshmallow import ValidationError, fields, validate

from api.wire.forms import (
    LONGEST,
    Boolean,
    Choice,
    ClosedForm,
    Form,
    Identifier,
    Name,
    Number,
    one_line,
)

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


class Permissions(fields.List):
    """What a service may do; the first name that is wrong is told."""

    def __init__(self) -> None:
        super().__init__(fields.Raw(allow_none=True), validate=known_once)


def known_once(names: list[Any]) -> None:
    for name in names:
        if name not in PERMISSIONS:
            raise ValidationError(f"Invalid Service Permission: '{name}'")
    if repeated := [name for name, times in Counter(names).items() if times > 1]:
        raise ValidationError(f"Duplicate Service Permission: {repeated}")


class PlainTime(fields.NaiveDateTime):
    """A moment in UTC without a zone, to the microsecond."""

    def __init__(self, **rules: Any) -> None:
        super().__init__(format="%Y-%m-%d %H:%M:%S.%f", **rules)

    def _deserialize(self, *arguments: Any, **more: Any) -> Any:
        return super()._deserialize(*arguments, **more).replace(tzinfo=UTC).isoformat()


class Branding(Identifier):
    """An id; the empty text takes the branding away."""

    def _deserialize(self, value: Any, *arguments: Any, **more: Any) -> Any:
        return None if value == "" else super()._deserialize(value, *arguments, **more)


def short() -> fields.String:
    return fields.String(allow_none=True, validate=[validate.Length(max=LONGEST), one_line])


class FirstForm(Form):
    """What a service has from the first."""

    name = Name(required=True)
    created_by = Identifier(required=True)
    restricted = Boolean(required=True)
    email_message_limit = Number(required=True)
    sms_message_limit = Number(required=True)
    letter_message_limit = Number(required=True)
    international_sms_message_limit = Number()
    active = Boolean()
    organisation_type = Choice(*ORGANISATION_TYPES, allow_none=True)
    rate_limit = Number()
    prefix_sms = Boolean()
    contact_link = short()
    has_active_go_live_request = Boolean()
    confirmed_unique = Boolean()
    confirmed_email_sender_name = Boolean(allow_none=True)
    consent_to_research = Boolean(allow_none=True)
    volume_sms = Number(allow_none=True)
    volume_email = Number(allow_none=True)
    volume_letter = Number(allow_none=True)
    custom_email_sender_name = Name(allow_none=True)
    notes = fields.String(allow_none=True)
    purchase_order_number = short()
    billing_reference = short()
    billing_contact_names = fields.String(allow_none=True)
    billing_contact_email_addresses = fields.String(allow_none=True)


class NewServiceForm(FirstForm, ClosedForm):
    user_id = Identifier(required=True)


class ServiceForm(FirstForm):
    """What may be changed: also what a new service has by itself, whatever is asked for."""

    pace = Boolean()
    permissions = Permissions()
    organisation = Identifier(allow_none=True)
    email_branding = Branding(allow_none=True)
    letter_branding = Branding(allow_none=True)
    count_as_live = Boolean()
    go_live_user = Identifier(allow_none=True)
    go_live_at = PlainTime(allow_none=True)
