import psycopg
import pytest
from psycopg.rows import dict_row

from postroom.links.secret_keys import InvalidToken, SecretBox, generate, rotate_secrets
from tests.tools import make


def test_only_the_right_keys_decrypt():
    token = SecretBox([generate()]).encrypt("secret")

    with pytest.raises(InvalidToken):
        SecretBox([generate()]).decrypt(token)


def test_two_keys_at_once():
    old, new = generate(), generate()
    token = SecretBox([old]).encrypt("secret")
    both = SecretBox([new, old])

    assert both.decrypt(token) == "secret"
    assert SecretBox([new]).decrypt(both.rotate(token)) == "secret"


def test_a_secret_is_never_stored_in_clear(db):
    service = make.service(db)

    stored = db.execute(
        "select k::text as row from postroom.api_keys as k where service_id = %s", (service.id,)
    ).fetchall()

    assert all(secret not in key["row"] for _, secret in service.keys.values() for key in stored)


def test_rotation_leaves_the_old_key_without_use(fresh_dsn):
    with psycopg.connect(fresh_dsn, row_factory=dict_row, autocommit=True) as db:
        service = make.service(db)
        make.service_callback(db, service, bearer_token="token of a callback")
        new = generate()

        assert rotate_secrets(fresh_dsn, [new, make.SECRET_KEYS]) == 4

        token = db.execute("select bearer_token from postroom.service_callbacks").fetchone()
        described = make.call(db, "api.get_service", id=service.id)
    decrypted = {SecretBox([new]).decrypt(key["secret"]) for key in described["keys"]}
    assert decrypted == {secret for _, secret in service.keys.values()}
    assert SecretBox([new]).decrypt(token["bearer_token"]) == "token of a callback"
