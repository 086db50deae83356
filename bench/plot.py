"""Draws docs/plots/*.png from the data beside them; `make plots` installs what it needs."""

import csv
from pathlib import Path

from matplotlib.figure import Figure

PLOTS = Path(__file__).parents[1] / "docs" / "plots"

# By data file: the title, both axes, and the columns with their names.
FIGURES = {
    "retention": (
        "Forgetting expired messages",
        "expired messages",
        "seconds",
        {
            "partitions_s": "ops.run_retention()",
            "functions_s": "… without file removal",
            "rows_s": "deleting rows",
            "vacuum_s": "… and VACUUM afterwards",
        },
    ),
    "size": (
        "Sending while the table grows, 200 posts a second",
        "messages in the tables",
        "milliseconds",
        {"p50_ms": "p50", "p99_ms": "p99"},
    ),
    "clients": (
        "Sending with more clients",
        "clients",
        "per second",
        {"per_second": "POST /v2/notifications/sms", "ceiling": "the same SQL function, pgbench"},
    ),
}


def main() -> None:
    for name, (title, across, up, columns) in FIGURES.items():
        file = PLOTS / f"{name}.csv"
        if file.exists():
            with file.open() as data:
                draw(PLOTS / f"{name}.png", list(csv.DictReader(data)), title, across, up, columns)


def draw(
    file: Path,
    rows: list[dict[str, str]],
    title: str,
    across: str,
    up: str,
    columns: dict[str, str],
) -> None:
    """One line for each column over the first of the data."""
    figure = Figure(figsize=(7, 4), layout="constrained")
    axes = figure.subplots()
    places = [float(next(iter(row.values()))) for row in rows]
    for column, label in columns.items():
        axes.plot(places, [float(row[column]) for row in rows], marker="o", label=label)
    axes.set_xscale("symlog", linthresh=max(min(filter(None, places), default=1), 1))
    if up == "seconds":
        axes.set_yscale("log")
    else:
        axes.set_ylim(bottom=0)
    axes.set(title=title, xlabel=across, ylabel=up)
    axes.grid(alpha=0.3)
    axes.legend()
    figure.savefig(file, dpi=120)


if __name__ == "__main__":
    main()
