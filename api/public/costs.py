"""What a message costs, as reading shows it (docs/contract/reading.md, costs)."""

from typing import Any

NOT_READY: dict[str, Any] = {
    "is_cost_data_ready": False,
    "cost_in_pounds": None,
    "cost_details": {},
}
FREE = frozenset({"cancelled", "technical-failure", "validation-failed", "virus-scan-failed"})


def cost(row: dict[str, Any]) -> dict[str, Any]:
    """Pounds, and what they are made of."""
    if row["notification_type"] == "email":
        return ready(0.0, {})
    return sms_cost(row) if row["notification_type"] == "sms" else letter_cost(row)


def ready(pounds: float, details: dict[str, Any]) -> dict[str, Any]:
    return {"is_cost_data_ready": True, "cost_in_pounds": pounds, "cost_details": details}


def sms_cost(row: dict[str, Any]) -> dict[str, Any]:
    units = row["billable_units"]
    if row["status"] == "created" and not units:
        return NOT_READY
    multiplier, rate = float(row["rate_multiplier"]), float(row["sms_rate"])
    return ready(
        units * multiplier * rate,
        {
            "billable_sms_fragments": units,
            "international_rate_multiplier": multiplier,
            "sms_rate": rate,
        },
    )


def letter_cost(row: dict[str, Any]) -> dict[str, Any]:
    sheets, status = row["billable_units"], row["status"]
    if status == "pending-virus-check" or (status == "created" and not sheets):
        return NOT_READY
    if status in FREE:
        sheets = 0
    if sheets and row["letter_rate"] is None:
        # No rate for so many sheets: nobody can say.
        return NOT_READY
    pounds = float(row["letter_rate"]) if sheets else 0.0
    return ready(pounds, {"billable_sheets_of_paper": sheets, "postage": row["postage"]})
