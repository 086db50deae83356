"""Why a letter's PDF cannot be printed."""


class Refused(Exception):
    """One of the codes that the admin app knows, and the pages that it is about."""

    def __init__(self, code: str, pages: list[int] | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.pages = pages


class Unreadable(Refused):
    """The file is broken, beyond a bound, or holds what cannot be printed faithfully."""

    def __init__(self, _why: str = "") -> None:
        super().__init__("unable-to-read-the-file")
