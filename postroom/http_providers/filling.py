"""Templates of requests: texts with {names} in them, in any structure that TOML knows.

Only texts of the description are looked at for names, never the values that come in their place,
and structures stay structures: whatever a message says, it cannot reach beyond its own field.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

NAME = re.compile(r"\{([a-z][a-z0-9_]*)\}")
# A name that has no value for this message or installation is there with an empty one.
Values = Mapping[str, str]


def names(template: Any) -> Iterator[str]:
    """Every name in a template."""
    if isinstance(template, str):
        yield from NAME.findall(template)
    elif isinstance(template, Mapping | list):
        for member in template.values() if isinstance(template, Mapping) else template:
            yield from names(member)


def text(template: str, values: Values) -> str:
    return NAME.sub(lambda name: values[name[1]], template)


def lacks(template: Any, values: Values) -> bool:
    """Whether a name in it has no value."""
    return not all(values[name] for name in names(template))


def fill(template: Any, values: Values) -> Any:
    """The template with values for names.

    A text that lacks one is left out, with the object or the member of a list that is nothing
    without it.
    """
    if isinstance(template, str):
        return text(template, values)
    if isinstance(template, Mapping):
        filled = {key: fill(member, values) for key, member in present(template, values)}
        return {key: member for key, member in filled.items() if member not in ({}, [])}
    if isinstance(template, list):
        return [fill(member, values) for member in template if not lacks(member, values)]
    return template


def present(template: Mapping[str, Any], values: Values) -> Iterator[tuple[str, Any]]:
    for key, member in template.items():
        if not isinstance(member, str) or not lacks(member, values):
            yield key, member
