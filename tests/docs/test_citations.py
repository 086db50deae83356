"""Whatever text the code sends its readers to is in the repository."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PLACES = ("api", "jobs", "postroom", "sql", "bench", "tests")
SOURCES = sorted(
    path
    for place in PLACES
    for path in (ROOT / place).rglob("*")
    if path.suffix in (".py", ".sql", ".json", ".md", ".html") and path != Path(__file__)
)
NAMED = re.compile(r"[\w./-]*\w\.md\b")
CITED = re.compile(r"(docs/contract/\w+\.md)(?:, ([\w -]+))?")
# A line of a comment or a docstring goes on in the next one.
BREAK = re.compile(r"\s*\n\s*(?:#|--)?\s*")
BARE_NUMBER = re.compile(
    r'"""[0-9]+(?:[.,–-] ?[0-9]+)*:|[a-z] \([0-9]+\.[0-9]+\)|\(sections? [0-9]'
)


def text(path: Path) -> str:
    return BREAK.sub(" ", path.read_text())


def headings(path: Path) -> set[str]:
    return {heading.lower() for heading in re.findall(r"^#+ (.+)$", path.read_text(), re.MULTILINE)}


def is_there(name: str, source: Path) -> bool:
    """A path from the root, or a page of docs/, or a file beside the one that names it."""
    folders = (ROOT, ROOT / "docs", source.parent, *source.parent.glob("templates"))
    return any((folder / name).is_file() for folder in folders)


def test_every_page_that_is_named_is_there():
    missing = {
        f"{path.relative_to(ROOT)}: {name}"
        for path in SOURCES
        for name in NAMED.findall(path.read_text())
        if not is_there(name, path)
    }
    assert not missing


def test_every_heading_of_the_contract_that_is_cited_is_there():
    cited = [(path, *found) for path in SOURCES for found in CITED.findall(text(path))]
    known = {path: headings(path) for path in (ROOT / "docs/contract").glob("*.md")}
    wrong = {
        f"{path.relative_to(ROOT)}: {page}, {heading}"
        for path, page, heading in cited
        if heading and heading.lower() not in known.get(ROOT / page, ())
    }
    assert len(cited) > 50
    assert not wrong


def test_a_heading_that_is_not_there_would_be_found():
    assert CITED.findall("(docs/contract/sending.md, order of checks).") == [
        ("docs/contract/sending.md", "order of checks")
    ]
    assert "order of checks" in headings(ROOT / "docs/contract/sending.md")
    assert "order of cheques" not in headings(ROOT / "docs/contract/sending.md")


def test_no_comment_is_a_number_that_stands_for_something():
    assert BARE_NUMBER.search('"""17: numbers abroad."""')
    assert BARE_NUMBER.search("the order of the rules (19.3).")
    riddles = {
        f"{path.relative_to(ROOT)}: {found[0]}"
        for path in SOURCES
        if path.suffix == ".py" and (found := BARE_NUMBER.search(path.read_text()))
    }
    assert not riddles
