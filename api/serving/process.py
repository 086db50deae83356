"""What a process can ask of the kernel."""

import ctypes
import resource
import signal

PR_SET_PDEATHSIG = 1


def end_with_parent() -> None:
    """Get SIGTERM when the parent dies: killed, it could not say so itself."""
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def keep_the_end_waiting() -> None:
    """Let SIGTERM wait, for all threads that begin after this, until it can be heard."""
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})


def hear_the_end() -> None:
    """Hear SIGTERM from now on, also one that has waited."""
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM})


def raise_file_limit() -> None:
    """Raise the limit of open files, and so of connections, as far as the system allows."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
