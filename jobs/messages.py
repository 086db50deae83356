"""From a claimed row to what a provider is given: rendered, with its sender."""

from typing import Any

from jobs.app import Runtime
from jobs.drafts import Draft
from jobs.providers import SMS, Email
from postroom.unsubscribe import link


async def build(runtime: Runtime, row: dict[str, Any]) -> SMS | Email:
    """The message of one row of jobs.claim. Raises Refused and OutOfTime (jobs.rendering)."""
    draft = (
        draft_sms(runtime, row) if row["notification_type"] == "sms" else draft_email(runtime, row)
    )
    if draft.is_large:
        return await runtime.renderers.finish(draft, row["service_id"], row["last_moment"])
    return draft.finish()


def draft_sms(runtime: Runtime, row: dict[str, Any]) -> Draft:
    template = runtime.versions[row["template_id"], row["template_version"]]
    message = SMS(
        id=row["id"],
        to=row["normalised_recipient"],
        text="",
        sender=row["reply_to_text"] or runtime.config.from_number,
        international=row["international"],
        key_type=row["key_type"],
        recipient=row["recipient"],
        expects_receipt=row["expects_receipt"],
    )
    prefix = row["service_name"] if row["prefix_sms"] else None
    return Draft(message, template.content, row["personalisation"], prefix)


def draft_email(runtime: Runtime, row: dict[str, Any]) -> Draft:
    template = runtime.versions[row["template_id"], row["template_version"]]
    unsubscribe_url = row["unsubscribe_url"]
    if not unsubscribe_url and template.has_unsubscribe_link:
        unsubscribe_url = link(
            runtime.config.base_url, runtime.secret_box, row["id"], row["recipient"]
        )
    message = Email(
        id=row["id"],
        to=row["normalised_recipient"],
        subject="",
        plain_text="",
        html="",
        from_name=row["from_name"],
        from_address=f"{row['from_local_part']}@{runtime.config.email_domain}",
        reply_to=row["reply_to_text"],
        unsubscribe_url=unsubscribe_url,
        key_type=row["key_type"],
        recipient=row["recipient"],
    )
    return Draft(message, template.content, row["personalisation"])
