"""What can be asked of the public API: each operation with its parameters and answers."""

import re
from typing import Any

from api.openapi import errors, requests
from api.openapi.shapes import UUID, about, ref
from api.wire import schemas

SEND, READ, TEMPLATES, RECEIVED, OTHER = (
    "Send a message",
    "Read what became of messages",
    "Templates",
    "Received text messages",
    "Status and unsubscribing",
)
TAGS = {
    SEND: "One message a request, or many. 201 says that they are stored and will be sent.",
    READ: "A service's messages, for as long as it keeps them.",
    TEMPLATES: "What messages are made from; they are written in the web app.",
    RECEIVED: "Text messages that people sent to the service.",
    OTHER: "These need no token.",
}

PATH = {
    "notification_id": about(UUID, "The id that sending answered."),
    "template_id": about(UUID, "The template's id."),
    "version": {"type": "integer", "minimum": 0, "description": "0 is the latest."},
    "token": {"type": "string", "description": "As it stands in the link."},
}

ONCE = {
    "name": "Idempotency-Key",
    "in": "header",
    "description": "A name for this request, such as a UUID. For at least 24 hours the same "
    "request with the same key is answered as the first was, with the header "
    "`Idempotent-Replayed: true`, and sends nothing: after an answer that was lost, ask again.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 255},
}


def operation(
    method: str,
    path: str,
    tag: str,
    id: str,
    summary: str,
    description: str,
    answer: dict[str, Any],
    faults: list[errors.Fault],
    **more: Any,
) -> dict[str, Any]:
    """An operation that needs a token, under its path; more is a query, or a requestBody."""
    names = re.findall(r"{(\w+)}", path)
    parameters = [
        {"name": name, "in": "path", "required": True, "schema": PATH[name]} for name in names
    ]
    refusals = [*errors.AUTHENTICATION, *faults, *errors.UNFORESEEN]
    described = {
        "tags": [tag],
        "operationId": id,
        "summary": summary,
        "description": description,
        "parameters": [*parameters, *more.pop("query", []), *more.pop("headers", [])],
        "responses": {**answer, **errors.responses(refusals, path_is_variable=bool(names))},
        **more,
    }
    return {path: {method: described}}


def json(schema: dict[str, Any]) -> dict[str, Any]:
    return {"content": {"application/json": {"schema": schema}}}


def found(schema: dict[str, Any]) -> dict[str, Any]:
    return {"200": {"description": "Found.", **json(schema)}}


def accepted(*schemas: dict[str, Any]) -> dict[str, Any]:
    described = "The message is stored and will be sent."
    return {"201": {"description": described, **json(one_of(schemas))}}


def body(*schemas: dict[str, Any], required: bool = True) -> dict[str, Any]:
    return {"required": required, **json(one_of(schemas))}


def one_of(schemas: tuple[dict[str, Any], ...]) -> dict[str, Any]:
    return schemas[0] if len(schemas) == 1 else {"oneOf": list(schemas)}


SENDS = {
    **operation(
        "post",
        "/v2/notifications/sms",
        SEND,
        "send_sms",
        "Send a text message",
        "At most 918 characters, counted after the placeholders are filled.",
        accepted(ref("SentTextMessage")),
        errors.SEND_TEXT_MESSAGE,
        requestBody=body(ref("SendTextMessage")),
        headers=[ONCE],
    ),
    **operation(
        "post",
        "/v2/notifications/email",
        SEND,
        "send_email",
        "Send an email",
        "Files are sent as links: see `File`.",
        accepted(ref("SentEmail")),
        errors.SEND_EMAIL,
        requestBody=body(ref("SendEmail")),
        headers=[ONCE],
    ),
    **operation(
        "post",
        "/v2/notifications/letter",
        SEND,
        "send_letter",
        "Send a letter",
        "From a template, or, when the body has `content`, as a finished PDF, which is scanned "
        "and checked after the answer.",
        accepted(ref("SentLetter"), ref("SentPrecompiledLetter")),
        errors.SEND_LETTER,
        requestBody=body(ref("SendLetter"), ref("SendPrecompiledLetter")),
        headers=[ONCE],
    ),
    **operation(
        "post",
        "/v2/notifications/bulk",
        SEND,
        "send_bulk",
        "Send one template to many",
        "Up to 50,000 recipients. All rows are checked before any is stored: a fault anywhere "
        "refuses them all.",
        accepted(ref("SentBulk")),
        errors.BULK,
        requestBody=body(ref("SendBulk")),
        headers=[ONCE],
    ),
    **operation(
        "post",
        "/v2/notifications/batch",
        SEND,
        "send_batch",
        "Send many messages",
        "Up to 1000 messages of any type, each judged and answered as if it had come alone, in "
        "order. One that is refused refuses no other.",
        {"200": {"description": "What became of each.", **json(ref("SentBatch"))}},
        errors.BATCH,
        requestBody=body(ref("SendBatch")),
        headers=[ONCE],
    ),
}

READS = {
    **operation(
        "get",
        "/v2/notifications",
        READ,
        "list_notifications",
        "List messages",
        "Those sent with the same type of key, newest first, 250 a page. Follow `links.next` until "
        "a page is empty: the last page names a next one too.",
        found(ref("Notifications")),
        errors.LIST,
        query=requests.query(schemas.LIST, requests.LIST),
    ),
    **operation(
        "get",
        "/v2/notifications/{notification_id}",
        READ,
        "get_notification",
        "Read one message",
        "Whatever type of key it was sent with.",
        found(ref("Notification")),
        [*errors.NOT_A_UUID, *errors.UNKNOWN],
    ),
    **operation(
        "post",
        "/v2/notifications/lookup",
        READ,
        "look_up_notifications",
        "Look up many messages",
        "One entry for each id or reference, in order; null where nothing is found. Ids of "
        "messages of any type of key, references of those of the same type, the newest of each.",
        found(ref("LookedUp")),
        errors.LOOKUP,
        requestBody=body(ref("LookUp")),
    ),
    **operation(
        "get",
        "/v2/notifications/{notification_id}/pdf",
        READ,
        "get_letter_pdf",
        "Get a letter as a PDF",
        "While the error is `PDFNotReadyError`, ask again a few seconds later.",
        {
            "200": {
                "description": "The letter.",
                "content": {"application/pdf": {"schema": {"type": "string", "format": "binary"}}},
            }
        },
        errors.GET_PDF,
    ),
}

ONE_TEMPLATE = "Templates that were deleted are found too."
TEMPLATE_READS = {
    **operation(
        "get",
        "/v2/templates",
        TEMPLATES,
        "list_templates",
        "List templates",
        "All that were not deleted, by name.",
        found(ref("Templates")),
        errors.QUERY,
        query=requests.query(schemas.TEMPLATES, requests.TEMPLATES),
    ),
    **operation(
        "get",
        "/v2/template/{template_id}",
        TEMPLATES,
        "get_template",
        "Read a template",
        ONE_TEMPLATE,
        found(ref("Template")),
        [*errors.NOT_A_UUID, *errors.UNKNOWN],
    ),
    **operation(
        "get",
        "/v2/template/{template_id}/version/{version}",
        TEMPLATES,
        "get_template_version",
        "Read a version of a template",
        ONE_TEMPLATE,
        found(ref("Template")),
        [*errors.NOT_A_UUID, *errors.UNKNOWN],
    ),
    **operation(
        "post",
        "/v2/template/{template_id}/preview",
        TEMPLATES,
        "preview_template",
        "Preview a template",
        "Fills the placeholders; sends nothing, and counts towards no limit of sends. What is too "
        "long to send is not shown.",
        found(ref("Preview")),
        errors.PREVIEW,
        requestBody=body(ref("PreviewTemplate"), required=False),
    ),
}

RECEIVED_MESSAGES = operation(
    "get",
    "/v2/received-text-messages",
    RECEIVED,
    "list_received_text_messages",
    "List received text messages",
    "Newest first, 250 a page. Follow `links.next` until a page is empty.",
    found(ref("ReceivedTextMessages")),
    errors.QUERY,
    query=requests.query(schemas.RECEIVED, requests.RECEIVED),
)

PATHS = {**SENDS, **READS, **TEMPLATE_READS, **RECEIVED_MESSAGES}
