"""What a provider's words mean: a table whose more exact lines count more."""

from collections.abc import Mapping, Sequence

from postroom.http_providers.places import Place, Said


def words(places: Sequence[Place], said: Said) -> list[str]:
    """What stands at these places, up to the first that is empty."""
    found = []
    for place in places:
        if not (word := place.find(said)):
            break
        found.append(word)
    return found


def meaning(table: Mapping[str, str], found: Sequence[str]) -> str | None:
    """Of `400 21211` the line with both words, or with the first, or `4xx`; None without one."""
    for length in range(len(found), 0, -1):
        if known := table.get(" ".join(found[:length])):
            return known
    return table.get(f"{found[0][:1]}xx") if found else None
