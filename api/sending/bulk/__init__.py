"""One template to many recipients: POST /v2/notifications/bulk."""
