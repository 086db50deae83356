"""Layers: what is off when the file is opened was never seen, so it is not printed (letters 8)."""

from typing import Any

import pikepdf

from postroom.letters.refusals import Unreadable


class Layers:
    """Which layers of a file are off."""

    def __init__(self, pdf: pikepdf.Pdf) -> None:
        properties = pdf.Root.get("/OCProperties", pikepdf.Dictionary())
        default = properties.get("/D", pikepdf.Dictionary())
        self.off = _named(default.get("/OFF"))
        if default.get("/BaseState") == pikepdf.Name.OFF:
            self.off |= _named(properties.get("/OCGs")) - _named(default.get("/ON"))

    def hide(self, membership: Any) -> bool:
        """Whether what belongs to a layer, or to several by a policy, is not shown."""
        if not isinstance(membership, pikepdf.Dictionary):
            return False
        if membership.get("/Type") != pikepdf.Name.OCMD:
            return membership.objgen in self.off
        if "/VE" in membership:
            raise Unreadable("layers by expression")
        groups = membership.get("/OCGs")
        if isinstance(groups, pikepdf.Dictionary):
            off = [groups.objgen in self.off]
        else:
            off = [objgen in self.off for objgen in _named(groups)]
        if not off:
            return False
        policies = {"/AllOn": any(off), "/AnyOff": not any(off), "/AllOff": not all(off)}
        return policies.get(str(membership.get("/P", "/AnyOn")), all(off))


def _named(groups: Any) -> set[tuple[int, int]]:
    if not isinstance(groups, pikepdf.Array):
        return set()
    return {group.objgen for group in groups if isinstance(group, pikepdf.Dictionary)}
