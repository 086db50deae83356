"""A message before it is rendered."""

import struct
from dataclasses import dataclass, replace
from typing import Any

from jobs.providers import SMS, Email
from postroom.content.email import EmailTemplate
from postroom.content.email_document import GOVUK, Branding
from postroom.content.sms import SMSTemplate
from postroom.templates import Content

# Characters from which on a message is large; with fewer the event loop is held for some
# milliseconds.
LARGE = 20_000
# Between processes: how long the pickled draft or answer is that follows.
SIZE = struct.Struct(">Q")


@dataclass(frozen=True, slots=True)
class Draft:
    """A message without its texts, and what they are made of."""

    message: SMS | Email
    template: Content
    values: dict[str, Any] | None
    prefix: str | None = None
    # Of an email, where its text leads; the header has the message's own.
    unsubscribe_link: str | None = None
    branding: Branding = GOVUK

    @property
    def is_large(self) -> bool:
        return self.template.is_longer_than(LARGE, self.values)

    def finish(self) -> SMS | Email:
        """The message as it leaves."""
        template, message = self.template, self.message
        if isinstance(message, SMS):
            assert isinstance(template, SMSTemplate)
            return replace(message, text=template.text(self.values, self.prefix))
        assert isinstance(template, EmailTemplate)
        link = self.unsubscribe_link
        return replace(
            message,
            subject=template.subject(self.values),
            plain_text=template.plain_text(self.values, unsubscribe_link=link),
            html=template.html_document(self.values, branding=self.branding, unsubscribe_link=link),
        )
