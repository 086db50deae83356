"""Makes of a claimed row what a provider is given: rendered, with its sender."""

from typing import Any, NotRequired, TypedDict, final
from urllib.parse import quote
from uuid import UUID

from jobs.app import Runtime
from jobs.delivery.drafts import Draft
from jobs.providers import SMS, Email
from postroom.content.email_document import GOVUK, Branding
from postroom.links import unsubscribe


class ServiceBranding(TypedDict):
    """A row of postroom.email_branding."""

    brand_type: str
    logo: str | None
    text: str | None
    alt_text: str | None
    colour: str | None


@final
class Claimed(TypedDict):
    """A row of jobs.claim."""

    id: UUID
    service_id: UUID
    notification_type: str
    key_type: str
    attempts: int
    is_last_attempt: bool
    template_id: UUID
    template_version: int
    international: bool
    expects_receipt: bool
    recipient: str
    normalised_recipient: str
    # An object of JSON, unless whoever stored it was mistaken.
    personalisation: Any
    reply_to_text: str | None
    unsubscribe_url: str | None
    service_name: str
    from_name: str
    from_local_part: str
    prefix_sms: bool
    providers: list[str]
    branding: ServiceBranding | None
    # Seconds from the claim on in which a provider may be asked; None: for ever.
    valid_for: float | None
    # Until when a provider may be asked, by time.monotonic(); noted by who claimed it.
    last_moment: NotRequired[float]


async def build(runtime: Runtime, row: Claimed) -> SMS | Email:
    """The message of one row of jobs.claim. Raises Refused and OutOfTime (see .rendering)."""
    draft = (
        draft_sms(runtime, row) if row["notification_type"] == "sms" else draft_email(runtime, row)
    )
    if draft.is_large:
        return await runtime.renderers.finish(draft, row["service_id"], row["last_moment"])
    return draft.finish()


def draft_sms(runtime: Runtime, row: Claimed) -> Draft:
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


def draft_email(runtime: Runtime, row: Claimed) -> Draft:
    template = runtime.versions[row["template_id"], row["template_version"]]
    unsubscribe_url = unsubscribe_link = row["unsubscribe_url"]
    if not unsubscribe_url and template.has_unsubscribe_link:
        path = unsubscribe.path(runtime.secret_box, row["id"], row["service_id"], row["recipient"])
        unsubscribe_url = runtime.config.base_url + path
        # Mail programs post to the header's; people follow the one in the text.
        unsubscribe_link = runtime.config.admin_base_url + path
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
    return Draft(
        message,
        template.content,
        row["personalisation"],
        unsubscribe_link=unsubscribe_link,
        branding=read_branding(row["branding"], runtime.config.logo_base_url),
    )


def read_branding(row: ServiceBranding | None, logo_base_url: str) -> Branding:
    """What stands above the text (docs/contract/rendering.md, branding of emails)."""
    if row is None:
        return GOVUK
    return Branding(
        govuk_banner=row["brand_type"] == "both",
        brand_banner=row["brand_type"] == "org_banner",
        logo=f"{logo_base_url}/{quote(row['logo'])}" if row["logo"] else None,
        text=row["text"],
        alt_text=row["alt_text"],
        colour=row["colour"],
    )
