import asyncio
import json

from aiohttp import web

from jobs.providers.mmg import MMG


def send(serve, message, **options):
    """The request that MMG got, and its body."""
    requests = []

    async def handler(request):
        requests.append((request, await request.read()))
        return web.Response(text='{"Reference": "123"}')

    async def run():
        async with serve(handler) as url:
            mmg = MMG(f"{url}/jsonv2a/api.php", "c2VjcmV0", timeout=1, connections=5, **options)
            answer = await mmg.send(message)
            await mmg.close()
            return answer

    assert asyncio.run(run()) is None
    ((request, body),) = requests
    return request, json.loads(body)


def test_request_is_as_mmg_wants_it(serve, sms):
    request, body = send(serve, sms())

    assert (request.method, request.path) == ("POST", "/jsonv2a/api.php")
    assert request.headers["Authorization"] == "Basic c2VjcmV0"
    assert request.content_type == "application/json"
    assert body == {
        "reqType": "BULK",
        "MSISDN": "447700900855",
        "msg": "Tide Office: your code is 98765",
        "sender": "TIDE",
        "cid": "0198c7a0-1234-7bbb-8ccc-123456789abc",
        "multi": True,
    }


def test_receipt_url_is_given_if_there_is_one(serve, sms):
    _, body = send(serve, sms(), receipt_url="https://u:p@api.example/notifications/sms/mmg")

    assert body["delurl"] == "https://u:p@api.example/notifications/sms/mmg"


def test_text_arrives_as_written(serve, sms):
    text = 'Ŵyth “dyfynod” & a+b=c%\n\\ 😀 "'

    _, body = send(serve, sms(text=text))

    assert body["msg"] == text
