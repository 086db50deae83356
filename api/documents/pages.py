"""The pages that a link to a file leads to."""

import io

from flask import (
    Blueprint,
    current_app,
    redirect,
    render_template,
    request,
    send_file,
    url_for,
)
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from api.documents.links import CONFIRMED_FOR, Linked, NoSuchDocument, find, given_key, is_address
from api.wire import bodies, pages
from api.wire.errors import unavailable, unexpected_error
from postroom import outages
from postroom.files import objects

blueprint = Blueprint("documents", __name__, url_prefix="/d", template_folder="templates")
pages.serve(blueprint)

LINK = "/<service>/<document>"
NOT_AN_ADDRESS = "Enter an email address in the correct format, like name@example.com"
WRONG_ADDRESS = "This is not the email address the file was sent to"
TOO_MANY = "Too many wrong email addresses have been tried. Try again in an hour"


@blueprint.errorhandler(NoSuchDocument)
def show_missing(error: NoSuchDocument) -> ResponseReturnValue:
    return render_template("documents/missing.html"), 404


@blueprint.errorhandler(Exception)
def show_problem(error: Exception) -> ResponseReturnValue:
    if isinstance(error, HTTPException):
        return render_template("documents/problem.html"), error.code or 500
    if isinstance(error, objects.Fault) or outages.passes(error):
        return render_template("documents/problem.html"), unavailable(error)[1]
    unexpected_error(error)
    return render_template("documents/problem.html"), 500


@blueprint.get("/<path:rest>")
def show_cut_off(rest: str) -> ResponseReturnValue:
    """The page for a link of which something is missing: 404."""
    raise NoSuchDocument


@blueprint.get(LINK)
def show_document(service: str, document: str) -> ResponseReturnValue:
    """The page behind a link: who sent the file, what it is, until when it can be had.

    404, a page as well, for a link that is wrong or whose time is over.
    """
    linked = find(service, document)
    return render_template("documents/document.html", linked=linked, **links(linked))


@blueprint.get(f"{LINK}/confirm-email-address")
def ask_for_address(service: str, document: str) -> ResponseReturnValue:
    """The page that asks for the address that the file was sent to."""
    return address_page(find(service, document))


@blueprint.post(f"{LINK}/confirm-email-address")
def confirm_address(service: str, document: str) -> ResponseReturnValue:
    """Take the address in the form field email_address: 303 to the file's page if it is right.

    Else the same page with what is wrong: 400, or 429 after ten wrong ones within an hour.
    """
    linked = find(service, document)
    address = bodies.form().get("email_address", "")
    if not is_address(address):
        return address_page(linked, NOT_AN_ADDRESS, address), 400
    answer = linked.confirm(address)
    if answer == "limited":
        return address_page(linked, TOO_MANY, address), 429
    if answer == "wrong":
        return address_page(linked, WRONG_ADDRESS, address), 400
    response = redirect(links(linked)["page"], 303)
    response.set_cookie(
        linked.cookie,
        linked.proof(),
        max_age=CONFIRMED_FOR,
        path=url_for(".show_document", service=service, document=document),
        secure=current_app.config["postroom"].document_base_url.startswith("https:"),
        httponly=True,
        samesite="Lax",
    )
    return response


@blueprint.get(f"{LINK}/file")
def download(service: str, document: str) -> ResponseReturnValue:
    """The file itself; 303 to the page that asks for an address while that has to be given."""
    linked = find(service, document)
    if not linked.is_open:
        return redirect(links(linked)["confirm"], 303)
    try:
        data = linked.read()
    except objects.NotFound:
        # Removed between the two looks.
        raise NoSuchDocument from None
    response = send_file(
        io.BytesIO(data), linked.mimetype, as_attachment=True, download_name=linked.name
    )
    # Whatever the encoding of a text is, it is as it was sent.
    response.content_type = linked.mimetype
    return response


def address_page(linked: Linked, fault: str | None = None, address: str = "") -> str:
    return render_template(
        "documents/confirm.html", linked=linked, fault=fault, address=address, **links(linked)
    )


def links(linked: Linked) -> dict[str, str]:
    """Where a file's pages are; all of them need its key."""
    known = {**(request.view_args or {}), "key": given_key()}
    return {
        "page": url_for(".show_document", **known),
        "confirm": url_for(".ask_for_address", **known),
        "file": url_for(".download", **known),
    }
