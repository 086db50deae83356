"""Emails to those who accept the agreement between an organisation and the platform."""

from typing import Any
from uuid import UUID

from api.sending import platform
from api.sending.platform import page, send_email


def confirm(organisation_id: UUID, agreement: dict[str, Any]) -> None:
    """Tell who accepted, and before that the one on whose behalf, if there is anybody."""
    kind = "crown" if agreement["crown"] else "non-crown"
    values = {
        "mou_link": page(f"/agreement/{kind}.pdf"),
        "org_name": agreement["organisation_name"],
        "org_dashboard_link": page(f"/organisations/{organisation_id}"),
        "signed_by_name": agreement["signer_name"],
        "on_behalf_of_name": agreement["on_behalf_of_name"],
    }
    template = platform.AGREEMENT_SIGNED
    if agreement["on_behalf_of_address"]:
        send_email(platform.AGREEMENT_SIGNED_FOR_YOU, agreement["on_behalf_of_address"], values)
        template = platform.AGREEMENT_SIGNED_FOR_ANOTHER
    send_email(template, agreement["signer_address"], values)
