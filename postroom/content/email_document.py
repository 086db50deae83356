"""The HTML document around an email's body: our own markup, with the service's branding.

Tables and inline styles, because Outlook and Gmail honour little else; `bgcolor` beside
each background, because Outlook's dark mode reads it; every colour pair keeps a contrast of
4.5 to 1 in light and dark. Fixed strings only: every variable part is escaped here.
"""

from dataclasses import dataclass
from html import escape

BLUE = "#1d70b8"
BLACK = "#0b0c0c"
_FONT = "font-family: Helvetica, Arial, sans-serif;"
_TABLE = 'role="presentation" cellpadding="0" cellspacing="0" border="0"'

_HEAD = """<!DOCTYPE html>
<html lang="en" dir="ltr">
<head>
<meta http-equiv="Content-Type" content="text/html; charset=utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="format-detection" content="telephone=no,date=no,address=no,email=no">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>{subject}</title>
<style>
:root {{ color-scheme: light dark; supported-color-schemes: light dark; }}
body {{ margin: 0; padding: 0; -webkit-text-size-adjust: 100%; }}
@media (prefers-color-scheme: dark) {{
  body, .postroom-page {{ background: #0b0c0c !important; }}
  .postroom-body p, .postroom-body li, .postroom-body h2, .postroom-body h3,
  .postroom-body blockquote {{ color: #f3f2f1 !important; }}
  .postroom-body a {{ color: #8ecdf8 !important; }}
  .postroom-logo {{ background: #ffffff !important; }}
}}
</style>
</head>
<body style="margin: 0; padding: 0; background: #ffffff; color: #0b0c0c;">
"""
_PREHEADER = (
    '<span style="display: none; font-size: 1px; line-height: 1px; max-height: 0; max-width: 0; '
    'opacity: 0; overflow: hidden; mso-hide: all; visibility: hidden;">{}…</span>\n'
)
_BAR = (
    f'<table {_TABLE} width="100%" bgcolor="{{colour}}" style="width: 100%; min-width: 100%; '
    'background: {colour};">\n<tr>\n<td align="center">\n'
    f'<table {_TABLE} width="100%" style="width: 100%; max-width: 580px;">\n<tr>\n'
    '<td style="padding: 10px;">{content}</td>\n</tr>\n</table>\n</td>\n</tr>\n</table>\n'
)
_WORDMARK = (
    '<a href="https://www.gov.uk" title="Go to the GOV.UK homepage" '
    f'style="{_FONT} font-size: 28px; line-height: 32px; font-weight: 700; color: #ffffff; '
    'text-decoration: none;">GOV.UK</a>'
)
# Outlook on Windows knows no max-width, so it gets a table of that width around the page.
_PAGE = (
    f'<!--[if mso]><table {_TABLE} width="580" align="center"><tr><td><![endif]-->\n'
    f'<table {_TABLE} class="postroom-page" width="100%" '
    'style="width: 100%; max-width: 580px; Margin: 0 auto;" align="center">\n'
    "{brand}<tr>\n"
    f'<td class="postroom-body" style="{_FONT} font-size: 19px; line-height: 25px; '
    'padding: 30px 10px 20px 10px;">\n{body}\n</td>\n</tr>\n</table>\n'
    "<!--[if mso]></td></tr></table><![endif]-->\n"
)
_FOOT = "</body>\n</html>\n"


@dataclass(frozen=True, slots=True)
class Branding:
    """What stands above an email's text. All texts are plain, not HTML.

    none: `Branding()`; organisation: `govuk_banner=False` and a logo; both: a logo beside
    the default; an organisation's banner: `govuk_banner=False, brand_banner=True`.
    """

    govuk_banner: bool = True
    brand_banner: bool = False
    logo: str | None = None
    """Address of the logo."""
    text: str | None = None
    """Name beside the logo; without a logo it is shown in the brand's own banner only."""
    alt_text: str | None = None
    """What the logo says, if there is no text beside it."""
    colour: str | None = None
    """#rrggbb of the banner, or of the line beside the logo block."""


GOVUK = Branding()


def document(*, subject: str, preheader: str, body: str, branding: Branding, complete: bool) -> str:
    """The document; `subject`, `preheader` and `body` are escaped HTML."""
    bar = ""
    if branding.govuk_banner:
        bar = _BAR.format(colour=BLUE, content=_WORDMARK)
    elif branding.brand_banner:
        bar = _BAR.format(colour=_colour(branding) or BLACK, content=_brand(branding, "#ffffff"))
    parts = [
        _PREHEADER.format(_whole(preheader)),
        bar,
        _PAGE.format(brand=_block(branding), body=body),
    ]
    if complete:
        parts = [_HEAD.format(subject=subject), *parts, _FOOT]
    return "".join(parts)


def _whole(preheader: str) -> str:
    """The preheader without a tag or an entity that the cut at 256 characters left open."""
    if preheader.rfind("<") > preheader.rfind(">"):
        preheader = preheader[: preheader.rfind("<")]
    ampersand = preheader.rfind("&", -8)
    if ampersand >= 0 and ";" not in preheader[ampersand:]:
        preheader = preheader[:ampersand]
    opened = preheader.count("<span") - preheader.count("</span>")
    return preheader + "</span>" * opened


def _colour(branding: Branding) -> str | None:
    return escape(branding.colour) if branding.colour else None


def _block(branding: Branding) -> str:
    """The organisation's block above the text: only with a logo, never beside its banner."""
    if branding.brand_banner or not branding.logo:
        return ""
    colour = _colour(branding)
    border = f" border-left: 2px solid {colour}; padding-left: 10px;" if colour else ""
    return (
        '<tr>\n<td style="padding: 20px 10px 0 10px;">\n'
        # Logos are drawn for paper: they keep a light ground where all else turns dark.
        f'<table {_TABLE} class="postroom-logo">\n<tr>\n'
        f'<td style="{border.strip()}">{_brand(branding, BLACK)}</td>\n'
        "</tr>\n</table>\n</td>\n</tr>\n"
    )


def _brand(branding: Branding, colour: str) -> str:
    logo = _logo(branding) if branding.logo else ""
    if not branding.text:
        return logo
    return (
        f'{logo}<span style="{_FONT} font-size: 19px; line-height: 27px; '
        f'font-weight: 400; color: {colour}; vertical-align: middle;">'
        f"{escape(branding.text)}</span>"
    )


def _logo(branding: Branding) -> str:
    height, alt, extra = "54", escape(branding.alt_text or ""), ""
    if branding.text:
        # The text beside it says the same, so screen readers pass over the picture.
        height, alt, extra = "27", "", ' aria-hidden="true"'
    return (
        f'<img src="{escape(branding.logo or "")}" alt="{alt}"{extra} height="{height}" border="0" '
        f'style="display: inline-block; height: {height}px; width: auto; '
        'vertical-align: middle; padding-right: 10px; border: 0;">'
    )
