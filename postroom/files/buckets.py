"""The buckets that the admin app and Postroom share, by what they hold.

See docs/contract/internal.md, shared files. The first part of our keys stands for a bucket.
"""

from typing import NamedTuple


class Bucket(NamedTuple):
    """One bucket: the first part of its keys here, its name, the admin app's variable for it.

    And our own variable, with which it can lie elsewhere than everything else.
    """

    prefix: str
    name: str
    variable: str
    setting: str | None = None


CSV_UPLOADS = "csv-uploads"
CONTACT_LISTS = "contact-lists"
LOGOS = "logos"
BUCKETS = (
    Bucket(
        CSV_UPLOADS,
        "development-notifications-csv-upload",
        "S3_BUCKET_CSV_UPLOAD",
        "S3_BUCKET_CSV_UPLOAD",
    ),
    Bucket(
        CONTACT_LISTS,
        "development-contact-list",
        "S3_BUCKET_CONTACT_LIST_UPLOAD",
        "S3_BUCKET_CONTACT_LIST",
    ),
    Bucket(
        "transient-uploaded-letters",
        "development-transient-uploaded-letters",
        "S3_BUCKET_TRANSIENT_UPLOADED_LETTERS",
        "S3_BUCKET_TRANSIENT_UPLOADED_LETTERS",
    ),
    Bucket(
        "letters-precompiled-originals",
        "development-letters-precompiled-originals-backup",
        "S3_BUCKET_PRECOMPILED_ORIGINALS_BACKUP_LETTERS",
    ),
    Bucket("letter-attachments", "development-letter-attachments", "S3_BUCKET_LETTER_ATTACHMENTS"),
    Bucket(
        "template-email-files",
        "development-template-email-files",
        "S3_BUCKET_TEMPLATE_EMAIL_FILES",
        "S3_BUCKET_TEMPLATE_EMAIL_FILES",
    ),
    Bucket(
        "report-requests-download",
        "development-report-requests-download",
        "S3_BUCKET_REPORT_REQUESTS_DOWNLOAD",
        "S3_BUCKET_REPORT_REQUESTS_DOWNLOAD",
    ),
    Bucket(LOGOS, "public-logos-tools", "S3_BUCKET_LOGO_UPLOAD"),
    Bucket("agreements", "notify.tools-mou", "S3_BUCKET_MOU"),
)
# The variables of those that can lie elsewhere, by prefix.
SETTINGS = {bucket.prefix: bucket.setting for bucket in BUCKETS if bucket.setting}
PREFIXES = {bucket.name: bucket.prefix for bucket in BUCKETS}
# Pictures of letters, which can be drawn again. No other program's, so no bucket of the table.
PREVIEWS = "letters-cache"
# What is kept only for a while, by bucket: all of it whose key begins so. The admin app has a logo
# there until somebody says that it is right.
TEMPORARY = {
    LOGOS: (f"{LOGOS}/temp-", f"{LOGOS}/letters/static/images/letter-template/temp-"),
    PREVIEWS: (f"{PREVIEWS}/",),
}
TEMPORARY_FOR = 7  # days
