"""Outside development SNS signs what it sends: checked against a server that stands for SNS."""

import base64
import json
import socket
import threading
import uuid
from datetime import UTC, datetime, timedelta
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.x509.oid import NameOID
from structlog.testing import capture_logs

from api.callbacks import sns
from postroom.settings.receipts import CallbackSettings
from tests.tools import make

PATH = "/notifications/email/ses"
TOPIC = "arn:aws:sns:eu-west-1:123456789012:receipts"
SUCCESS = {"result": "success", "message": "SES-SNS callback succeeded"}
HASHES = {"1": hashes.SHA1(), "2": hashes.SHA256()}


@cache
def key():
    return rsa.generate_private_key(65537, 2048)


def pem(signer=None, days=(-1, 1)):
    """A certificate, valid from and until so many days from now."""
    signer = signer or key()
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "sns.amazonaws.com")])
    now = datetime.now(UTC)
    built = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(signer.public_key())
        .serial_number(1)
        .not_valid_before(now + timedelta(days=days[0]))
        .not_valid_after(now + timedelta(days=days[1]))
        .sign(signer, hashes.SHA256())
    )
    return built.public_bytes(serialization.Encoding.PEM)


@pytest.fixture
def server():
    """.url, .files (by path: bytes, or a redirection's target), .asked (paths)"""
    state = SimpleNamespace(files={"/current.pem": pem(), "/confirm": b"<ok/>"}, asked=[])

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            state.asked.append(self.path)
            found = state.files.get(self.path.partition("?")[0])
            self.send_response(404 if found is None else 302 if isinstance(found, str) else 200)
            if isinstance(found, str):
                self.send_header("Location", found)
            body = found if isinstance(found, bytes) else b""
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as listening:
        threading.Thread(target=listening.serve_forever, args=[0.01], daemon=True).start()
        state.url = f"http://127.0.0.1:{listening.server_address[1]}"
        sns.fetch_certificate.cache_clear()
        yield state
        listening.shutdown()


@pytest.fixture
def post(app_with, server):
    app = app_with(SES_TOPIC_ARNS=f"{TOPIC},{TOPIC}-2", SNS_URL=server.url)

    def post(envelope):
        return app.test_client().post(PATH, data=json.dumps(envelope), content_type="text/plain")

    return post


def signed(server, version="2", signer=None, **fields):
    """An envelope as SNS sends it; fields may contradict what SNS would say."""
    receipt = {"notificationType": "Delivery", "mail": {"messageId": uuid.uuid4().hex}}
    envelope = {
        "Type": "Notification",
        "MessageId": str(uuid.uuid4()),
        "TopicArn": TOPIC,
        "Message": json.dumps(receipt),
        "Timestamp": "2026-07-01T12:00:00.000Z",
        "SignatureVersion": version,
        "SigningCertURL": f"{server.url}/current.pem",
        "UnsubscribeURL": f"{server.url}/unsubscribe",
        **fields,
    }
    names = ["Message", "MessageId", "Subject", "SubscribeURL", "Timestamp", "Token", "TopicArn"]
    text = "".join(f"{n}\n{envelope[n]}\n" for n in [*names, "Type"] if envelope.get(n) is not None)
    signature = (signer or key()).sign(text.encode(), padding.PKCS1v15(), HASHES[version])
    return {**envelope, "Signature": base64.b64encode(signature).decode()}


def confirmation(server, **fields):
    return signed(
        server,
        **{
            "Type": "SubscriptionConfirmation",
            "Message": "You have chosen to subscribe",
            "Token": "abc",
            "SubscribeURL": f"{server.url}/confirm?Action=ConfirmSubscription&Token=abc",
            **fields,
        },
    )


def refused(answer, reason):
    assert (answer.status_code, answer.json) == (
        403,
        {"result": "error", "message": f"SES callback refused: {reason}"},
    )


@pytest.mark.parametrize("version", ["1", "2"])
@pytest.mark.parametrize("subject", [{}, {"Subject": "Receipt"}, {"Subject": None}])
def test_what_sns_signed_is_recorded(post, server, committed, service, version, subject):
    id = make.send(committed, service, "email")
    reference = uuid.uuid4().hex
    committed.execute(
        "update postroom.notifications set provider_reference = %s where id = %s", (reference, id)
    )
    message = json.dumps({"notificationType": "Delivery", "mail": {"messageId": reference}})

    answer = post(signed(server, version, Message=message, **subject))

    assert (answer.status_code, answer.json) == (200, SUCCESS)
    assert make.facts(committed, id)["status"] == "delivered"


def test_the_certificate_is_fetched_once(post, server):
    assert [post(signed(server)).status_code for _ in range(3)] == [200] * 3
    assert server.asked == ["/current.pem"]


def test_the_spelling_of_lambda_is_understood(post, server):
    envelope = signed(server)
    envelope["SigningCertUrl"] = envelope.pop("SigningCertURL")

    assert post(envelope).status_code == 200


@pytest.mark.parametrize("name", ["Message", "MessageId", "Subject", "Timestamp", "TopicArn"])
def test_what_was_changed_on_the_way_is_refused(post, server, name):
    envelope = {**signed(server), name: f"{TOPIC}-2"}

    refused(post(envelope), "the signature is wrong")


@pytest.mark.parametrize("version", ["1", "2"])
def test_another_key_is_refused(post, server, version):
    other = rsa.generate_private_key(65537, 2048)

    refused(post(signed(server, version, signer=other)), "the signature is wrong")


def test_one_version_is_not_the_other(post, server):
    refused(post({**signed(server, "1"), "SignatureVersion": "2"}), "the signature is wrong")


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"TopicArn": "arn:aws:sns:eu-west-1:666666666666:x"}, "the topic is not one of"),
        ({"TopicArn": None}, "the topic is not one of"),
        ({"TopicArn": ["x"]}, "the topic is not one of"),
        ({"Message": None}, "what is signed is not complete"),
        ({"Message": {"a": 1}}, "what is signed is not complete"),
        ({"Timestamp": 3}, "what is signed is not complete"),
        ({"Type": "Other"}, "what is signed is not complete"),
        ({"Type": ["Notification"]}, "what is signed is not complete"),
        ({"Message": "\ud800"}, "what is signed is not Unicode"),
        ({"Signature": None}, "the signature can't be read"),
        ({"Signature": "é"}, "the signature can't be read"),
        ({"Signature": [1]}, "the signature can't be read"),
        ({"SignatureVersion": "3"}, "the version of the signature is unknown"),
        ({"SignatureVersion": None}, "the version of the signature is unknown"),
        ({"SignatureVersion": {}}, "the version of the signature is unknown"),
    ],
)
def test_what_is_not_as_sns_sends_it_is_refused(post, server, fields, reason):
    answer = post({**signed(server), **fields})

    assert answer.status_code == 403
    assert answer.json["message"].startswith(f"SES callback refused: {reason}")
    assert server.asked == []


@pytest.mark.parametrize(
    "url",
    [
        None, 3, ["x"], "", "current.pem", "https://evil.example/current.pem",
        "https://sns.eu-west-1.amazonaws.com.evil.example/current.pem",
        "https://sns.eu-west-1.amazonaws.com@evil.example/current.pem",
        "https://evil.example/sns.eu-west-1.amazonaws.com/current.pem",
        "http://sns.eu-west-1.amazonaws.com/current.pem",
        "https://sns.eu-west-1.amazonaws.com/?Action=x&y=.pem",
        "https://sns.eu-west-1.amazonaws.com/current.pem\n",
        "https://s3.eu-west-1.amazonaws.com/current.pem",
        "file:///etc/passwd", "HTTPS://SNS.EU-WEST-1.AMAZONAWS.COM/current.pem",
    ],
)  # fmt: skip
def test_a_certificate_from_elsewhere_is_refused(post, server, url):
    refused(post(signed(server, SigningCertURL=url)), "the certificate is not from SNS")


@pytest.mark.parametrize(
    "url",
    [
        "https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-9c6465fa7f48f5cacd23.pem",
        "https://sns.cn-north-1.amazonaws.com.cn/SimpleNotificationService-1.pem",
        "https://sns.us-gov-west-1.amazonaws.com/SimpleNotificationService-1.pem",
    ],
)
def test_aws_is_trusted_without_any_setting(url):
    assert sns.is_of_sns(url, CallbackSettings(), sns.CERTIFICATE_PATH)


@pytest.mark.parametrize("days", [(-2, -1), (1, 2)])
def test_a_certificate_is_good_for_its_time_only(post, server, days):
    server.files["/current.pem"] = pem(days=days)

    refused(post(signed(server)), "the certificate is not valid now")


@pytest.mark.parametrize("content", [b"", b"hello", b"x" * 100_000, None, "/other.pem", "ec"])
def test_a_certificate_that_cannot_be_had_is_asked_for_again(post, server, content):
    server.files["/other.pem"] = pem()
    server.files["/current.pem"] = content
    if content == "ec":
        server.files["/current.pem"] = pem(ec.generate_private_key(ec.SECP256R1()))

    answer = post(signed(server))

    assert (answer.status_code, answer.json) == (
        503,
        {"result": "error", "message": "SES callback failed: SNS does not answer"},
    )
    server.files["/current.pem"] = pem()
    assert post(signed(server)).status_code == 200


def test_nobody_there_is_no_fault_of_ours():
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]

    with pytest.raises(sns.Unreachable, match="SNS: ClientConnectorError"):
        sns.get(f"http://127.0.0.1:{port}/")


def test_a_subscription_to_a_topic_of_ours_is_confirmed(post, server):
    answer = post(confirmation(server))

    assert (answer.status_code, answer.json) == (200, SUCCESS)
    assert server.asked[-1] == "/confirm?Action=ConfirmSubscription&Token=abc"


def test_no_other_subscription_is(post, server):
    refused(
        post(confirmation(server, TopicArn="arn:aws:sns:eu-west-1:666666666666:x")),
        "the topic is not one of SES_TOPIC_ARNS",
    )
    refused(post({**confirmation(server), "Token": "other"}), "the signature is wrong")
    assert "/confirm" not in "".join(server.asked)


def test_an_address_that_is_not_of_sns_is_not_opened(post, server):
    with capture_logs() as logs:
        post(confirmation(server, SubscribeURL="http://169.254.169.254/latest/meta-data"))

    assert [entry["event"] for entry in logs] == ["topic subscription refused"]


def test_a_confirmation_that_fails_is_tried_again(post, server):
    del server.files["/confirm"]

    assert post(confirmation(server)).status_code == 503


def test_the_end_of_a_subscription_is_noted(post, server):
    with capture_logs() as logs:
        answer = post(confirmation(server, Type="UnsubscribeConfirmation"))

    assert (answer.status_code, answer.json) == (200, SUCCESS)
    assert logs[0]["topic"] == TOPIC
    assert "/confirm" not in "".join(server.asked)


@pytest.mark.parametrize("body", ["", "[]", "{"])
def test_what_is_no_envelope_is_a_bad_request(app_with, body):
    assert app_with().test_client().post(PATH, data=body).status_code == 400


def test_without_topics_nothing_is_let_in(app_with, server):
    app = app_with(SNS_URL=server.url)

    refused(
        app.test_client().post(PATH, json=signed(server)), "the topic is not one of SES_TOPIC_ARNS"
    )
    assert server.asked == []
