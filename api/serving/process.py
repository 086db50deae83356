"""What a process can ask of the kernel."""

import ctypes
import resource
import signal

PR_SET_PDEATHSIG = 1


def end_with_parent() -> None:
    """Get SIGTERM when the parent dies: killed, it could not say so itself."""
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def end_when_told() -> None:
    """End at SIGTERM, whatever the process that this one was forked from does then."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)


def raise_file_limit() -> None:
    """Raise the limit of open files, and so of connections, as far as the system allows."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
