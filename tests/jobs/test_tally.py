from structlog.testing import capture_logs

from jobs.tally import REASONS, Tally


def test_a_line_for_each_provider():
    tally = Tally()
    for n in range(1000):
        tally.count_failure("provider calls", "provider", "mmg", "unavailable", "HTTP 500", str(n))
    tally.count("provider calls", "provider", "mmg", "sent")
    tally.count("provider calls", "provider", "firetext", "sent")

    with capture_logs() as logs:
        tally.tell()
        tally.tell()

    assert logs == [
        {
            "event": "provider calls",
            "provider": "mmg",
            "unavailable": 1000,
            "sent": 1,
            "reasons": {"HTTP 500": 1000},
            "last_id": "999",
            "log_level": "warning",
        },
        {"event": "provider calls", "provider": "firetext", "sent": 1, "log_level": "info"},
    ]


def test_reasons_that_never_end_do_not_make_the_line_longer():
    tally = Tally()
    for n in range(1000):
        tally.count_failure("provider calls", "provider", "ses", "refused", f"reason {n}", str(n))

    with capture_logs() as logs:
        tally.tell()

    assert len(logs[0]["reasons"]) == REASONS + 1
    assert logs[0]["reasons"]["other"] == 1000 - REASONS
