"""What the admin app calls: one module per resource (internal-api-a.md, internal-api-b.md)."""

import psycopg
from flask import Blueprint

from api.errors import internal_database_error
from api.internal import (
    api_keys,
    complaints,
    contact_lists,
    email_reply_to_addresses,
    events,
    guest_lists,
    inbound_messages,
    inbound_numbers,
    invitations,
    jobs,
    letter_contacts,
    notification_statistics,
    notifications,
    one_off,
    organisations,
    providers,
    reports,
    retention,
    returned_letters,
    service_callbacks,
    service_users,
    services,
    sign_in,
    sms_senders,
    template_email_files,
    template_folders,
    template_statistics,
    templates,
    unsubscribe_reports,
    uploaded_letters,
    uploads,
    user_emails,
    users,
    webauthn,
)
from api.internal.authentication import authenticate, authenticate_v2
from api.internal.forms import unstorable

blueprint = Blueprint("internal", __name__)
blueprint.before_request(authenticate)
blueprint.register_error_handler(psycopg.Error, internal_database_error)
blueprint.register_error_handler(UnicodeEncodeError, unstorable)
for resource in (
    api_keys,
    complaints,
    contact_lists,
    email_reply_to_addresses,
    events,
    guest_lists,
    inbound_messages,
    inbound_numbers,
    invitations,
    jobs,
    letter_contacts,
    notification_statistics,
    notifications,
    one_off,
    organisations,
    providers,
    reports,
    retention,
    returned_letters,
    service_callbacks,
    service_users,
    services,
    sign_in,
    sms_senders,
    template_email_files,
    template_folders,
    template_statistics,
    templates,
    unsubscribe_reports,
    uploaded_letters,
    uploads,
    user_emails,
    users,
    webauthn,
):
    blueprint.register_blueprint(resource.blueprint)

# The few routes that answer in the v2 envelope.
v2_blueprint = Blueprint("internal_v2", __name__)
v2_blueprint.before_request(authenticate_v2)
v2_blueprint.register_blueprint(returned_letters.reports)
