"""Every error a user can meet, in one tree.

AssistantError
├── UsageError                  a command or call was used wrongly            exit 2
│   └── SettingsError           a settings file or variable is wrong          exit 2
├── LibraryError                the library cannot do what was asked          exit 1
│   ├── LibraryBusy             another process is writing to it
│   ├── LibraryTooNew           a newer version of the program made it
│   ├── LibraryDamaged          its database cannot be read
│   └── StorageFull             the disk (or a quota) is full
├── PartMissing                 something has to be installed or started      exit 3
│   ├── ServerUnavailable       the model server does not answer
│   ├── ModelMissing            the model is not installed
│   └── ModelUnsuitable         the model cannot do what is asked of it
├── ModelFault                  the model or its server failed while working  exit 1
│   ├── ServerFault             it answered with an error, or not in time
│   ├── StreamCut               its answer stopped in the middle
│   └── InputTooLong            a text is longer than the model can take
└── ConnectionForbidden         something tried to leave the machine          exit 1
"""

from __future__ import annotations


class AssistantError(Exception):
    """What failed, on which thing, and what to do next.

    Attributes:
        message: One sentence: what failed and on what.
        hint: What the user can do now, a command where there is one; may be empty.
        exit_code: What the command line ends with.
        retry_helps: Whether the same call may succeed when it is made again later.
    """

    exit_code = 1
    retry_helps = False

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UsageError(AssistantError):
    """A command or a call was used wrongly."""

    exit_code = 2


class SettingsError(UsageError):
    """A settings file, an environment variable or a flag holds a wrong value."""


class LibraryError(AssistantError):
    """The library cannot do what was asked of it."""


class LibraryBusy(LibraryError):
    """Another process is writing to the library."""

    retry_helps = True


class LibraryTooNew(LibraryError):
    """A newer version of the program made the library."""


class LibraryDamaged(LibraryError):
    """The library's database cannot be read."""


class StorageFull(LibraryError):
    """The disk, or a quota on it, is full."""

    retry_helps = True


class PartMissing(AssistantError):
    """Something has to be installed or started first."""

    exit_code = 3


class ServerUnavailable(PartMissing):
    """The model server does not answer."""

    retry_helps = True


class ModelMissing(PartMissing):
    """The model is not installed."""


class ModelUnsuitable(PartMissing):
    """The model cannot do what is asked of it, or must not be used (it would leave the machine)."""


class ModelFault(AssistantError):
    """The model or its server failed while working."""


class ServerFault(ModelFault):
    """The model server answered with an error, or not in time."""

    retry_helps = True


class StreamCut(ModelFault):
    """The model's answer stopped in the middle."""

    retry_helps = True


class InputTooLong(ModelFault):
    """A text is longer than the model can take."""


class ConnectionForbidden(AssistantError):
    """Something tried to open a connection that the user did not ask for."""
