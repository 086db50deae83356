"""Countries at the end of a postal address, and what a letter there costs.

See docs/contract/rendering.md, countries.
"""

import unicodedata
from dataclasses import dataclass
from functools import cache

from postroom.content.data import load

UNITED_KINGDOM = "united-kingdom"
EUROPE = "europe"
REST_OF_WORLD = "rest-of-world"

_IGNORED = str.maketrans({**dict.fromkeys(" _-'’,.()"), "&": "and", "+": "and"})
# Articles that people leave out: "Gambia", "Almaen".
_ARTICLES = ("", "the", "yr", "y")
_LONGEST = 100  # Letters; no name is longer, so longer lines need no look.


@dataclass(frozen=True, slots=True)
class Country:
    """A country under its canonical name, with its postage zone."""

    name: str
    zone: str


def find(line: str) -> Country | None:
    """The country that a line names, in any of its spellings; none if it holds a digit."""
    if len(line) > _LONGEST or any(character.isdigit() for character in line):
        return None
    key = _key(line)
    for article in _ARTICLES:
        if key and (country := _countries().get(article + key)):
            return country
    return None


def _key(name: str) -> str:
    """The form under which spellings are compared: no accents, spaces or punctuation."""
    decomposed = unicodedata.normalize("NFKD", name.translate(_IGNORED))
    return "".join(c for c in decomposed if not unicodedata.combining(c)).lower()


@cache
def _countries() -> dict[str, Country]:
    data = load("countries")
    europe = frozenset(data["europe"])
    countries: dict[str, Country] = {}
    for name, synonyms in data["names"].items():
        zone = EUROPE if name in europe else REST_OF_WORLD
        country = Country(name, UNITED_KINGDOM if name == "United Kingdom" else zone)
        for spelling in synonyms:
            countries.setdefault(_key(spelling), country)
    for name in data["names"]:
        zone = EUROPE if name in europe else REST_OF_WORLD
        countries[_key(name)] = Country(name, UNITED_KINGDOM if name == "United Kingdom" else zone)
    return countries
