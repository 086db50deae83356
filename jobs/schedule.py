"""What runs when: cron in UTC (with a sixth field for seconds) and the task.

The one table of periodic work; `make schedule` shows it. A day in what the tasks do is a
local day, Europe/London; only the times here are UTC.
"""

import inspect

from procrastinate.tasks import Task

from jobs.alerts import check_alerts
from jobs.app import app
from jobs.letters.printing import begin_printing
from jobs.maintenance import run_maintenance
from jobs.objects import remove_objects, remove_temporary_files
from jobs.providers.balance import switch_slow_provider, tend_providers
from jobs.providers.rotation import change_dvla_api_key, change_dvla_password
from jobs.providers.setup import look_at_providers
from jobs.upkeep import gather_strays, sweep
from jobs.uploads import complete_uploads, keep_statistics

SCHEDULE: tuple[tuple[str, Task], ...] = (
    ("* * * * * */2", sweep),
    ("* * * * * */30", check_alerts),
    ("* * * * *", gather_strays),
    ("* * * * *", complete_uploads),
    ("* * * * *", look_at_providers),
    ("* * * * *", switch_slow_provider),
    ("*/5 * * * *", tend_providers),
    ("*/10 * * * *", remove_objects),
    ("*/10 * * * *", begin_printing),
    ("5 * * * *", run_maintenance),
    ("20 3 * * *", remove_temporary_files),
    ("50 * * * *", keep_statistics),
    ("0 9 * * *", change_dvla_api_key),
    ("0 9 * * *", change_dvla_password),
)

for _cron, _task in SCHEDULE:
    app.periodic(cron=_cron)(_task)


def rows() -> list[tuple[str, str, str]]:
    """Cron, the task's name, and the first sentence of what it does."""
    return [
        (cron, task.func.__name__, (inspect.getdoc(task.func) or "").split("\n")[0])
        for cron, task in SCHEDULE
    ]
