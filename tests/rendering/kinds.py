"""What is done with the input of each kind of case (docs/contract/rendering.md, case file)."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

from api.internal.services.names import normalise
from api.public import letter_times
from postroom.content import (
    characters,
    countries,
    dates,
    email_addresses,
    escaping,
    guest_lists,
    letters,
    phone_numbers,
    placeholders,
    postal_addresses,
    typography,
    values,
)
from postroom.content.email import EmailTemplate
from postroom.content.letters import LetterTemplate
from postroom.content.placeholders import Highlight, Text
from postroom.content.sms import SMSTemplate
from tests.rendering import autolink, formats, government, sms_preview
from tests.rendering.csv_files import read_csv
from tests.rendering.documents import facts_of

# The statuses in which the platform takes a letter back (api.cancel_notification).
CANCELLABLE = ("created", "pending-virus-check")


def _field(case: dict, *, html_highlight: bool) -> str:
    unfilled = Highlight(
        html=html_highlight,
        brackets=case.get("with_brackets", True),
        redacted=case.get("redact_missing_personalisation", False),
    )
    return Text(case["content"]).fill(
        case["values"],
        escaped=case.get("html", "escape") == "escape",
        bullets=case.get("markdown_lists", False),
        unfilled=unfilled,
    )


def _sms_sanitise(text: str) -> dict:
    return {
        "text": characters.downgrade(text),
        "replaced_with_question_mark": characters.unsendable(text),
    }


def _sms_template(case: dict) -> dict:
    template = SMSTemplate(case["content"])
    prefix = case["prefix"] if case.get("show_prefix", True) else None
    message = template.render(case["values"], prefix)
    laid_out = template.laid_out(case["values"], prefix)
    return {
        "text": message.text,
        "content_count": len(message.text),
        "content_count_without_prefix": message.length,
        "fragment_count": message.fragments,
        "too_long": message.too_long,
        "empty": message.empty,
        "missing": template.missing(case["values"]),
        "welsh_non_gsm": sorted(characters.WELSH_NON_GSM.intersection(laid_out)),
    }


def _sms_preview(case: dict) -> str:
    return sms_preview.preview(
        case["content"],
        case["values"],
        prefix=case.get("prefix") if case.get("show_prefix", True) else None,
        sender=case.get("sender"),
        show_sender=case.get("show_sender", False),
        show_recipient=case.get("show_recipient", False),
        redact=case.get("redact_missing_personalisation", False),
        downgraded=case.get("downgrade_non_sms_characters", True),
    )


def _email_html(case: dict) -> dict:
    template = EmailTemplate(case["subject"], case["content"])
    body = template.html(case["values"], unsubscribe_link=case["unsubscribe_link"])
    return {"subject": template.subject_html(case["values"]), "body": body}


def _email_plain(case: dict) -> dict:
    template = EmailTemplate(case["subject"], case["content"])
    body = template.plain_text(case["values"], unsubscribe_link=case["unsubscribe_link"])
    return {"subject": template.subject(case["values"]), "body": body}


def _email_size(case: dict) -> dict:
    content = case["repeat"] * case["times"] if "repeat" in case else case["content"]
    template, given = EmailTemplate("", content), case.get("values")
    return {"bytes": template.size(given), "too_long": template.is_too_long(given)}


def _api_content(case: dict) -> str:
    kind, content = case["template_type"], case["content"]
    if kind == "sms":
        return SMSTemplate(content).text(case["values"], case.get("prefix"))
    template = EmailTemplate("", content) if kind == "email" else LetterTemplate("", content)
    return template.body(case["values"])


def _formatted_list(case: dict) -> str:
    names = {
        "before_each": "before",
        "after_each": "after",
        "max_items_shown": "max_shown",
        "word_for_items_not_shown": "rest",
    }
    options = {names.get(name, name): value for name, value in case.items() if name != "items"}
    return formats.quoted_list(case["items"], **options)


def _phone(case: dict) -> dict:
    is_contact = case.get("is_service_contact_number", False)
    try:
        number = (phone_numbers.parse_contact if is_contact else phone_numbers.parse)(
            case["number"]
        )
        phone_numbers.check_rights(
            number,
            international=case["allow_international"],
            landlines=case["allow_uk_landline"],
        )
    except phone_numbers.InvalidPhoneNumber as error:
        return {
            "valid": False,
            "code": error.code,
            "message": error.upload_message,
            "v2_message": str(error),
        }
    return {
        "valid": True,
        "normalised": number.normalised,
        "human": number.human,
        "uk": number.uk,
        "international": number.international,
        "crown_dependency": number.crown_dependency,
        "prefix": number.country_prefix,
        "rate_multiplier": number.rate_multiplier,
        "numeric_sender": not phone_numbers.allows_text_sender(number.country_prefix),
    }


def _email_address(text: str) -> dict:
    try:
        address = email_addresses.validate(text)
    except email_addresses.InvalidEmailAddress as error:
        return {"valid": False, "message": str(error)}
    return {"valid": True, "formatted": email_addresses.normalise(address)}


def _country(text: str) -> dict | None:
    country = countries.find(text)
    return {"name": country.name, "zone": country.zone} if country else None


def _postal_address(case: dict) -> dict:
    address = postal_addresses.PostalAddress(case["raw"], case["allow_international"])
    return {
        "valid": address.is_valid,
        "normalised_lines": address.lines,
        "postage_zone": address.postage_zone,
        "international": address.international,
        "postcode": address.postcode,
        "bfpo_number": address.bfpo_number,
        "enough_lines": address.has_enough_lines,
        "too_many_lines": address.has_too_many_lines,
        "valid_last_line": address.has_valid_last_line,
        "invalid_characters": address.has_bad_start,
        "no_fixed_abode": address.has_no_fixed_abode,
        "bfpo_with_country": address.has_bfpo_and_country,
        "alphanumeric_first_two": address.has_words,
        "single_line": ", ".join(address.lines),
        "as_personalisation": address.as_personalisation,
    }


def _letter(case: dict) -> dict:
    language, given = case["language"], case["values"]
    template = LetterTemplate(
        case["subject"],
        case["content"],
        contact_block=case["contact_block"],
        welsh_subject=case.get("letter_welsh_subject"),
        welsh_content=case.get("letter_welsh_content"),
    )
    message = template.html(given, language=language)
    moment = datetime.fromisoformat(case["date"])
    return {
        "subject": template.subject(given, language=language),
        "message": re.sub(r"<svg[\s\S]*?</svg>", "<svg/>", message),
        "address": template.address(given),
        "contact_block": template.contact_block(given),
        "date": dates.long_date(moment, welsh=language == "welsh"),
        # Without values the reference has nothing to be missing from.
        "missing": None if given is None else template.missing(given),
        "placeholders": template.placeholders,
    }


def _qr_too_long(case: dict) -> dict | None:
    found = LetterTemplate("", case["content"]).qr_code_too_long(case["values"])
    return {"num_bytes": found.num_bytes, "max_bytes": found.max_bytes} if found else None


def _letter_timings(case: dict) -> dict:
    times = letter_times.letter_times(_moment(case["upload_utc"]), case["postage"])
    return {
        "printed_by": times.printed_by.isoformat(),
        "is_printed": _moment(case["now_utc"]).replace(tzinfo=UTC) >= times.printed_by,
        "earliest": times.earliest_delivery.isoformat(),
        "latest": times.latest_delivery.isoformat(),
    }


def _letter_cancel(case: dict) -> bool:
    created, now = _moment(case["created_utc"]), _moment(case["now_utc"])
    cut_off = datetime.combine(letter_times.print_day(created), dates.PRINT_CUT_OFF)
    return case["status"] in CANCELLABLE and dates.utc_to_london(now) < cut_off


def _is_allowed(case: dict) -> bool:
    return guest_lists.comparable(case["recipient"]) in map(
        guest_lists.comparable, case["allowlist"]
    )


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


KINDS: dict[str, Callable[[Any], Any]] = {
    "placeholders": placeholders.names,
    "column_key": placeholders.key,
    "conditional_value": values.is_shown,
    "field": lambda case: _field(case, html_highlight=True),
    "field_plain": lambda case: _field(case, html_highlight=False),
    "escape_html": escaping.escape_html,
    "typography": typography.nice,
    "autolink": autolink.autolink,
    "ascii_sanitise": characters.fold_to_ascii,
    "email_local_part": normalise,
    "file_size": formats.file_size,
    "sms_sanitise": _sms_sanitise,
    "sms_template": _sms_template,
    "sms_body_preview": lambda case: sms_preview.body_preview(case["content"], case["values"]),
    "sms_preview": _sms_preview,
    "email_html": _email_html,
    "email_plain": _email_plain,
    "email_preheader": lambda case: EmailTemplate("", case["content"]).preheader(case["values"]),
    "email_size": _email_size,
    "email_branding": facts_of,
    "api_content": _api_content,
    "formatted_list": _formatted_list,
    "phone": _phone,
    "email_address": _email_address,
    "gov_domain": government.is_government,
    "postcode": postal_addresses.postcode,
    "country": _country,
    "recipient_format": guest_lists.comparable,
    "allowed_to_send_to": lambda case: _is_allowed(case),
    "postal_address": _postal_address,
    "csv": read_csv,
    "letter": _letter,
    "qr_too_long": _qr_too_long,
    "letter_pages": lambda pages: {
        "too_long": letters.is_too_long(pages),
        "sheets": letters.sheets(pages),
    },
    "letter_timings": _letter_timings,
    "letter_cancel": _letter_cancel,
    "dvla_working_day": lambda text: dates.is_working_day(date.fromisoformat(text)),
    "utc_to_london": lambda text: dates.utc_to_london(_moment(text)).isoformat(),
    "london_to_utc": lambda text: dates.london_to_utc(_moment(text)).isoformat(),
    "london_string": lambda text: dates.london_from_text(text).isoformat(),
}
