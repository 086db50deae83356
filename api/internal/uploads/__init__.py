"""Files of recipients, contact lists, and letters as PDFs."""

from flask import Blueprint

from api.internal.uploads import (
    contact_lists,
    csv_files,
    letters,
    uploads,
)

blueprint = Blueprint("uploads", __name__)
for resource in (
    contact_lists,
    csv_files,
    letters,
    uploads,
):
    blueprint.register_blueprint(resource.blueprint)
