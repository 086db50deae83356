import pytest

CHECK = "GET /protected-sender-id/check"


def test_capitals_and_blanks_do_not_count(admin, committed, mark):
    committed.execute("select ops.protect_sender(%s)", (f"HM {mark}",))

    for text in (f"hm{mark}", f"HM%20{mark.upper()}", f"%20h%20m{mark}%09"):
        assert admin(f"{CHECK}?sender_id={text}").body is True
    assert admin(f"{CHECK}?sender_id=hm{mark}x").body is False

    committed.execute("select ops.protect_sender(%s, false)", (f"h m{mark}",))
    assert admin(f"{CHECK}?sender_id=hm{mark}").body is False


def test_a_blank_is_nobodys(admin):
    assert admin(f"{CHECK}?sender_id=%20").body is False


@pytest.mark.parametrize("query", ["", "?sender_id="])
def test_a_sender_has_to_be_asked_for(admin, query):
    answer = admin(CHECK + query)

    assert (answer.status, answer.message) == (400, "sender_id must be passed in")
