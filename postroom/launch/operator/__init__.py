"""What operators do now and then: python -m postroom command NAME, or flask command NAME."""

from postroom.launch.operator import (
    billing,
    invitations,
    leavings,
    organisations,
    people,
    services,
    uploads,
)
from postroom.launch.operator.running import command

__all__ = [
    "billing",
    "command",
    "invitations",
    "leavings",
    "organisations",
    "people",
    "services",
    "uploads",
]
