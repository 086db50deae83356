"""The "email_branding" kind: facts read back from the HTML document of an email."""

import re
from html.parser import HTMLParser

from postroom.content.email import EmailTemplate
from postroom.content.email_document import Branding

_NAMES = {
    "brand_logo": "logo",
    "brand_text": "text",
    "brand_colour": "colour",
    "brand_alt_text": "alt_text",
}


def facts_of(case: dict) -> dict:
    """The document of body "Body ((x))" with the branding that the case asks for."""
    options = {_NAMES.get(name, name): value for name, value in case.items()}
    complete = options.pop("complete_html", True)
    options.pop("rebrand", None)  # Ours is the new brand, whether it is asked for or not.
    template = EmailTemplate("Subj & co", "Body ((x))")
    document = template.html_document({"x": "y"}, branding=Branding(**options), complete=complete)
    reader = _Reader()
    reader.feed(document)
    reader.close()
    return {
        "complete_document": document.startswith("<!DOCTYPE html>")
        and document.rstrip().endswith("</html>"),
        "title": reader.title,
        "govuk_banner": reader.links_to_govuk,
        "logos": reader.logos,
        "background_colours": reader.backgrounds,
        "left_border_colour": reader.border,
        "brand_text_shown": bool(options.get("text")) and options["text"] in reader.above_body,
        "hidden_preheader": reader.preheader,
        "body_text": reader.body.strip(),
    }


class _Reader(HTMLParser):
    """Collects what a mail program would show, and where."""

    def __init__(self) -> None:
        super().__init__()
        self.title = None
        self.links_to_govuk = False
        self.logos = []
        self.backgrounds = []
        self.border = None
        self.preheader = ""
        self.above_body = ""
        self.body = ""
        self.place = "above_body"
        self.depth = 0  # Cells of tables inside the body's own.

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        style = attributes.get("style") or ""
        if tag == "title":
            self.place, self.title = "title", ""
        elif tag == "style":
            self.place = "style"
        elif "display: none" in style:
            self.place = "preheader"
        elif attributes.get("class") == "postroom-body":
            self.place = "body"
        elif tag == "td" and self.place == "body":
            self.depth += 1
        self._note(tag, attributes, style)

    def _note(self, tag, attributes, style):
        if tag == "a" and attributes.get("href") == "https://www.gov.uk":
            self.links_to_govuk = True
        if tag == "img":
            self.logos.append(
                {
                    "src": attributes["src"],
                    "alt": attributes["alt"],
                    "height": attributes["height"],
                    "aria_hidden": attributes.get("aria-hidden") == "true",
                }
            )
        if "bgcolor" in attributes:
            self.backgrounds.append(attributes["bgcolor"])
        if match := re.search(r"border-left: 2px solid (\S+);", style):
            self.border = match[1]

    def handle_endtag(self, tag):
        if self.place in ("title", "style", "preheader") and tag in ("title", "style", "span"):
            self.place = "above_body"
        elif self.place == "body" and tag == "td":
            self.depth -= 1
            if self.depth < 0:
                self.place = "below_body"

    def handle_data(self, data):
        if self.place in ("title", "preheader", "above_body", "body"):
            setattr(self, self.place, (getattr(self, self.place) or "") + data)
