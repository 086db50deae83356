import asyncio

import pytest
from aiohttp import web

from jobs.providers import Unavailable
from jobs.providers.firetext import Firetext


def send(serve, message, answer='{"code": 0}', **options):
    """The request that Firetext got, and its form."""
    requests = []

    async def handler(request):
        requests.append((request, await request.post()))
        return web.Response(text=answer)

    async def run():
        async with serve(handler) as url:
            firetext = Firetext(f"{url}/api", "ordinary-key", timeout=1, connections=5, **options)
            try:
                assert await firetext.send(message) is None
            finally:
                await firetext.close()

    asyncio.run(run())
    ((request, form),) = requests
    return request, dict(form)


def test_request_is_as_firetext_wants_it(serve, sms):
    request, form = send(serve, sms())

    assert (request.method, request.path) == ("POST", "/api")
    assert request.content_type == "application/x-www-form-urlencoded"
    assert form == {
        "apiKey": "ordinary-key",
        "from": "TIDE",
        "to": "447700900855",
        "message": "Tide Office: your code is 98765",
        "reference": "0198c7a0-1234-7bbb-8ccc-123456789abc",
    }


def test_receipt_url_is_given_if_there_is_one(serve, sms):
    _, form = send(serve, sms(), receipt_url="https://u:p@api.example/receipt?a=1&b=2")

    assert form["receipt"] == "https://u:p@api.example/receipt?a=1&b=2"


def test_international_messages_have_a_key_of_their_own(serve, sms):
    _, abroad = send(serve, sms(international=True), international_api_key="far-key")
    _, home = send(serve, sms(), international_api_key="far-key")
    _, same = send(serve, sms(international=True))

    assert abroad["apiKey"] == "far-key"
    assert (home["apiKey"], same["apiKey"]) == ("ordinary-key", "ordinary-key")


def test_text_arrives_as_written(serve, sms):
    text = "Ŵyth “dyfynod” & a+b=c%\n 😀"

    _, form = send(serve, sms(text=text))

    assert form["message"] == text


def test_code_may_be_a_text(serve, sms):
    send(serve, sms(), '{"code": "0", "description": "SMS successfully queued"}')


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ('{"code": 2, "description": "447700900855 is wrong"}', "firetext: code 2"),
        ('{"code": "447700900855"}', "firetext: code None"),
        ('{"code": null}', "firetext: code None"),
        ('{"code": 0.5}', "firetext: code None"),
        ('{"code": false}', "firetext: code None"),
        ("{}", "firetext: code None"),
        ("[0]", "firetext: code None"),
        ("0", "firetext: code None"),
    ],
)
def test_other_codes_mean_that_it_was_not_taken(serve, sms, answer, told):
    with pytest.raises(Unavailable) as raised:
        send(serve, sms(), answer)

    assert str(raised.value) == told
