"""Text messages: characters, fragments, lengths."""

from hypothesis import given, settings
from hypothesis import strategies as st

from postroom.content.characters import (
    GSM_BASIC,
    GSM_EXTENSION,
    SMS,
    WELSH_NON_GSM,
    downgrade,
    unsendable,
)
from postroom.content.sms import SMSTemplate, fragment_count


def encoded_fragments(text):
    """Fragments by the bytes that go over the air: 140 in one part, 134 in each of several."""
    if set(text) <= GSM_BASIC | GSM_EXTENSION:
        septets = sum(2 if character in GSM_EXTENSION else 1 for character in text)
        return 1 if septets <= 160 else -(-septets // 153)
    size = len(text.encode("utf-16-be"))
    return 1 if size <= 140 else -(-size // 134)


@given(st.text(st.sampled_from(sorted(SMS)), max_size=400))
@settings(max_examples=400)
def test_fragments_are_those_of_the_encoded_text(text):
    assert fragment_count(text) == encoded_fragments(text)


@given(st.text(max_size=300))
@settings(max_examples=400)
def test_fragments_of_a_message_are_those_of_its_text_unless_a_replacement_is_welsh(text):
    message = SMSTemplate(text.replace("(", "")).render({"x": "y"})

    replaced = {c for c in set(text) - SMS if set(downgrade(c)) & WELSH_NON_GSM}
    if not replaced:
        assert message.fragments == fragment_count(message.text)


@given(st.text(max_size=100))
@settings(max_examples=400)
def test_only_sendable_characters_are_left(text):
    assert set(downgrade(text)) <= SMS
    assert set(unsendable(text)).isdisjoint(SMS)


def test_a_vietnamese_letter_is_billed_by_the_text_before_its_replacement():
    message = SMSTemplate("\u1ea5" * 71).render()

    assert message.text == "â" * 71
    assert message.fragments == 1
    assert fragment_count(message.text) == 2


def test_one_value_keeps_the_other_placeholders_visible():
    template = SMSTemplate("((a)) ((b))")

    assert template.text({"a": "1"}) == "1 ((b))"
    assert template.text({}) == " "
    assert template.missing({"a": "1"}) == ["b"]


def test_the_limit_counts_the_text_without_its_prefix():
    template = SMSTemplate("a" * 918)

    assert not template.is_too_long({}, "Tide Office")
    assert SMSTemplate("a" * 919).is_too_long({}, "Tide Office")
    assert template.fragments({}, "Tide Office") == 7
