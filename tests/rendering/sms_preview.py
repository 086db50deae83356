"""Text messages as pages show them (docs/contract/rendering.md, text messages)."""

from postroom.content.characters import downgrade
from postroom.content.escaping import escape_html
from postroom.content.placeholders import Highlight, Text
from postroom.content.sms import clean
from postroom.content.values import Values
from tests.rendering.autolink import autolink

_LINK_CLASS = "govuk-link govuk-link--no-visited-state"
_REDACTED = Highlight(redacted=True)
_SHOWN = Highlight()
_RECIPIENT = Text("((phone number))")


def body_preview(content: str, values: Values | None = None) -> str:
    """The escaped text; what has no value yet is shown as hidden."""
    return downgrade(clean(Text(content).fill(values, escaped=True, unfilled=_REDACTED)))


def preview(
    content: str,
    values: Values | None = None,
    *,
    prefix: str | None = None,
    sender: str | None = None,
    show_sender: bool = False,
    show_recipient: bool = False,
    redact: bool = False,
    downgraded: bool = True,
) -> str:
    """The message in its frame, with links and, where asked, who sends and receives it.

    Unless `downgraded`, characters that no text message can hold are shown as written.
    """
    text = Text(content).fill(values, escaped=True, unfilled=_REDACTED if redact else _SHOWN)
    if prefix:
        text = f"{escape_html(prefix.strip())}: {text}"
    text = downgrade(clean(text)) if downgraded else clean(text)
    text = autolink(text.replace("\n", "<br>"), _LINK_CLASS)
    people = _person("sender", "From", escape_html(sender or "")) if show_sender else ""
    people += "\n"
    if show_recipient:
        recipient = _RECIPIENT.fill(values, escaped=True, unfilled=Highlight(brackets=False))
        people += _person("recipient", "To", recipient)
    return f'{people}\n<div class="sms-message-wrapper" dir="auto">\n  {text}\n</div>'


def _person(role: str, label: str, text: str) -> str:
    return f'\n  <p class="sms-message-{role}">\n    {label}: {text}\n  </p>\n'
