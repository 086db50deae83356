"""Templates, their folders and files, and how they are used."""

from flask import Blueprint

from api.internal.templates import (
    email_files,
    folders,
    letter_attachments,
    letter_previews,
    statistics,
    templates,
)

blueprint = Blueprint("templates", __name__)
for resource in (
    email_files,
    folders,
    letter_attachments,
    letter_previews,
    statistics,
    templates,
):
    blueprint.register_blueprint(resource.blueprint)
