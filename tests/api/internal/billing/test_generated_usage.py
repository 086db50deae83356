"""Bills and reports of random messages against a calculation that is slow and plain.

Around what goes wrong with days: both changes of the clocks, new rates, the ends of years.
"""

import random
from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest

from tests.tools import make

LONDON = ZoneInfo("Europe/London")
CHARGED = {
    "sms": {"sending", "sent", "delivered", "pending", "temporary-failure", "permanent-failure"},
    "email": {"sending", "delivered", "temporary-failure", "permanent-failure"},
    "letter": {"sending", "delivered", "returned-letter"},
}
STATUSES = [*sorted(CHARGED["sms"]), "returned-letter", "created", "technical-failure", "cancelled"]
RATES = ["0.01", "0.024", "0.5"]
POSTAGE = ["first", "second", "economy", "europe", "rest-of-world"]
# Moments at which a day, a rate or a year begins.
EDGES = [
    datetime.fromisoformat(text)
    for text in (
        "2025-10-26T01:00Z", "2025-10-27T00:00Z", "2026-01-05T00:00Z", "2026-03-29T01:00Z",
        "2026-03-29T23:00Z", "2026-03-31T23:00Z", "2026-04-06T23:00Z", "2026-06-30T23:00Z",
        "2026-10-24T23:00Z", "2026-10-25T01:00Z", "2026-10-26T00:00Z", "2027-03-28T01:00Z",
        "2027-03-31T23:00Z",
    )
]  # fmt: skip

# Milliseconds and hours from an edge: at it, and in the weeks around it.
NEAR, AROUND = (-1, 0, 1, -3_600_000, 3_600_000), 20 * 24


class Scenario:
    """Messages around one or two edges, and rates that are new on days near these."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.edges = self.random.sample(EDGES, self.random.choice((1, 1, 2)))
        self.messages = [self.message() for _ in range(self.random.choice((5, 60, 120)))]
        # None for a service that has no allowance.
        self.allowances = [self.random.choice((0, 20, 60)), self.random.choice((10, 120)), None]
        self.today = self.day() + timedelta(days=self.random.choice((0, 25, 60, 60)))
        self.new_rates = {
            self.day(): self.random.choice(RATES) for _ in range(self.random.randrange(4))
        }
        # The day after a message and one that is as good as any.
        first = self.random.choice(self.messages)["created_at"] + timedelta(days=1)
        self.range = sorted((first.astimezone(LONDON).date(), self.day()))

    def moment(self):
        edge = self.random.choice(self.edges)
        if self.random.random() < 0.3:
            return edge + timedelta(milliseconds=self.random.choice(NEAR))
        return edge + timedelta(hours=self.random.randint(-AROUND, AROUND))

    def day(self):
        return self.moment().astimezone(LONDON).date()

    def message(self):
        pick = self.random.choice
        return {
            "owner": pick((0, 0, 1, 1, 2)),
            "created_at": self.moment(),
            "channel": pick(("sms", "sms", "sms", "email", "letter")),
            "status": pick(["delivered"] * len(STATUSES) + STATUSES),
            "key_type": pick(("normal", "normal", "team", "test")),
            "sent_by": pick((None, "mmg", "firetext")),
            "rate_multiplier": pick((None, 1, 2, 8)),
            "billable_units": pick(range(6)),
            "postage": pick(POSTAGE),
        }


def midnight(day):
    return datetime(day.year, day.month, day.day, tzinfo=LONDON).astimezone(UTC)


def financial_year(day):
    return day.year if day >= date(day.year, 4, 1) else day.year - 1


class Slowly:
    """What the messages cost, one after the other."""

    def __init__(self, db, scenario):
        self.today, self.allowances = scenario.today, scenario.allowances
        self.sms_rates = db.execute("select valid_from, rate from postroom.sms_rates").fetchall()
        self.letter_rates = db.execute("select * from postroom.letter_rates").fetchall()
        found = map(self.charge, scenario.messages)
        self.charges = sorted((c for c in found if c), key=lambda c: (c.day, c.owner))

    def charge(self, message):
        channel, day = message["channel"], message["created_at"].astimezone(LONDON).date()
        if message["key_type"] == "test" or message["status"] not in CHARGED[channel]:
            return None
        units = 0 if channel == "email" else message["billable_units"]
        multiplier = (message["rate_multiplier"] or 1) if channel == "sms" else 1
        return SimpleNamespace(
            owner=message["owner"], day=day, channel=channel, units=units,
            chargeable=units * multiplier, rate=self.rate(message, day),
            provider=message["sent_by"] or "unknown",
            postage=message["postage"] if channel == "letter" else "none",
        )  # fmt: skip

    def rate(self, message, day):
        if message["channel"] == "email":
            return Decimal(0)
        if message["channel"] == "sms":
            begun = [r for r in self.sms_rates if r["valid_from"] <= midnight(day)]
            return max(begun, key=lambda r: r["valid_from"])["rate"]
        begun = [
            r for r in self.letter_rates
            if r["start_date"] <= midnight(day) and r["post_class"] == message["postage"]
            and r["sheet_count"] == message["billable_units"]
        ]  # fmt: skip
        return max(begun, key=lambda r: r["start_date"])["rate"] if begun else Decimal(0)

    def bill(self, owner, year, until):
        """Each charge of a service in a year, with what of it was free and what is to be paid."""
        left = self.allowances[owner] or 0
        for c in self.charges:
            if c.owner != owner or financial_year(c.day) != year or c.day > until:
                continue
            units = {"sms": c.chargeable, "email": 0, "letter": 1}[c.channel]
            free = min(left, units) if c.channel == "sms" else 0
            left -= free
            yield c, units, free, (units - free) * c.rate

    def usage(self, owner, year, group):
        sums = defaultdict(lambda: [0, 0, 0, Decimal(0)])
        for c, units, free, cost in self.bill(owner, year, self.today):
            if c.channel == "sms" and self.allowances[owner] is None:
                continue
            row = sums[group(c)]
            for n, value in enumerate((1, units, free, cost)):
                row[n] += value
        return {key: (n, units, free, float(cost)) for key, (n, units, free, cost) in sums.items()}


def by_month(c):
    return (f"{c.day:%B}", c.channel, float(c.rate), c.postage)


def by_type(c):
    return (c.channel, float(c.rate))


def prepare(db, scenario, owners):
    """The messages, and the facts of the days before today."""
    for day, rate in scenario.new_rates.items():
        db.execute(
            "insert into postroom.sms_rates values (%s, %s)"
            " on conflict (valid_from) do update set rate = excluded.rate",
            (midnight(day), rate),
        )
    for owner, fragments in zip(owners, scenario.allowances, strict=True):
        db.execute("delete from postroom.allowances where service_id = %s", (owner.id,))
        if fragments is not None:
            db.execute(
                "insert into postroom.allowances (service_id, financial_year, fragments)"
                " select %s, year, %s from generate_series(2024, 2027) as year",
                (owner.id, fragments),
            )
    for message in scenario.messages:
        make.message(db, owners[message["owner"]], **{
            name: value for name, value in message.items() if name != "owner"
        })  # fmt: skip
    # Each is counted in the night after it, as history does not last.
    for day in sorted({m["created_at"].astimezone(LONDON).date() for m in scenario.messages}):
        if day < scenario.today:
            at_noon(db, day + timedelta(days=1))
            make.call(db, "ops.build_billing_facts", day=day)
    at_noon(db, scenario.today)


def at_noon(db, day):
    make.at(db, (midnight(day) + timedelta(hours=12)).isoformat())


def used(db, function, owner, year):
    return make.call(db, f"api.{function}", service_id=owner.id, year=year)


def figures(row):
    return (
        row["notifications_sent"], row["chargeable_units"], row["free_allowance_used"], row["cost"],
    )  # fmt: skip


@pytest.fixture
def owners(db):
    # Nothing else is in the database's facts.
    db.execute("truncate postroom.billing_facts")
    return [make.service(db) for _ in range(3)]


@pytest.mark.parametrize("seed", range(30))
def test_bills_are_what_a_slow_calculation_says(db, owners, seed):
    scenario = Scenario(seed)
    prepare(db, scenario, owners)
    slowly = Slowly(db, scenario)

    check_usage(db, owners, slowly)
    check_reports(db, owners, slowly, scenario.range)


def check_usage(db, owners, slowly):
    for n, owner in enumerate(owners):
        for year in (2025, 2026, 2027):
            monthly = {
                (r["month"], r["notification_type"], r["rate"], r["postage"]): figures(r)
                for r in used(db, "read_monthly_usage", owner, year)
            }
            expected = slowly.usage(n, year, by_month)
            assert monthly == {key: row for key, row in expected.items() if key[1] != "email"}
            yearly = {
                (r["notification_type"], r["rate"]): figures(r)
                for r in used(db, "read_yearly_usage", owner, year)
            }
            assert yearly == slowly.usage(n, year, by_type)


def check_reports(db, owners, slowly, ends):
    """Of the facts alone, which today has none of."""
    yesterday = slowly.today - timedelta(days=1)
    first, last = ends
    # A bill is of one year.
    last = min(last, date(financial_year(first) + 1, 3, 31))
    asked = [c for c in slowly.charges if first <= c.day <= min(last, yesterday)]

    def rows(function):
        found = db.execute(f"select api.{function}(%s, %s) as row", (first, last)).fetchall()
        return [row["row"] for row in found]

    bills = {}
    for n, owner in enumerate(owners):
        mine = [
            b
            for b in slowly.bill(n, financial_year(first), min(last, yesterday))
            if b[0].day >= first
        ]
        texts = [b for b in mine if b[0].channel == "sms"]
        letters = [b for b in mine if b[0].channel == "letter"]
        cost = sum((b[3] for b in texts), Decimal(0))
        if cost or letters:
            paid = sum(b[1] - b[2] for b in texts) if cost else 0
            bills[str(owner.id)] = (
                float(cost), paid, len(letters), float(sum((b[3] for b in letters), Decimal(0))),
            )  # fmt: skip
    assert bills == {
        row["service_id"]: (
            row["sms_cost"], row["sms_chargeable_units"], row["total_letters"], row["letter_cost"],
        )
        for row in rows("list_bills")
    }  # fmt: skip

    texts = [c for c in asked if c.channel == "sms"]
    assert [
        (row["day"], row["provider"], row["sms_totals"], row["sms_fragment_totals"],
         row["sms_cost"])
        for row in rows("list_provider_volumes")
    ] == [
        (str(day), provider, len(some), sum(c.units for c in some),
         float(sum(c.chargeable * c.rate for c in some)))
        for day, provider in sorted({(c.day, c.provider) for c in texts})
        if (some := [c for c in texts if (c.day, c.provider) == (day, provider)])
    ]  # fmt: skip
    assert [
        (row["day"], row["email_totals"], row["letter_sheet_totals"], row["sms_chargeable_units"])
        for row in rows("list_daily_volumes")
    ] == [
        (str(day), sum(c.channel == "email" for c in some),
         sum(c.units for c in some if c.channel == "letter"),
         sum(c.chargeable for c in some if c.channel == "sms"))
        for day in sorted({c.day for c in asked})
        if (some := [c for c in asked if c.day == day])
    ]  # fmt: skip
    volumes = {row["service_id"]: row for row in rows("list_service_volumes")}
    assert {
        id: (row["sms_chargeable_units"], row["email_totals"], row["letter_totals"])
        for owner in owners
        if (row := volumes.get(id := str(owner.id)))
    } == {
        str(owner.id): (
            sum(c.chargeable for c in asked if (c.owner, c.channel) == (n, "sms")),
            sum((c.owner, c.channel) == (n, "email") for c in asked),
            sum((c.owner, c.channel) == (n, "letter") for c in asked),
        )
        for n, owner in enumerate(owners) if slowly.allowances[n] is not None
    }  # fmt: skip
