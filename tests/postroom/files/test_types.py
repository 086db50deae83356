import io
import zipfile

import pytest

from postroom.files.types import Refused, judge

SUPPORTED = (
    "Supported types are: '.csv', '.doc', '.docx', '.jpeg', '.jpg', '.json', '.odt', '.pdf', "
    "'.png', '.rtf', '.txt', '.xlsx'"
)
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ODT = "application/vnd.oasis.opendocument.text"


def archive(*names, first=None):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        if first:
            made.writestr("mimetype", first)
        for name in names:
            made.writestr(name, "x")
    return file.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
DOC = OLE + "WordDocument".encode("utf-16-le")
DOCX = archive("[Content_Types].xml", "word/document.xml")
XLSX = archive("[Content_Types].xml", "xl/workbook.xml")
OPEN = archive("content.xml", first=ODT)
PDF = b"%PDF-1.7\n"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(8)
JPEG = b"\xff\xd8\xff\xe0" + bytes(8)
RTF = b"{\\rtf1 hello}"


@pytest.mark.parametrize(
    ("data", "mimetype"),
    [
        (b"hello", "text/plain"),
        (b"a,b\n1,2\n", "text/plain"),
        ("\ufeffna\u00efve".encode(), "text/plain"),
        ("na\u00efve".encode("latin-1"), "text/plain"),
        ("na\u00efve".encode("utf-16"), "text/plain"),
        (b'{"a": 1}', "application/json"),
        (b"[1, 2", "text/plain"),
        (b"[" * 100_000, "text/plain"),
        (PDF, "application/pdf"),
        (b"\n%PDF-1.4", "application/pdf"),
        (PNG, "image/png"),
        (JPEG, "image/jpeg"),
        (RTF, "text/rtf"),
        (DOC, "application/msword"),
        (DOCX, WORD),
        (XLSX, EXCEL),
        (OPEN, ODT),
    ],
)
def test_a_file_without_a_name_is_what_it_holds(data, mimetype):
    assert judge(data, None) == mimetype


def test_a_text_is_csv_when_told_so():
    assert judge(b"a,b", None, is_csv=True) == "text/csv"
    assert judge(PDF, None, is_csv=True) == "application/pdf"


@pytest.mark.parametrize(
    ("name", "data", "mimetype"),
    [
        ("a.csv", b"a,b", "text/csv"),
        ("a.TXT", b"hello", "text/plain"),
        ("a.json", b"{", "application/json"),
        ("a.rtf", RTF, "text/rtf"),
        ("a.pdf", PDF, "application/pdf"),
        ("a.b.png", PNG, "image/png"),
        ("a.jpg", JPEG, "image/jpeg"),
        ("a.jpeg", JPEG, "image/jpeg"),
        ("a.doc", DOC, "application/msword"),
        ("old.doc", RTF, "application/msword"),
        ("a.docx", DOCX, WORD),
        ("with a password.docx", OLE, WORD),
        ("a.xlsx", XLSX, EXCEL),
        ("a.odt", OPEN, ODT),
    ],
)
def test_a_file_is_what_its_name_says(name, data, mimetype):
    assert judge(data, name) == mimetype


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        (None, b"MZ\x90\x00\x03", "application/octet-stream"),
        (None, b"GIF89a\x01\x00", "application/octet-stream"),
        (None, b"\xff\xfea", "application/octet-stream"),
        (None, archive("a"), "application/zip"),
        (None, b"PK\x03\x04 broken", "application/zip"),
        (None, archive("content.xml", first=ODT + "-template"), "application/zip"),
        (None, OLE, "application/x-ole-storage"),
        ("a.exe", b"hello", ".exe"),
        ("a.pdf.Zip", PDF, ".zip"),
        ("a.pdf", b"MZ\x90\x00\x03", "application/octet-stream"),
        ("a.pdf", b"hello", "text/plain"),
        ("a.txt", PDF, "application/pdf"),
    ],
)
def test_what_is_refused(name, data, kind):
    with pytest.raises(Refused) as refused:
        judge(data, name)
    assert str(refused.value) == f"Unsupported file type '{kind}'. {SUPPORTED}"


@pytest.mark.parametrize("name", ["a.", "a. ", "noextension"])
def test_a_name_ends_with_an_extension(name):
    with pytest.raises(Refused, match="^`filename` must end with a file extension. For example"):
        judge(b"a", name)


def test_the_longest_name():
    assert judge(b"a", "x" * 96 + ".txt") == "text/plain"
    with pytest.raises(Refused, match="^`filename` cannot be longer than 100 characters$"):
        judge(b"a", "x" * 97 + ".txt")
