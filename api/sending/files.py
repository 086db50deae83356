"""Files that an email links to: those in its personalisation, and its template's own.

Links are known before anything is stored, so a request is judged whole first; its files are
written when nothing but the database can refuse it any more (docs/contract/sending.md,
order of checks).
"""

from dataclasses import dataclass, field
from typing import Any, NamedTuple

from flask import current_app

from api import database
from api.sending import file_checks
from api.sending.file_objects import FileObject, check_file_objects
from api.sending.services import Service
from api.sending.templates import Template
from api.wire.errors import bad_request
from postroom.content.email import EmailTemplate
from postroom.files import documents, template_files
from postroom.files.documents import Document


class Upload(NamedTuple):
    """A file to be stored: its bytes, or where they are."""

    document: Document
    content: bytes | str


@dataclass
class Uploads:
    """What one email links to; of a simulated one nothing is stored."""

    service: Service
    address: str
    simulated: bool
    files: list[Upload] = field(default_factory=list)

    def fill_template_files(
        self, template: Template[EmailTemplate], values: dict[str, Any]
    ) -> dict[str, Any]:
        """The values with links under the names of the template's files."""
        copies = template_files.copies(
            template.email_files, template.content.placeholders, self.service.id, self.address
        )
        if not self.simulated:
            self.files += [Upload(copy.document, copy.source) for copy in copies]
        return template_files.fill(values, copies, self.link)

    def fill_file_objects(self, values: dict[str, Any]) -> dict[str, Any]:
        """The values with a link in place of each file. Raises PublicError."""
        objects = check_file_objects(values)
        if not objects:
            return values
        check_set_up(self.service)
        return {**values, **{name: self.upload(file) for name, file in objects.items()}}

    def upload(self, file: FileObject) -> str:
        if self.simulated:
            return self.test_link
        clamd_url = current_app.config["postroom"].clamd_url
        try:
            data = file_checks.decode(file.content)
            mimetype = file_checks.check(data, file.filename, clamd_url, file.is_csv)
        except file_checks.Refused as error:
            raise bad_request(str(error)) from None
        document = Document(
            self.service.id,
            mimetype,
            filename=file.filename,
            address=self.address if file.confirm_email_before_download else None,
            weeks=file.weeks,
        )
        self.files.append(Upload(document, data))
        return self.link(document)

    def link(self, document: Document) -> str:
        return self.test_link if self.simulated else document.link(base_url())

    @property
    def test_link(self) -> str:
        return f"{base_url()}/services/{self.service.id}/documents/test-document"


def base_url() -> str:
    return current_app.config["postroom"].document_base_url


def check_set_up(service: Service) -> None:
    """Whoever gets a file has to know whom to ask about it. Raises PublicError."""
    if not service.contact_link:
        raise bad_request(
            "Send files by email has not been set up - add contact details for your service at "
            f"{current_app.config['postroom'].admin_base_url}/services/{service.id}"
            "/service-settings/send-files-by-email"
        )


def store(files: list[Upload]) -> list[Any] | None:
    """Write the files, announced; their rows, for the transaction that stores the email."""
    if not files:
        return None
    database.call("api.announce_objects", keys=[document.object_key for document, _ in files])
    objects = current_app.extensions["objects"]
    rows = []
    for document, content in files:
        data = objects.get(content) if isinstance(content, str) else content
        rows.append(documents.store(objects, document, data))
    return rows
