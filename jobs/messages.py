"""From a claimed row to what a provider is given: rendered, with its sender."""

from typing import Any

from jobs.app import Runtime
from jobs.providers import SMS, Email
from postroom.unsubscribe import link


def build(runtime: Runtime, row: dict[str, Any]) -> SMS | Email:
    """The message of one row of jobs.claim."""
    return (
        build_sms(runtime, row) if row["notification_type"] == "sms" else build_email(runtime, row)
    )


def build_sms(runtime: Runtime, row: dict[str, Any]) -> SMS:
    template = runtime.versions[row["template_id"], row["template_version"]]
    prefix = row["service_name"] if row["prefix_sms"] else None
    return SMS(
        id=row["id"],
        to=row["normalised_recipient"],
        text=template.content.text(row["personalisation"], prefix),
        sender=row["reply_to_text"] or runtime.config.from_number,
        international=row["international"],
        key_type=row["key_type"],
        recipient=row["recipient"],
        expects_receipt=row["expects_receipt"],
    )


def build_email(runtime: Runtime, row: dict[str, Any]) -> Email:
    template = runtime.versions[row["template_id"], row["template_version"]]
    values = row["personalisation"]
    unsubscribe_url = row["unsubscribe_url"]
    if not unsubscribe_url and template.has_unsubscribe_link:
        unsubscribe_url = link(
            runtime.config.base_url,
            runtime.secret_box,
            row["id"],
            row["service_id"],
            row["recipient"],
        )
    return Email(
        id=row["id"],
        to=row["normalised_recipient"],
        subject=template.content.subject(values),
        plain_text=template.content.plain_text(values, unsubscribe_link=unsubscribe_url),
        html=template.content.html_document(values, unsubscribe_link=unsubscribe_url),
        from_name=row["from_name"],
        from_address=f"{row['from_local_part']}@{runtime.config.email_domain}",
        reply_to=row["reply_to_text"],
        unsubscribe_url=unsubscribe_url,
        key_type=row["key_type"],
        recipient=row["recipient"],
    )
