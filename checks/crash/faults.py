"""What strikes a run, and how a run that is struck must end."""

from __future__ import annotations

import signal

from checks.crash.commands import Ran
from checks.crash.trial import Fault

STOPPED_BY_USER = 130
STOPPED = "Stopped. What was read is kept"
SOON_S = 60.0
"""A run that is told to stop ends within this time from its start, strace and a busy machine included."""


def _killed(ran: Ran, writer: bool) -> list[str]:
    silent = ran.code == -signal.SIGKILL and not ran.err
    # After the writer the command may make the same call as often, and be struck too.
    if writer and not silent:
        return _without_its_index(ran)
    return [] if silent else [f"killed, it ended with {ran.code}: {ran.err[-600:]}"]


def _without_its_index(ran: Ran) -> list[str]:
    """A run whose writer of the index is struck, each time that it is started, ends with a note on what to do."""
    told = [event for event in ran.said if event["event"] != "notice" or not event["hint"]]
    return (
        [f"it ended with {ran.code} and says {told}: {ran.err[-600:]}"] if ran.code or ran.err or told else []
    )


def _stopped(ran: Ran, writer: bool) -> list[str]:
    if writer and ran.code != STOPPED_BY_USER:
        return _without_its_index(ran)
    problems = []
    if ran.code != STOPPED_BY_USER:
        problems.append(f"told to stop, it ended with {ran.code}")
    if STOPPED not in ran.err:
        problems.append("it does not say that what was read is kept")
    if len(ran.err.strip().splitlines()) != 1:
        problems.append(f"it says more than it should: {ran.err[-1500:]}")
    if ran.seconds > SOON_S:
        problems.append(f"it took {ran.seconds:.0f} s to stop")
    return problems


def full(ran: Ran, writer: bool = False) -> list[str]:
    """A run that finds the disk full ends with an error and a hint, or goes on without its index and says so.

    Where it says nothing it must have done everything, which the trial looks at.
    """
    problems = []
    if ran.err and (not ran.err.startswith("Error: ") or len(ran.err.splitlines()) != 2):
        problems.append(f"it does not speak to a person: {ran.err[-1500:]}")
    if ran.code != (1 if ran.err else 0):
        problems.append(f"it ended with {ran.code}")
    if not all(event["message"] and event["hint"] for event in ran.said):
        problems.append(f"it does not say what to do: {ran.said}")
    return problems


KILL = Fault("kill", "signal=SIGKILL:when={number}", _killed)
TERMINATE = Fault("terminate", "signal=SIGTERM:when={number}", _stopped)
INTERRUPT = Fault("interrupt", "signal=SIGINT:when={number}", _stopped)
INSIST = Fault("insist", "signal=SIGINT:when={number}+3", _stopped)
"""Ctrl-C again and again while it is stopping."""
FULL = Fault("full", "error=ENOSPC:when={number}+", full)
FAULTS = {fault.name: fault for fault in (KILL, TERMINATE, INTERRUPT, INSIST, FULL)}
