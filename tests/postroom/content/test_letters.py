"""Letters: parts, languages, QR codes."""

from postroom.content.letters import LetterTemplate

ADDRESS = {"address line 1": "A Person", "address_line_2": "1 Sea Lane", "postcode": "sw1a1aa"}


def test_placeholders_come_from_all_parts_in_order():
    template = LetterTemplate(
        "((d))", "((e)) ((A))", contact_block="((a))", welsh_subject="((b))", welsh_content="((c))"
    )

    assert template.placeholders == ["a", "b", "c", "d", "e"]


def test_an_address_is_normalised_in_its_block():
    assert LetterTemplate("S", "x").address(ADDRESS) == ["A Person", "1 Sea Lane", "SW1A 1AA"]


def test_values_in_the_address_are_escaped():
    lines = LetterTemplate("S", "x").address(ADDRESS | {"address line 1": "<b>&"})

    assert lines[0] == "&lt;b&gt;&amp;"


def test_hyphens_do_not_break_but_codes_stay_whole():
    html = LetterTemplate("S", "well-known\n\nQR: https://x.example/a-b").html()

    assert "well\u2011known" in html
    assert "<svg" in html
    assert "\u2011" not in html[html.index("<svg") :]


def test_a_code_waits_for_its_placeholder():
    html = LetterTemplate("S", "QR: ((u))").html()

    assert "<svg" not in html
    assert "((u))" in html.replace("&#40;", "(").replace("&#41;", ")")
