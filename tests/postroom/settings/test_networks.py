import pytest

from postroom.settings.networks import may_call, parse


@pytest.mark.parametrize(
    "address",
    ["8.8.8.8", "2001:4860:4860::8888", "::ffff:8.8.8.8", "64:ff9b::808:808", "2002:808:808::1"],
)
def test_the_internet_may_be_called(address):
    assert may_call(address)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "127.1.2.3",
        "0.0.0.0",
        "10.0.0.1",
        "172.16.0.1",
        "192.168.1.1",
        "100.64.0.1",
        "169.254.169.254",
        "192.0.2.1",
        "198.18.0.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "168.63.129.16",
        "::",
        "::1",
        "::127.0.0.1",
        "::ffff:127.0.0.1",
        "::ffff:169.254.169.254",
        "64:ff9b::7f00:1",
        "64:ff9b::a9fe:a9fe",
        "64:ff9b:1::1",
        "2002:7f00:1::1",
        "2001:0:808:808::1",
        "2001:db8::1",
        "fe80::1",
        "fe80::1%eth0",
        "fec0::1",
        "fc00::1",
        "fd00:ec2::254",
        "ff02::1",
        "4000::1",
        "localhost",
        "",
    ],
)
def test_anything_else_may_not(address):
    assert not may_call(address)


def test_networks_can_be_allowed():
    allowed = parse("10.1.0.0/16, ::1/128 192.168.1.1")

    assert may_call("10.1.2.3", allowed)
    assert may_call("::ffff:10.1.2.3", allowed)
    assert may_call("::1", allowed)
    assert may_call("192.168.1.1", allowed)
    assert not may_call("10.2.0.1", allowed)
    assert parse("") == ()


@pytest.mark.parametrize("text", ["10.0.0.1/8", "local", "10.0.0.0/33"])
def test_what_is_no_network_is_an_error(text):
    with pytest.raises(ValueError, match=r".+"):
        parse(text)
