"""What the Matrix bot knows after a restart: its device, and how far it has read."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Remembered:
    """What outlasts a restart.

    Attributes:
        homeserver: The address that all of it belongs to.
        user: The bot's MXID.
        device: The device that its messages and keys belong to.
        token: Of a login by password; empty where the owner gave one.
        since: How far it has read, as the homeserver says it; empty before the first time.
        taken: Messages after that which were taken all the same, by id.
        invitations: Rooms it was asked into by people who are not heard, and by whom.
        told: Rooms that know already that the bot cannot read them.
    """

    homeserver: str = ""
    user: str = ""
    device: str = ""
    token: str = ""
    since: str = ""
    taken: tuple[str, ...] = ()
    invitations: dict[str, str] = field(default_factory=dict)
    told: tuple[str, ...] = ()


class Memory:
    """Keeps it in one file that only this user can read.

    Args:
        folder: A folder that only this user can enter.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / "matrix.json"
        self.now = self._read()

    def note(self, **changes: object) -> None:
        """Change some of it and write it; what stood in the file is there until all of the new is."""
        changed = replace(self.now, **changes)  # type: ignore[arg-type]
        if changed == self.now:
            return
        self.now = changed
        new = self._path.with_suffix(".new")
        new.unlink(missing_ok=True)
        descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(asdict(changed), file)
        new.replace(self._path)

    def forget(self, homeserver: str) -> None:
        """Begin anew, as somebody else or on another homeserver."""
        self.now = Remembered()
        self.note(homeserver=homeserver)

    def _read(self) -> Remembered:
        """Read the file; where there is none, or half of one, everything begins anew."""
        try:
            held = json.loads(self._path.read_text("utf-8"))
            return Remembered(
                **{**held, "taken": tuple(held.get("taken", ())), "told": tuple(held.get("told", ()))}
            )
        except (FileNotFoundError, ValueError, TypeError, AttributeError):
            return Remembered()
