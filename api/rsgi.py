"""What granian loads: api.rsgi:app."""

from api.app import create_app
from api.front import Front
from postroom import config, log, process

process.end_with_parent()
process.raise_file_limit()
settings = config.load_or_exit()
log.configure(settings.log_level)
app = Front(create_app(settings))
