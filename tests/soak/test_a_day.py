import pytest

from tests.soak.run import soak

pytestmark = pytest.mark.slow


def test_every_accepted_message_ends_in_its_one_right_state():
    report = soak(messages=5000, services=50)

    print(report)
    assert report.accepted >= 5000
    assert (report.final, report.lost) == (report.accepted, 0)
    # A provider that hangs, or whose answer has no end, has taken what it is asked for again: some
    # of two in every 20. When it is killed, a worker has at most 300 of a lane with providers.
    assert report.duplicates < 2 * 5000 / 20 + 300
    # Answers of 300 MB each are not kept.
    assert report.worker_megabytes < 400
