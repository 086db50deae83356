from tests.soak.run import soak


def test_every_accepted_message_ends_in_its_one_right_state():
    report = soak(messages=5000, services=50)

    print(report)
    assert report.accepted >= 5000
    assert (report.final, report.lost) == (report.accepted, 0)
    # A provider that hangs has taken what it is asked for again: two of three in every 20. The
    # worker has at most 300 messages of a lane in hand when it is killed; half of that is much.
    assert report.duplicates < 5000 / 20 + 300
