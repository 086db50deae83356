"""How a setting is declared, as a field of a dataclass, and read by environs.

All faults are gathered, so that an operator hears of every one at once, each with its variable.
"""

import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from environs import Env, EnvValidationError, ValidationError

from postroom.settings import kinds
from postroom.settings.kinds import Kind

SHORTEST = 32  # characters of a secret that lets somebody in, outside development
# Secrets that development has by default, which everybody knows; filled as settings are declared.
PUBLISHED: set[str] = set()


@dataclass(frozen=True, slots=True)
class Setting:
    """One variable of the environment: what it means and what it may be."""

    variable: str
    meaning: str
    kind: Kind
    # Texts as the variable would have them: what counts without it, and in development.
    default: str | None = None
    development: str | None = None
    # What counts without it, in words, where that is no constant.
    otherwise: str = ""
    needed: str = ""  # "always", or "outside development"
    # A secret is not shown. One that opens a door of ours has to be a good one, too.
    secret: bool = False
    opens: bool = False
    # Only https will do outside development.
    https: bool = False
    # A second name of the variable, which counts if the first is not set.
    alias: str = ""
    # What to do about a fault, where that is not obvious.
    remedy: str = ""
    # The heading in docs/settings.md under which it and those after it stand.
    section: str = ""

    @property
    def masked(self) -> bool:
        return self.secret or self.opens


def setting(variable: str, meaning: str, kind: Kind = kinds.text, **more: Any) -> Any:
    """A dataclass's field that is read from this variable; `more` is Setting's."""
    found = Setting(variable, meaning, kind, **more)
    if found.opens and found.development:
        PUBLISHED.update(kind.secrets(kind.parse(found.development)))
    default = None if found.default is None else kind.parse(found.default)
    return dataclasses.field(
        default_factory=lambda: default, repr=not found.masked, metadata={"setting": found}
    )


def part(kind: type) -> Any:
    """A field that is a dataclass of settings itself."""
    return dataclasses.field(default_factory=kind, metadata={"part": kind})


def settings_of(kind: type) -> Iterator[Setting]:
    """Every setting of a dataclass and of its parts, in their order."""
    for field in dataclasses.fields(kind):
        if "part" in field.metadata:
            yield from settings_of(field.metadata["part"])
        else:
            yield field.metadata["setting"]


class Variables(Env):
    """environs' reader, over any mapping. A variable that is set to nothing counts as not set."""

    def __init__(self, environ: Mapping[str, str], strict: bool, literal: str) -> None:
        """`strict` is for outside development; `literal` may not be set to nothing."""
        super().__init__(eager=False)
        self.strict = strict
        self.values: dict[str, Any] = {}  # what was read without fault, by variable
        self._given = environ
        self._literal = literal
        self.add_parser("setting", parse)

    def _get_value(self, key: str, default: Any) -> Any:
        value = self._given.get(key, "")
        return value if value or (key == self._literal and key in self._given) else default

    def read(self, found: Setting) -> Any:
        """The value of a setting; None where there is none, or a fault."""
        default = found.default
        if not self.strict and found.development is not None:
            default = found.development
        variable = found.variable
        if found.alias and not self.is_set(variable) and self.is_set(found.alias):
            variable = found.alias
        needed = found.needed == "always" or (found.needed and self.strict)
        if default is None and not needed and not self.is_set(variable):
            return None
        value = self.setting(
            variable, ... if default is None else default, found=found, strict=self.strict
        )
        if value is not None:
            self.values[variable] = value
        return value

    def is_set(self, variable: str) -> bool:
        return self._get_value(variable, None) is not None

    def faults(self) -> dict[str, list[str]]:
        """What is wrong, by variable."""
        try:
            self.seal()
        except EnvValidationError as error:
            assert isinstance(error.error_messages, Mapping), (
                "a list is what one variable alone gives"
            )
            return dict(error.error_messages)
        return {}


def parse(value: str, found: Setting, strict: bool) -> Any:
    """What the text means. Raises ValidationError that says what it must be instead."""
    try:
        parsed = found.kind.parse(value)
    except (ValueError, RecursionError):
        raise ValidationError(f"must be {found.kind.expects}") from None
    faults = list(weaknesses(found, parsed)) if strict else []
    if faults:
        raise ValidationError(faults)
    return parsed


def weaknesses(found: Setting, value: Any) -> Iterator[str]:
    """What will not do outside development."""
    if found.https and not value.startswith("https:"):
        yield "must begin with https: outside development"
    if found.opens:
        secrets = list(found.kind.secrets(value))
        if any(secret in PUBLISHED for secret in secrets):
            yield "is published with the source code"
        elif any(len(secret.strip()) < SHORTEST for secret in secrets):
            yield f"must have {SHORTEST} characters or more"


def read(kind: type, env: Variables) -> dict[str, Any]:
    """Values by field; a part is a mapping like this."""
    return {
        field.name: read(field.metadata["part"], env)
        if "part" in field.metadata
        else env.read(field.metadata["setting"])
        for field in dataclasses.fields(kind)
    }
