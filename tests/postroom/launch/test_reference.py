from postroom.launch import reference


def test_the_page_is_up_to_date():
    assert reference.PAGE.read_text() == reference.page(), "run make docs"


def test_every_endpoint_and_function_says_what_it_does():
    for entry in reference.page().split("\n### ")[1:]:
        heading, _, text = entry.partition("\n")
        assert len(text.strip()) > 20, heading
