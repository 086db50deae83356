from tests.sql import schema


def test_the_schema_is_as_written_down(db):
    assert schema.page(db) == schema.PAGE.read_text(), "run make docs"
