"""Logging: one JSON object a line on standard output, never with personal data.

All of it: our own lines, those of libraries, and what Python would print of errors that nobody
caught. An exception is told by where it happened and its kind: its text may quote a recipient, a
row or a secret, so only such texts are told as cannot.
"""

import logging
import sys
import threading
import traceback
from collections.abc import Iterator
from types import TracebackType
from typing import Any

import psycopg
import structlog

# The loggers whose lines may be as detailed as NOTIFY_LOG_LEVEL says. Libraries would show whole
# requests at DEBUG.
OWN = ("api", "jobs", "postroom")
# Procrastinate's line a job would drown the rest.
QUIET = ("procrastinate",)
# Granian's have handlers of their own.
SERVER = ("_granian", "granian.access")

logger = structlog.get_logger(__name__)


def configure(level: str = "INFO") -> None:
    """Send everything that is told to standard output, each as a line of JSON."""
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(formatter())
    logging.basicConfig(level=floor(level, logging.INFO), handlers=[handler], force=True)
    for name in OWN:
        logging.getLogger(name).setLevel(level)
    for name in QUIET:
        logging.getLogger(name).setLevel(floor(level, logging.WARNING))
    logging.getLogger("psycopg").setLevel(floor(level, logging.WARNING))
    # Of an outage it would tell by the connection; those who use it tell of its begin and end.
    logging.getLogger("psycopg.pool").setLevel(floor(level, logging.ERROR))
    for name in SERVER:
        logging.getLogger(name).handlers.clear()
        logging.getLogger(name).propagate = True
    logging.captureWarnings(True)
    structlog.configure(
        processors=[*processors(), structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level)),
        cache_logger_on_first_use=True,
    )
    catch_uncaught()


def formatter() -> logging.Formatter:
    """Makes JSON of any record; postroom/launch/logging.json names it to Granian's main process."""
    return structlog.stdlib.ProcessorFormatter(
        processor=structlog.processors.JSONRenderer(), foreign_pre_chain=processors()
    )


def processors() -> list[structlog.typing.Processor]:
    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso"),
        leave_out_reprs,
        structlog.processors.ExceptionRenderer(describe),
    ]


def floor(level: str, least: int) -> int:
    return max(least, logging.getLevelName(level))


def leave_out_reprs(
    _: Any, __: str, event: structlog.typing.EventDict
) -> structlog.typing.EventDict:
    """Keep the first line of asyncio's texts: others show tasks with their exceptions' texts."""
    if event.get("logger") == "asyncio":
        event["event"] = str(event["event"]).partition("\n")[0]
    return event


def describe(
    exc_info: tuple[type[BaseException], BaseException, TracebackType | None],
) -> str:
    """Where an exception and those that led to it happened, and what they were."""
    return "\n".join(
        "".join(traceback.format_tb(error.__traceback__)) + said(error)
        for error in led_to(exc_info[1])
    )


def led_to(error: BaseException) -> Iterator[BaseException]:
    """The exception, after those that caused it and those that it is a group of."""
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if before is not None:
        yield from led_to(before)
    for one in error.exceptions if isinstance(error, BaseExceptionGroup) else ():
        yield from led_to(one)
    yield error


def said(error: BaseException) -> str:
    """The kind of an exception, and its text if it cannot quote anything."""
    kind = f"{type(error).__module__}.{type(error).__qualname__}".removeprefix("builtins.")
    if isinstance(error, psycopg.Error) and error.sqlstate:
        return f"{kind}: {error.sqlstate} {database_message(error)}".rstrip()
    if isinstance(error, OSError) and error.strerror:
        return f"{kind}: {error.strerror}"
    return kind


def database_message(error: psycopg.Error) -> str:
    """What the database says, without the row (DETAIL) or, in a data exception, the value."""
    if (error.sqlstate or "22").startswith("22"):
        return ""
    return error.diag.message_primary or ""


def catch_uncaught() -> None:
    """Tell of what nobody caught as of everything else."""
    sys.excepthook = uncaught
    threading.excepthook = uncaught_in_thread
    sys.unraisablehook = unraisable


def uncaught(kind: type[BaseException], error: BaseException, where: TracebackType | None) -> None:
    logger.critical("uncaught exception", exc_info=(kind, error, where))


def uncaught_in_thread(arguments: threading.ExceptHookArgs) -> None:
    if arguments.exc_value is not None and arguments.exc_type is not SystemExit:
        uncaught(arguments.exc_type, arguments.exc_value, arguments.exc_traceback)


def unraisable(arguments: "sys.UnraisableHookArgs") -> None:
    if error := arguments.exc_value:
        logger.error("unraisable exception", exc_info=(type(error), error, error.__traceback__))
