"""What granian loads: api.rsgi:app."""

# ruff: noqa: E402
from api.serving import process

# Before everything that takes time: granian's main process tells one that starts to end too.
process.end_with_parent()
process.keep_the_end_waiting()

from api.app import create_app
from api.serving.front import Front
from postroom.settings import config, log

process.raise_file_limit()
settings = config.load_or_exit()
log.configure(settings.log_level)
try:
    app = Front(create_app(settings))
except Exception:
    # Whoever loads this would print it, as text and with all that it quotes.
    log.logger.critical("web process cannot start", exc_info=True)
    raise SystemExit(1) from None
