import pytest

from postroom.spreadsheets import cell


@pytest.mark.parametrize(
    "text",
    [
        "=1+1", "+1+1", "-1", "@SUM(1)", "\t=1", "\r=1", "\n=1", "=", "+", "-", "@", "＝1", "＠x",
        "+44|cmd", "+44 7700 900123+1", "+HYPERLINK(1)", "+٤٤٧٧٠٠٩٠٠١٢٣", "-447700900123",
        "=447700900123", "+1*1", "+447700900123\n=1", "-@example.com", "+x@example.com",
    ],
)  # fmt: skip
def test_a_formula_is_made_a_text(text):
    assert cell(text) == f"'{text}"


@pytest.mark.parametrize(
    "text",
    [
        "", "Ann", "a=1", "'=1", "1-2", "ann@example.com", "+447700900123", "+44 (0)7700 900-123",
        "07700 900123", "+1.202.555.0123", " =1", "Ünï",
    ],
)  # fmt: skip
def test_other_texts_and_telephone_numbers_stay(text):
    assert cell(text) == text
