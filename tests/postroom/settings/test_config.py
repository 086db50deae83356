"""Whatever is wrong with the environment is said at the start, all at once, without secrets."""

import re
from pathlib import Path

import pytest

from postroom.launch import settings_page
from postroom.settings import config
from postroom.settings.fields import settings_of
from tests.tools import make

ROOT = Path(__file__).parents[3]
LONG = "correct horse battery staple, twice"
OTHER = "another secret that is long enough!"
KEY = "cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4="


def load(**variables):
    return config.load({**make.PRODUCTION, **variables})


def faults(known=make.PRODUCTION, **variables):
    """Every line of the complaint, by the variable with which it begins."""
    with pytest.raises(config.SettingsError) as raised:
        config.load({**known, **variables})
    _, *lines, end = str(raised.value).splitlines()
    assert end == "docs/settings.md lists every setting."
    named = [line.strip().split(" ", 1) for line in lines]
    known = {found.variable for found in settings_of(config.Config)}
    assert {name for name, _ in named} <= known | {"AWS_DEFAULT_REGION"}
    return dict(named)


def test_a_production_that_lacks_nothing():
    settings = load()

    assert not settings.development
    assert settings.internal_client_api_keys == {}
    assert settings.document_api_key is None and settings.metrics_token is None
    assert settings.admin_base_url == settings.document_base_url == "https://notify.example"
    assert settings.hosts == {"notify.example", "localhost"}


def test_everything_that_is_missing_is_listed_at_once():
    assert set(faults(known={})) == {
        "BASE_URL", "DATABASE_URL", "API_DATABASE_URL", "WORKER_DATABASE_URL", "SECRET_KEYS",
    }  # fmt: skip
    assert set(faults(known={"NOTIFY_ENVIRONMENT": "development"})) == {
        "DATABASE_URL", "SECRET_KEYS",
    }  # fmt: skip


@pytest.mark.parametrize(
    "value", ["Development", "production ", " production", "", "prod", "PRODUCTION", "live", "\n"]
)
def test_unknown_environments_are_refused(value):
    assert "must be one of" in faults(NOTIFY_ENVIRONMENT=value)["NOTIFY_ENVIRONMENT"]
    assert "NOTIFY_ENVIRONMENT" in faults(known=make.DEVELOPMENT, NOTIFY_ENVIRONMENT=value)


@pytest.mark.parametrize("name", ["production", "staging", "preview", "test"])
def test_other_environments_are_as_strict(name):
    assert set(faults(NOTIFY_ENVIRONMENT=name, METRICS_TOKEN="short")) == {"METRICS_TOKEN"}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TOKEN_SECRET_KEY", "5YNWU0e_pN5ZyaSZvBd5uZb_sZlrVDFeOjiea6dq4zQ="),
        ("SECRET_KEYS", "5YNWU0e_pN5ZyaSZvBd5uZb_sZlrVDFeOjiea6dq4zQ="),
        ("SECRET_KEYS", f"{KEY},5YNWU0e_pN5ZyaSZvBd5uZb_sZlrVDFeOjiea6dq4zQ="),
        ("SECRET_KEYS", "short"),
        ("SECRET_KEYS", f"{KEY},"),
        ("SECRET_KEYS", ","),
        ("TOKEN_SECRET_KEY", LONG),
        ("DOCUMENT_DOWNLOAD_API_KEY", "auth-token"),
        ("DOCUMENT_DOWNLOAD_API_KEY", "x" * 31),
        ("DOCUMENT_DOWNLOAD_API_KEY", " " * 32),
        ("METRICS_TOKEN", "secret"),
        ("INTERNAL_CLIENT_API_KEYS", '{"notify-admin": ["dev-notify-secret-key"]}'),
        ("INTERNAL_CLIENT_API_KEYS", '{"notify-admin": ["ab"]}'),
        ("INTERNAL_CLIENT_API_KEYS", '{"notify-admin": [""]}'),
        ("INTERNAL_CLIENT_API_KEYS", f'{{"notify-admin": ["{LONG}", "ab"]}}'),
        ("MMG_INBOUND_SMS_AUTH", '["testkey"]'),
        ("FIRETEXT_INBOUND_SMS_AUTH", '["short"]'),
        ("MMG_DELIVERY_STATUS_CALLBACK_BASIC_AUTH_CREDENTIALS", '[["user", "password"]]'),
    ],
)
def test_bad_secrets_are_refused_outside_development(name, value):
    said = faults(**{name: value})

    assert set(said) == {name}
    for secret in ("dev-notify", "auth-token", "5YNWU0e", LONG, "testkey", "short"):
        assert secret not in said[name].replace("auth-token`", "")


@pytest.mark.parametrize(
    "value",
    [
        f'{{"notify-admin": "{LONG}"}}', f'["{LONG}"]', f'"{LONG}"', "notjson", "[" * 9999,
        f'{{"notify-admin": [["{LONG}"]]}}', '{"notify-admin": [1]}', '{"notify-admin": null}',
        '{"notify-admin": []}', f'{{"a": ["{LONG}"], "a": ["{OTHER}"]}}', "1", "null",
    ],
)  # fmt: skip
@pytest.mark.parametrize("known", [make.PRODUCTION, make.DEVELOPMENT])
def test_clients_have_lists_of_secrets(known, value):
    assert set(faults(known, INTERNAL_CLIENT_API_KEYS=value)) == {"INTERNAL_CLIENT_API_KEYS"}


def test_clients_that_are_let_in():
    settings = load(INTERNAL_CLIENT_API_KEYS=f'{{"notify-admin": ["{LONG}", "{OTHER}"]}}')

    assert settings.internal_client_api_keys == {"notify-admin": [LONG, OTHER]}


@pytest.mark.parametrize(
    "given",
    [
        {"METRICS_TOKEN": LONG, "DOCUMENT_DOWNLOAD_API_KEY": LONG},
        {"METRICS_TOKEN": LONG, "INTERNAL_CLIENT_API_KEYS": f'{{"notify-admin": ["{LONG}"]}}'},
        {"TOKEN_SECRET_KEY": make.SECRET_KEYS},
        {"METRICS_TOKEN": LONG, "MMG_INBOUND_SMS_AUTH": f'["{LONG}"]'},
    ],
)
def test_no_two_settings_have_the_same_secret(given):
    (said,) = faults(**given).values()

    assert "has the same secret as" in said and LONG not in said


def test_development_has_its_known_secrets():
    settings = config.load(make.DEVELOPMENT)

    assert settings.development
    assert settings.internal_client_api_keys == {
        "notify-admin": ["dev-notify-secret-key"],
        "notify-functional-tests": ["functional-tests-secret-key"],
    }
    assert settings.functional_tests
    assert settings.document_api_key == "auth-token"
    assert "role=postroom_api" in settings.api_database_url


@pytest.mark.parametrize("name", ["BASE_URL", "ADMIN_BASE_URL", "DOCUMENT_DOWNLOAD_BASE_URL"])
@pytest.mark.parametrize(
    "value",
    ["http://notify.example", "http://127.0.0.1:6011", "notify.example", "https://", "ftp://a",
     "https://user:swordfish@a", "https://a?b", "https://a:port", "https://a b"],
)  # fmt: skip
def test_addresses_are_https_outside_development(name, value):
    said = faults(**{name: value})

    assert set(said) == {name} and "swordfish" not in said[name]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("MAX_CONTENT_LENGTH", "abc"), ("MAX_CONTENT_LENGTH", "0"), ("MAX_CONTENT_LENGTH", "-1"),
        ("MAX_CONTENT_LENGTH", "1.5"), ("MAX_CONTENT_LENGTH", "1_000"), ("PORT", "65536"),
        ("PORT", "http"), ("HOST", "a b"), ("POSTROOM_OPEN_DEVELOPMENT", "true"),
        ("NOTIFY_LOG_LEVEL", "LOUD"), ("NOTIFY_LOG_LEVEL", "10"), ("PREPARED_STATEMENTS", "no"),
        ("SMTP_URL", "foo"), ("SMTP_URL", "http://mail.example"), ("SMTP_URL", "smtp://"),
        ("SMTP_URL", "smtp://mail.example?starttls=perhaps"), ("SMTP_URL", "smtp://a:b:c"),
        ("CLAMD_URL", "foo"), ("CLAMD_URL", "unix://"), ("CLAMD_URL", "tcp://"),
        ("ALERT_WEBHOOK_URL", "foo"), ("ALERT_EMAIL", "foo"), ("MMG_URL", "foo"),
        ("DATABASE_URL", "what is this"), ("REPLICA_DATABASE_URL", "postgresql://a b"),
        ("CALLBACK_ALLOWED_NETWORKS", "10.0.0.0/33"), ("CALLBACK_ALLOWED_NETWORKS", "all"),
        ("DELIVERY_LEASE_SECONDS", "soon"), ("PROVIDER_TIMEOUT_SECONDS", "nan"),
        ("PROVIDER_TIMEOUT_SECONDS", "0"), ("SMTP_CONNECTIONS", "0"), ("SES_TOPIC_ARNS", "topic"),
        ("OBJECT_STORE_URL", "s4://bucket"), ("NOTIFY_EMAIL_DOMAIN", "a@b"),
        ("ALLOWED_HOSTS", "https://a"), ("S3_BUCKET_CSV_UPLOAD", "nothing://a"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("known", [make.PRODUCTION, make.DEVELOPMENT])
def test_a_wrong_value_is_named_with_what_it_must_be(known, name, value):
    assert "must be" in faults(known, **{name: value})[name]


def test_all_faults_are_listed_at_once():
    wrong = {"MAX_CONTENT_LENGTH": "abc", "SMTP_URL": "foo", "METRICS_TOKEN": "", "BASE_URL": ""}

    assert set(faults(**wrong)) == {"MAX_CONTENT_LENGTH", "SMTP_URL", "BASE_URL"}


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "0", "10.1.2.3", "::ffff:10.1.2.3"])
def test_development_listens_on_this_machine_alone(host):
    assert set(faults(make.DEVELOPMENT, HOST=host)) == {"HOST"}
    assert set(faults(make.DEVELOPMENT, HOST=host, POSTROOM_OPEN_DEVELOPMENT="no")) == {"HOST"}
    assert config.load({**make.DEVELOPMENT, "HOST": host, "POSTROOM_OPEN_DEVELOPMENT": "yes"})
    assert load(HOST=host)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1", "127.8.8.8", ""])
def test_loopback_has_many_names(host):
    assert config.load({**make.DEVELOPMENT, "HOST": host})


@pytest.mark.parametrize("name", ["API_DATABASE_URL", "WORKER_DATABASE_URL"])
def test_nothing_runs_as_the_owner(name):
    assert set(faults(**{name: ""})) == {name}
    owner = make.PRODUCTION["DATABASE_URL"]
    assert set(faults(**{name: owner})) == {name}
    assert name in faults(**{name: f"{owner}?options=-c%20role%3Dpostroom_api"})


def test_no_secret_is_in_a_repr():
    settings = load(DATABASE_URL="postgresql://u:swordfish@h/d", METRICS_TOKEN=LONG)

    for secret in ("swordfish", LONG, make.SECRET_KEYS):
        assert secret not in repr(settings)


def test_what_is_in_force_is_shown_without_secrets():
    given = {
        **make.PRODUCTION,
        "DATABASE_URL": "postgresql://owner:swordfish@h/d",
        "SMTP_URL": "smtp://user:swordfish@mail.example",
        "MMG_URL": "https://user:swordfish@mmg.example/?key=swordfish",
        "ALERT_WEBHOOK_URL": "https://hooks.example/swordfish",
        "METRICS_TOKEN": "swordfish" * 4,
        "INTERNAL_CLIENT_API_KEYS": f'{{"notify-admin": ["swordfish, {LONG}"]}}',
        "MAX_CONTENT_LENGTH": "4096",
    }
    lines = list(settings_page.in_force(config.load(given), given))
    text = "\n".join(lines)

    assert "swordfish" not in text and make.SECRET_KEYS not in text
    assert "MAX_CONTENT_LENGTH=4096" in lines
    assert "METRICS_TOKEN=***" in lines
    assert "FROM_NUMBER=POSTROOM  (not set)" in lines
    assert "PREPARED_STATEMENTS=on  (not set)" in lines
    (database,) = (line for line in lines if line.startswith("DATABASE_URL="))
    assert "password=***" in database and "host=h" in database and "user=owner" in database
    for found in settings_of(config.Config):
        assert sum(line.startswith(f"{found.variable}=") for line in lines) == 1


def test_the_page_of_settings_is_up_to_date():
    assert settings_page.PAGE.read_text() == settings_page.page(), "run make docs"


READERS = {
    # The settings, and what `make run` and `make psql` pass on before there are any.
    "postroom/settings/config.py",
    "postroom/launch/environment.py",
    "postroom/launch/commands.py",
    # Of the system, not of Postroom: PATH, and where the tests have another PostgreSQL.
    "jobs/delivery/rendering.py",
    "postroom/launch/server.py",
    "postroom/launch/packages.py",
    "postroom/launch/postgres.py",
    "postroom/letters/pool.py",
}


def test_nobody_else_reads_the_environment():
    files = [path for room in ("api", "jobs", "postroom") for path in (ROOT / room).rglob("*.py")]
    readers = {
        str(path.relative_to(ROOT))
        for path in files
        if re.search(r"\bos\.environ|\bgetenv", path.read_text())
    }

    assert len(files) > 100 and readers == READERS
