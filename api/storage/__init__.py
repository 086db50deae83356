"""A door that speaks S3 in front of the object store: what the admin app needs of it, no more.

See docs/contract/internal.md, the S3 door.
"""
