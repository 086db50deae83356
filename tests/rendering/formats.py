"""Small formats: lists in words, file sizes (docs/contract/rendering.md, small formats)."""

from postroom.content.escaping import escape_html


def quoted_list(
    items: list[str],
    *,
    conjunction: str = "and",
    before: str = "‘",
    after: str = "’",
    separator: str = ", ",
    prefix: str = "",
    prefix_plural: str = "",
    max_shown: int | None = None,
    rest: str = "others",
) -> str:
    """["a", "b", "c"] -> "‘a’, ‘b’ and ‘c’", escaped.

    With `max_shown` a longer list is cut to one item fewer, and `rest` stands for the others.
    """
    quoted = [f"{before}{escape_html(item)}{after}" for item in items]
    if not quoted:
        return ""
    if max_shown and len(quoted) > max_shown:
        quoted = [*quoted[: max_shown - 1], rest]
    if len(quoted) == 1:
        return f"{prefix} {quoted[0]}".strip()
    words = f"{separator.join(quoted[:-1])} {conjunction} {quoted[-1]}"
    return f"{prefix_plural} {words}".strip()


def file_size(size: int) -> str:
    """A size in bytes for people: at least "0.1KB", from 0.05 MB on in MB."""
    kilobytes = size / 1024
    megabytes = kilobytes / 1024
    if megabytes > 0.05:
        return f"{_trimmed(megabytes)}MB"
    return f"{_trimmed(max(kilobytes, 0.1))}KB"


def _trimmed(number: float) -> str:
    # Zeros and dots are stripped as characters, so 10.0 shows as 1: kept, it is visible.
    return f"{number:.1f}".rstrip("0.")
