"""Precompiled letters, and what there is to see of them."""

import io

from psycopg.types.json import Jsonb
from pypdf import PdfWriter

from postroom.files import letter_files
from tests.tools import make


def pdf(pages=1, width=595.3, height=841.9):
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(width, height)
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


def precompiled(live, store, service, data, **fields):
    reference = fields.pop("letter_reference", "A" * 16)
    key = f"letters-scan/NOTIFY.{reference}.PDF"
    store.put(key, data)
    return make.letter(
        live, service, status="pending-virus-check", pdf_key=key,
        letter_reference=reference, personalisation='{"address_line_1": "Provided as PDF"}',
        **fields,
    )  # fmt: skip


def ready(live, store, service, data=None, **fields):
    """A letter that waits for its printer: what the making of its file leaves."""
    postage = fields.get("postage", "second")
    id = make.letter(live, service, **fields)
    facts = make.facts(live, id)
    created_at = facts["created_at"].replace(tzinfo=None)
    key = letter_files.ready(facts["provider_reference"], postage, created_at, facts["key_type"])
    store.put(key, data or pdf())
    result = {"id": str(id), "outcome": "ready", "sheets": 1, "pdf_key": key}
    make.call(live, "jobs.record_letters", results=Jsonb([result]))
    return id


def queued(live):
    return live.execute("select * from postroom.delivery_queue").fetchall()


def removals(live):
    rows = live.execute("select key from postroom.object_removals order by key").fetchall()
    return [row["key"] for row in rows]
