"""What runs when: cron in UTC (with a sixth field for seconds) and the task.

The one table of periodic work; `make schedule` shows it. A day in what the tasks do is a
local day, Europe/London; only the times here are UTC.
"""

import inspect

from procrastinate.tasks import Task

from jobs.app import app
from jobs.objects import remove_objects
from jobs.retention import maintain_partitions, run_retention
from jobs.upkeep import give_up_callbacks, sweep, time_out_notifications

SCHEDULE: tuple[tuple[str, Task], ...] = (
    ("* * * * * */5", sweep),
    ("*/10 * * * *", remove_objects),
    ("20 * * * *", maintain_partitions),
    ("40 * * * *", give_up_callbacks),
    ("5 0 * * *", time_out_notifications),
    ("0 3 * * *", run_retention),
)

for _cron, _task in SCHEDULE:
    app.periodic(cron=_cron)(_task)


def rows() -> list[tuple[str, str, str]]:
    """Cron, the task's name, and the first sentence of what it does."""
    return [
        (cron, task.func.__name__, inspect.getdoc(task.func).split("\n")[0])
        for cron, task in SCHEDULE
    ]
