"""python -m bench.content: how fast messages are rendered and recipients read, on one core.

Figures are per second of this process's own CPU time, the best of several runs, so that
other load on the machine shows as little as possible. Targets are those of docs/rendering.md.
"""

import time
import tracemalloc
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
VALUES = {"first name": "Bo", "date": "3 March 2026", "time": "10:30am", "reference": "A1B2"}
ROWS = 100_000


def main() -> None:
    """Prints one line per figure."""
    _rates()
    _recipients()


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
    summary = file.summary()
    seconds = time.process_time() - start
    print(f"CSV of {summary.row_count:,} recipients: {seconds:.1f} s (target 10 s)")

    tracemalloc.start()
    RecipientFile("\n".join(["phone number,first name,date,time", *lines]), file.template).summary()
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
