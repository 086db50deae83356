"""python -m bench.content: how fast messages are rendered and recipients read, on one core.

Figures are per second of this process's own CPU time, the best of several runs, so that
other load on the machine shows as little as possible. Targets are those of docs/rendering.md.
"""

import math
import time
import tracemalloc
from collections import deque
from collections.abc import Callable

from postroom.content import email_addresses, phone_numbers
from postroom.content.email import EmailTemplate
from postroom.content.recipients import Options, RecipientFile
from postroom.content.sms import SMSTemplate

SMS = "Hello ((first name)), your appointment is on ((date)) at ((time)). Reply STOP to opt out."
EMAIL = """\
# Your appointment

Dear ((first name)),

You have an appointment on ((date)) at ((time)) at the Haven office. It's important that
you bring:

* proof of identity
* proof of address
* your letter

Read more at https://www.example.gov.uk/appointments/what-to-bring or
[change it](https://x.example/change?id=((reference))).

^ If you do not attend, you may have to pay.

## What happens next

1. We check your documents
2. We take your photo
3. We send your card

---

From the "Tide Office" team - thank you

"""
# A letter as people write it, by which other shapes of body are measured.
PROSE = """\
Dear Bo,

It's time to renew your permit - it ends on 3 March, so please don't leave it until the last day. \
You'll find the form at https://www.example.gov.uk/permits/renew and it takes "about ten minutes" \
to fill in.

Bring proof of who you are, proof of where you live, and the letter that we sent you. If you \
can't come, tell us and we'll find another day.

Thank you,
the permits team

"""
# Repeated, these take what prose of the same length takes five times at most.
SHAPES = (
    *("[", "[[", "[]", "![", "[a](", "[a][", "[[a]", "[^1]", "((", "))"),
    *("'", '"', "it's ", '"q" ', "' ", "\\", "\\*", "\\[", "&", "&amp", "&lt;", "&copy;", "a@b "),
    *("* item\n", "* a\n", "* a\n\n", "*\n", "- - ", "1. a\n", "1. a\n\n", "• a\n"),
    *("^ a\n", "^ ^ a\n", "^ ^ * ", "^^", "> a\n", "> > a\n", ">"),
    *(
        "# ",
        "#",
        "a\n",
        "|",
        "| a |\n",
        "    a\n",
        "```x\n",
    ),
    *(
        "<",
        "<a ",
        "<b x='",
        "<p a=",
        "<x:",
        "<!--",
        "<a:b>",
        "<b></b><i>",
        "https://",
        "https://a.b ",
    ),
    *(" ", "\n", "\t", "   \n", "\u200b ", " ,", " - ", "🐟"),
)
# Here a block or a link of its own begins every few characters, and is written at many times its
# length; or quotes stand side by side, which are read one by one.
DENSE = (
    "[a](b)",
    "a\n-",
    "~~~\n````\n",
    "---\n",
    "a\n---\n",
    "* a\n  * b\n",
    "^ a\n\n* b\n\n",
    "[k]: x\n[k]",
    "a\n\n",
    "\"'",
    "'a'",
    "<<b>",
)
SHAPE_LENGTH = 200_000
VALUES = {"first name": "Bo", "date": "3 March 2026", "time": "10:30am", "reference": "A1B2"}
ROWS = 100_000


def main() -> None:
    """Prints one line per figure."""
    _rates()
    _shapes()
    _recipients()


def _shapes() -> None:
    """What bodies made of marks take, against prose; how that grows with their length."""
    prose = shape_seconds(PROSE, SHAPE_LENGTH)
    print(f"prose of {SHAPE_LENGTH // 1000} kB, document and plain text: {prose * 1000:.0f} ms")
    for kind, shapes, target in (("", SHAPES, " (target 5)"), ("dense ", DENSE, "")):
        took = {shape: shape_seconds(shape, SHAPE_LENGTH) for shape in shapes}
        worst = max(took, key=took.__getitem__)
        print(f"worst {kind}shape, {worst!r}: {took[worst] / prose:.1f} times prose{target}")
        steep = max((_exponent(shape, seconds), shape) for shape, seconds in took.items())
        print(f"steepest {kind}shape, {steep[1]!r}: length to the power of {steep[0]:.2f}")


def shape_seconds(piece: str, length: int) -> float:
    """CPU seconds to write an email whose body is this piece again and again: the best of 3."""
    email = EmailTemplate("Subject", "((body))")
    values = {"body": (piece * (length // len(piece) + 1))[:length]}
    best = math.inf
    for _ in range(3):
        start = time.process_time()
        email.html_document(values)
        email.plain_text(values)
        best = min(best, time.process_time() - start)
    return best


def _exponent(piece: str, seconds: float) -> float:
    return math.log(seconds / shape_seconds(piece, SHAPE_LENGTH // 8)) / math.log(8)


def _rates() -> None:
    sms = SMSTemplate(SMS)
    _per_second("short SMS with 3 placeholders", lambda: sms.render(VALUES, "Tide Office"), 20_000)

    email = EmailTemplate("Your appointment on ((date))", (EMAIL * 4)[:2048])
    _per_second("2 KB email, HTML and plain text", lambda: _both(email), 1_500)
    _per_second("2 KB email, HTML document and plain text", lambda: _document(email))
    document = email.html_document(VALUES)
    print(f"size of that document: {len(document.encode()):,} bytes")

    _microseconds("UK mobile number", lambda: phone_numbers.parse("07700 900123"), 25)
    _microseconds("number abroad", lambda: phone_numbers.parse("+33 6 12 34 56 78"))
    _microseconds("email address", lambda: email_addresses.validate("bo.smith@x.example"))


def _both(email: EmailTemplate) -> None:
    email.html(VALUES)
    email.plain_text(VALUES)


def _document(email: EmailTemplate) -> None:
    email.html_document(VALUES)
    email.plain_text(VALUES)


def _recipients() -> None:
    lines = [
        f"07{700_900_000 + row % 1000},Bo {row},3 March,10:{row % 60:02}" for row in range(ROWS)
    ]
    text = "\n".join(["phone number,first name,date,time", *lines])
    file = RecipientFile(text, SMSTemplate(SMS), Options(prefix="Tide Office"))

    start = time.process_time()
    rows = sum(1 for _ in file.rows())
    seconds = time.process_time() - start
    print(f"CSV of {rows:,} recipients: {seconds:.1f} s (target 10 s)")

    tracemalloc.start()
    file = RecipientFile("\n".join(["phone number,first name,date,time", *lines]), file.template)
    deque(file.rows(), maxlen=0)
    peak = tracemalloc.get_traced_memory()[1] / 1_000_000
    tracemalloc.stop()
    print(f"memory of reading it, its text included: {peak:.0f} MB (target 300 MB)")


def _per_second(name: str, work: Callable[[], object], target: int | None = None) -> None:
    aim = f" (target {target:,})" if target else ""
    print(f"{name}: {1 / _seconds(work):,.0f}/s{aim}")


def _microseconds(name: str, work: Callable[[], object], target: int | None = None) -> None:
    aim = f" (target {target})" if target else ""
    print(f"{name}: {_seconds(work) * 1e6:.1f} µs{aim}")


def _seconds(work: Callable[[], object]) -> float:
    """CPU seconds of one call: the best of ten runs of about 50 ms."""
    work()
    start = time.process_time()
    for _ in range(20):
        work()
    count = max(int(0.05 / max((time.process_time() - start) / 20, 1e-7)), 1)
    best = float("inf")
    for _ in range(10):
        start = time.process_time()
        for _ in range(count):
            work()
        best = min(best, (time.process_time() - start) / count)
    return best


if __name__ == "__main__":
    main()
