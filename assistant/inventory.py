"""Look at what there is and what is missing: library, engines, models, machine."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.errors import LibraryError, ServerUnavailable
from assistant.frozen import dataclass

if TYPE_CHECKING:
    from assistant.api import Assistant
    from assistant.config import Loaded
    from assistant.library.library import Library
    from assistant.models.hardware import Machine as Machine
    from assistant.models.hardware import Recommendation as Recommendation
    from assistant.models.ollama.models import PullProgress as PullProgress
    from assistant.models.selection import Engines as Engines
    from assistant.models.selection import ModelRow as ModelRow

_PACKAGE = Path(__file__).parent
_EXAMPLES = (_PACKAGE / "examples", _PACKAGE.parent / "examples" / "documents")
"""Where the example documents are: in the installed package, and in a checkout."""


@dataclass(frozen=True, slots=True)
class Holdings:
    """How much a library holds.

    Attributes:
        documents: Those whose text was found; a mailbox holds many.
        files: Files that they stand in.
        failed: Files that could not be read.
        skipped: Files of no kind that is read.
        passages: Passages of all documents.
        waiting: Texts that still wait to be embedded.
        roots: Folders and files that were given to be read.
    """

    documents: int
    files: int
    failed: int
    skipped: int
    passages: int
    waiting: int
    roots: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Choices:
    """What is read, and what is left out.

    Attributes:
        roots: Folders and files that were given to be read.
        absent: Roots and drives that are not there now, and how many files of each are kept.
        excluded: Patterns of what is left out, by the folder that they were given for.
        everywhere: Patterns of the settings, which count in every folder.
        kept_out: Files and folders that are not to be read again.
    """

    roots: tuple[str, ...]
    absent: Mapping[str, int]
    excluded: Mapping[str, tuple[str, ...]]
    everywhere: tuple[str, ...]
    kept_out: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SetupState:
    """What a new user has, and lacks.

    Attributes:
        holdings: How much the library holds.
        engines: What serves it.
        examples: The folder with the example documents, or None where it is not there.
    """

    holdings: Holdings
    engines: Engines
    examples: str | None

    @property
    def empty(self) -> bool:
        """Whether there is nothing to ask yet."""
        return self.holdings.passages == 0


@dataclass(frozen=True, slots=True)
class Models:
    """The models there are.

    Attributes:
        rows: Ollama's, the latest changed first, then those of the embedded engine.
        problem: Why Ollama's are not among them, or None.
    """

    rows: tuple[ModelRow, ...]
    problem: ServerUnavailable | None


@dataclass(frozen=True, slots=True)
class Recommended:
    """What to install on this machine.

    Attributes:
        machine: What it has.
        advice: The model that answers, and why that one.
        chat_bytes: What has to be fetched for it; 0 where none fits.
        embedding: The model that embeds.
        embedding_bytes: What has to be fetched for it.
    """

    machine: Machine
    advice: Recommendation
    chat_bytes: int
    embedding: str
    embedding_bytes: int

    @property
    def chat(self) -> str:
        """The name of the model that answers; empty where none fits."""
        return self.advice.model or ""

    @property
    def reason(self) -> str:
        """Why this model, or why none."""
        return self.advice.reason


def read_holdings(library: Library) -> Holdings:
    """Count what a library holds."""
    counts = library.documents.counts()
    return Holdings(
        documents=counts["found"],
        files=counts["files"],
        failed=counts["failed"],
        skipped=counts["skipped"],
        passages=counts["passages"],
        waiting=library.vectors.state().pending,
        roots=tuple(library.documents.roots()),
    )


def read_choices(assistant: Assistant) -> Choices:
    """Look at what is read and what is left out, and whether it is there."""
    from ingest.places import absent

    library, exclusions = assistant.library, assistant.exclusions()
    roots = library.documents.roots()
    devices = {path: file.device for path, file in library.documents.known().items()}
    return Choices(
        roots=tuple(roots),
        absent=absent(roots, devices),
        excluded={root: tuple(patterns) for root, patterns in exclusions.by_root.items()},
        everywhere=tuple(exclusions.everywhere),
        kept_out=tuple(exclusions.kept_out),
    )


def library_exists(loaded: Loaded) -> bool:
    """Return whether the library of the settings exists, even without its database."""
    from assistant.library.folder import has_library

    return has_library(loaded.paths.library(loaded.settings.library))


def holdings_of(loaded: Loaded) -> Holdings:
    """Count what the library of the settings holds; opens nothing else.

    Raises:
        LibraryError: There is none, or it cannot be opened.
    """
    from assistant.library.library import Library

    with Library(loaded.paths.library(loaded.settings.library)) as library:
        return read_holdings(library)


def read_setup(assistant: Assistant) -> SetupState:
    """Look at what there is; asks the model server."""
    return SetupState(
        holdings=read_holdings(assistant.library),
        engines=assistant.engines(),
        examples=next((str(folder) for folder in _EXAMPLES if (folder / "handbook.md").is_file()), None),
    )


def engines_of(loaded: Loaded) -> Engines:
    """Return which engine and models would serve; needs no library."""
    from assistant.library.library import Library
    from assistant.offline import only_model_server

    settings = loaded.settings
    library: Library | None = None
    with ExitStack() as held:
        held.enter_context(only_model_server(settings.ollama.host, settings.network.allowed_hosts))
        if library_exists(loaded):
            try:
                library = held.enter_context(Library(loaded.paths.library(settings.library)))
                library.documents.counts()
            except LibraryError:  # the doctor tells of it
                library = None
        return look_at_engines(loaded, library)


def look_at_engines(loaded: Loaded, library: Library | None) -> Engines:
    """Return which engine and models serve a library; may ask the model server."""
    from assistant.models.selection import ModelChoice

    choice = ModelChoice(loaded.settings, library.vectors if library else None)
    try:
        return choice.engines()
    finally:
        choice.close()


def list_models(loaded: Loaded, engines: Engines) -> Models:
    """List the models there are; asks the model server of the settings, and no other.

    Args:
        loaded: The settings in force.
        engines: What serves, so that it can be told which model does.
    """
    from assistant.models.selection import embedded_rows, model_server, ollama_rows

    found: list[ModelRow] = []
    problem: ServerUnavailable | None = None
    if loaded.settings.engine != "embedded":
        with model_server(loaded) as server:
            try:
                found = ollama_rows(server, engines)
            except ServerUnavailable as error:
                problem = error
    return Models((*found, *embedded_rows(engines)), problem)


def embedder_here(rows: Sequence[ModelRow]) -> str:
    """Return an embedder that is here and reads Chinese and English; else nothing."""
    from assistant.models.hardware import reads_both

    return next((row.name for row in rows if row.can_embed and not row.refused and reads_both(row.name)), "")


def pull_model(loaded: Loaded, name: str) -> Generator[PullProgress, None, None]:
    """Fetch a model through the model server; closed early, it can be resumed.

    Raises:
        ModelUnsuitable: It is a cloud model.
        PartMissing: The server does not answer, or there is no such model.
        ServerFault: It could not be got.
    """
    from assistant.models.selection import model_server

    with model_server(loaded) as server:
        yield from server.pull(name)


def recommended(loaded: Loaded) -> Recommended:
    """Choose the models that fit this machine; looking at it can take seconds.

    They fit its memory, and answer in good time by what `assistant setup` measured here; where nothing was measured, and there
    is no graphics card, by the speed of its memory and arithmetic.
    """
    from assistant.models.hardware import (
        BILINGUAL_EMBEDDING,
        BILINGUAL_EMBEDDING_BYTES,
        DEEPSEEK_R1,
        read_machine,
        recommend,
    )
    from assistant.models.speed import kept_speeds, within_patience, worked_out

    machine = read_machine()
    advice = recommend(machine)
    if advice.model:
        folder = loaded.paths.libraries.parent
        advice = within_patience(advice, machine, worked_out(kept_speeds(folder), machine, folder))
    weights = {size.name: size.file_bytes for size in DEEPSEEK_R1}
    return Recommended(
        machine=machine,
        advice=advice,
        chat_bytes=weights.get(advice.model or "", 0),
        embedding=BILINGUAL_EMBEDDING,
        embedding_bytes=BILINGUAL_EMBEDDING_BYTES,
    )
