"""The types of messages, by the name that a request has for each."""

from api.sending import email, letters, sms
from api.sending.send import Channel

CHANNELS = {
    "sms": Channel("sms", sms.prepare),
    "email": Channel("email", email.prepare, "file"),
    "letter": Channel("letter", letters.prepare, "content"),
}
