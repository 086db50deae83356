"""What the world does to each message: decided by its number, which its text carries."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Plan:
    """How a provider treats a message, and the one state that is right in the end.

    `trouble`, in its first sight of the message: "fail" (503), "hang" (takes it and never
    says so), "slow" (says so after a second) or "huge" (says so, and far too much more).
    `receipts`: statuses in the order they are sent in, "early" ones before the provider's answer.
    """

    final: str
    receipts: tuple[str, ...] = ()
    trouble: str = ""
    early: bool = False


DELIVERED = Plan("delivered", ("delivered",))
PLANS = (
    DELIVERED,
    Plan("delivered", ("delivered",), trouble="fail"),
    Plan("delivered", ("delivered",), trouble="hang"),
    Plan("delivered", ("delivered",), trouble="slow"),
    Plan("delivered", ("delivered",), early=True),
    Plan("delivered", ("delivered", "delivered")),
    # Only Firetext knows a receipt that is not the last.
    Plan("delivered", ("pending", "delivered")),
    Plan("delivered", ("delivered", "pending")),
    # The first final receipt wins.
    Plan("delivered", ("delivered", "permanent-failure")),
    Plan("permanent-failure", ("permanent-failure", "delivered")),
    Plan("permanent-failure", ("permanent-failure",)),
    Plan("temporary-failure", ("temporary-failure",)),
    Plan("permanent-failure", ("permanent-failure",), early=True),
    # Never heard of again: ends when its time is out.
    Plan("temporary-failure"),
    Plan("delivered", ("delivered",), trouble="huge"),
    *[DELIVERED] * 5,
)


def plan(number: int) -> Plan:
    """The plan of message so and so."""
    return PLANS[number % len(PLANS)]


def mmg(status: str) -> str | None:
    return {"delivered": "3", "permanent-failure": "2", "temporary-failure": "4"}.get(status)


def firetext(status: str) -> tuple[str, str]:
    """Status and code."""
    return {
        "delivered": ("0", "000"),
        "pending": ("2", ""),
        "permanent-failure": ("1", "101"),
        "temporary-failure": ("1", "102"),
    }[status]


def ses(status: str) -> dict | None:
    """What SES says of an email, without the mail itself."""
    kinds = {
        "delivered": {"notificationType": "Delivery", "delivery": {}},
        "permanent-failure": {"notificationType": "Bounce", "bounce": {"bounceType": "Permanent"}},
        "temporary-failure": {"notificationType": "Bounce", "bounce": {"bounceType": "Transient"}},
    }
    return kinds.get(status)
