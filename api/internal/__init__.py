"""What the admin app calls: one module per resource (internal-api-a.md, internal-api-b.md)."""

import psycopg
from flask import Blueprint

from api.internal.authentication import authenticate, authenticate_v2
from api.internal.messages import (
    complaints,
    notifications,
    one_off,
    received,
    reports,
    returned_letters,
    unsubscribe_reports,
)
from api.internal.messages import (
    statistics as notification_statistics,
)
from api.internal.organisations import organisations
from api.internal.people import emails, invitations, members, sign_in, users, webauthn
from api.internal.platform import events, providers
from api.internal.services import (
    api_keys,
    callbacks,
    email_reply_to_addresses,
    guest_lists,
    inbound_numbers,
    letter_contacts,
    retention,
    services,
    sms_senders,
)
from api.internal.templates import (
    email_files,
    folders,
    templates,
)
from api.internal.templates import (
    statistics as template_statistics,
)
from api.internal.uploads import contact_lists, csv_files, letters, uploads
from api.wire.errors import internal_database_error
from api.wire.forms import unstorable

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
    received,
    inbound_numbers,
    invitations,
    csv_files,
    letter_contacts,
    notification_statistics,
    notifications,
    one_off,
    organisations,
    providers,
    reports,
    retention,
    returned_letters,
    callbacks,
    members,
    services,
    sign_in,
    sms_senders,
    email_files,
    folders,
    template_statistics,
    templates,
    unsubscribe_reports,
    letters,
    uploads,
    emails,
    users,
    webauthn,
):
    blueprint.register_blueprint(resource.blueprint)

# The few routes that answer in the v2 envelope.
v2_blueprint = Blueprint("internal_v2", __name__)
v2_blueprint.before_request(authenticate_v2)
v2_blueprint.register_blueprint(returned_letters.reports)
