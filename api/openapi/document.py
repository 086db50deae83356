"""The OpenAPI document, put together from its parts."""

from typing import Any

from flask import render_template

from api.openapi import answers, operations, others, requests
from api.openapi.shapes import Schema
from api.openapi.token_example import example
from api.wire.bodies import DEEPEST

SCHEMAS: dict[str, Schema] = {
    **requests.BODIES,
    **answers.SCHEMAS,
    **others.SCHEMAS,
}


def build(base_url: str, largest: int) -> dict[str, Any]:
    """The document of the installation at this address, whose requests have so many bytes at
    most. Needs an application context.
    """
    guide = render_template(
        "openapi/guide.md", base_url=base_url, largest=largest, deepest=DEEPEST, example=example()
    )
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Postroom: the public API",
            "version": "2",
            "description": guide,
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": base_url}],
        "security": [{"token": []}],
        "tags": [{"name": tag, "description": said} for tag, said in operations.TAGS.items()],
        "paths": {**operations.PATHS, **others.PATHS},
        "components": {
            "schemas": SCHEMAS,
            "securitySchemes": {
                "token": {
                    "type": "http",
                    "scheme": "bearer",
                    "bearerFormat": "JWT",
                    "description": "A JSON Web Token that you sign with an API key.",
                }
            },
        },
    }
