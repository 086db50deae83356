"""Services and their settings: keys, senders, callbacks, retention, guest lists."""

from flask import Blueprint

from api.internal.services import (
    api_keys,
    callbacks,
    email_reply_to_addresses,
    guest_lists,
    inbound_numbers,
    letter_contacts,
    reports,
    retention,
    services,
    sms_senders,
)

blueprint = Blueprint("services", __name__)
for resource in (
    api_keys,
    callbacks,
    email_reply_to_addresses,
    guest_lists,
    inbound_numbers,
    letter_contacts,
    reports,
    retention,
    services,
    sms_senders,
):
    blueprint.register_blueprint(resource.blueprint)
