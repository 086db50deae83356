"""The environment of an admin app beside this Postroom (docs/admin-app.md)."""

from collections.abc import Iterator

from postroom.files.buckets import BUCKETS
from postroom.settings.config import Config

CLIENT = "notify-admin"
# What it speaks S3 with does not matter to the door, but its library wants one.
REGION = "eu-west-1"


def variables(config: Config) -> Iterator[tuple[str, str]]:
    """Every variable that has to fit Postroom's own settings, secrets among them."""
    secrets = config.internal_client_api_keys.get(CLIENT, [])
    key_id, key = next(iter(config.door_keys.items()), ("", ""))
    yield "NOTIFY_ENVIRONMENT", config.environment
    yield "API_HOST_NAME", config.base_url
    yield "ADMIN_BASE_URL", config.admin_base_url
    yield "ADMIN_CLIENT_SECRET", secrets[0] if secrets else ""
    yield "TOKEN_SECRET_KEY", config.token_secret_key
    yield "REDIS_ENABLED", "0"
    yield "AWS_ENDPOINT_URL", f"{config.base_url}/s3"
    yield "AWS_ACCESS_KEY_ID", key_id
    yield "AWS_SECRET_ACCESS_KEY", key
    yield "AWS_REGION", REGION
    for bucket in BUCKETS:
        yield bucket.variable, bucket.name
    yield "LOGO_CDN_DOMAIN", config.logo_host
    yield "TEMPLATE_PREVIEW_API_HOST", f"{config.base_url}/template-preview"
    yield "TEMPLATE_PREVIEW_API_KEY", next(iter(config.template_preview_secrets), "")
    yield "DOCUMENT_DOWNLOAD_API_HOST_NAME_INTERNAL", config.base_url
    yield "DOCUMENT_DOWNLOAD_API_KEY", config.document_api_key or ""
