import email as parser
from datetime import UTC, datetime, timedelta
from email import policy
from email.header import decode_header, make_header

import pytest

from jobs.providers import Refused, mime


def read(message):
    """As a mail program sees it, with line ends as Python has them."""
    raw = mime.build(message).replace(b"\r\n", b"\n")
    return parser.message_from_bytes(raw, policy=policy.default)


def decoded(message, name):
    """The header by the older parser: the newer one puts blanks between encoded words."""
    mail = parser.message_from_bytes(mime.build(message), policy=policy.compat32)
    return str(make_header(decode_header(mail[name])))


def test_every_header_and_both_bodies(email):
    mail = read(email(reply_to="help@tide.example", unsubscribe_url="https://x.example/u?a=1"))

    assert {name: str(value) for name, value in mail.items() if name not in {"Date"}} | {
        "Content-Type": mail.get_content_type()
    } == {
        "From": "Tide Office <tide.office@notify.example>",
        "To": "ann@example.com",
        "Reply-To": "help@tide.example",
        "Subject": "Your code",
        "Message-ID": "<0198c7a0-1234-7bbb-8ccc-123456789abc@notify.example>",
        "List-Unsubscribe": "<https://x.example/u?a=1>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "MIME-Version": "1.0",
        "Content-Type": "multipart/alternative",
    }
    assert abs(mail["Date"].datetime - datetime.now(UTC)) < timedelta(minutes=1)
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]
    assert [part.get_content() for part in mail.iter_parts()] == [
        "Your code is 98765\n",
        "<p>Your code is <b>98765</b></p>\n",
    ]


def test_what_was_not_given_is_not_there(email):
    mail = read(email())

    assert not {"Reply-To", "List-Unsubscribe", "List-Unsubscribe-Post"} & set(mail.keys())


def test_nothing_but_seven_bit_lines_of_mail_length(email):
    raw = mime.build(
        email(
            subject="Ŵ " * 200 + "x" * 900,
            from_name="x" * 599,
            from_address="a" * 64 + "@" + "b." * 120 + "example",
            plain_text="ŵ" * 3000 + "\r\n.\r\n\rlast",
            html="<p>" + "a" * 5000 + "</p>",
        )
    )

    assert raw.isascii()
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert b"\r" not in raw.replace(b"\r\n", b"")


@pytest.mark.parametrize(
    "text",
    [
        "Tîde Office",
        "潮" * 60,
        "潮 " * 60 + "x",
        "Gwasanaeth “dyfynod” " * 9 + "x",
        "plain " * 60 + "x",
        "x" * 2000,
        "=?utf-8?q?no?= encoding",
        "😀" * 255,
        "",
    ],
)
def test_name_and_subject_arrive_as_written(email, text):
    message = email(from_name=text, subject=text)

    assert decoded(message, "Subject") == text
    assert decoded(message, "From").replace('"', "") == f"{text} <tide.office@notify.example>"
    (sender,) = read(message)["From"].addresses
    assert sender.addr_spec == "tide.office@notify.example"


@pytest.mark.parametrize(
    "name", ['The "Tide", Office; <x@y.z>', "a@b.example", "back\\slash\\", "o'x (y)", "", ":;,"]
)
def test_name_with_marks_stays_one_name(email, name):
    mail = read(email(from_name=name))

    (sender,) = mail["From"].addresses
    assert (sender.display_name, sender.addr_spec) == (name, "tide.office@notify.example")


def test_bodies_arrive_as_written(email):
    text = "Ŵyth 😀 “q”\n\n.\nFrom me\n" + "long " * 500 + "\n=3D\n"

    plain, html = read(email(plain_text=text, html=text)).iter_parts()

    assert (plain.get_content(), html.get_content()) == (text, text)


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r", "\x0b", "\x85", "\u2028", "\x00", "\r\n\r\n"])
def test_text_can_not_add_a_header(email, end):
    attack = f"hello{end}Bcc: everyone@example.com"

    mail = read(email(subject=attack, from_name=attack, unsubscribe_url=f"https://x/{end}Bcc: y"))

    assert "Bcc" not in mail
    assert len(mail["From"].addresses) == 1
    assert mail.get_content_type() == "multipart/alternative"
    assert "\n" not in mail["List-Unsubscribe"] and " " not in mail["List-Unsubscribe"]


@pytest.mark.parametrize("field", ["to", "from_address", "reply_to"])
@pytest.mark.parametrize(
    "address",
    [
        "a@b.example\r\nBcc: c@d.example",
        "a@b.example, c@d.example",
        "a b@c.example",
        "<a@b.example>",
        "a@b@c.example",
        '"a"@b.example',
        "é@b.example",
        "@b.example",
        "a@",
        "no-address",
        "a@" + "b" * 64 + ".example",
        "a\x00@b.example",
    ],
)
def test_what_is_no_address_is_refused(email, told, field, address):
    with pytest.raises(Refused) as raised:
        mime.build(email(**{field: address}))

    assert address not in told(raised)


@pytest.mark.parametrize(
    ("address", "written"),
    [
        ("a@例え.テスト", "a@xn--r8jz45g.xn--zckzah"),
        (".a@c.co", ".a@c.co"),
        ("a.@c.co", "a.@c.co"),
        ("o'x@c.co", "o'x@c.co"),
        ("#hash!$%&*/=?^`{|}~@x.example", "#hash!$%&*/=?^`{|}~@x.example"),
    ],
)
def test_addresses_have_ascii_hosts(email, address, written):
    raw = mime.build(email(to=address, reply_to=address, from_address=address))

    assert f"\r\nTo: {written}\r\n".encode() in raw
    assert f"\r\nReply-To: {written}\r\n".encode() in raw
    assert f'From: "Tide Office" <{written}>\r\n'.encode() in raw
    assert mime.ascii_address(address) == written


def test_long_unsubscribe_address_stays_whole(email):
    url = "https://x.example/=?utf-8?q?a?=/" + "A-b_9" * 120 + "?x=%20&y=1"

    raw = mime.build(email(unsubscribe_url=url))

    assert f"\r\nList-Unsubscribe: <{url}>\r\n".encode() in raw


@pytest.mark.parametrize("end", ["a" * 2000, "é" * 337])
def test_an_unsubscribe_address_too_long_for_a_line_is_left_out(email, end):
    raw = mime.build(email(unsubscribe_url=f"https://x.example/{end}"))

    assert b"List-Unsubscribe" not in raw
    assert max(map(len, raw.split(b"\r\n"))) <= 998


def test_unsubscribe_address_can_not_leave_its_brackets(email):
    mail = read(email(unsubscribe_url='https://x/>,<mailto:y@z.example>"é'))

    assert mail["List-Unsubscribe"] == "<https://x/%3E,%3Cmailto:y@z.example%3E%22%C3%A9>"


def test_characters_no_mail_may_hold_are_left_out(email):
    mail = read(email(subject="a\x00b\ud800", plain_text="a\x00\x07b\ud800\tc\n", html="\x00"))

    assert mail["Subject"] == "ab?"
    assert mail.get_body(("plain",)).get_content() == "ab?\tc\n"


def test_message_id_follows_from_the_notification(email):
    first, second = read(email()), read(email(subject="again"))

    assert first["Message-ID"] == second["Message-ID"] == mime.message_id(email())
