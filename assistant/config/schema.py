"""What can be set, within which bounds, and what it does."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Literal, get_args, get_origin

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from assistant.addresses import host_name, refuse_credentials, server_url
from assistant.i18n import _, mark
from assistant.wording import enumerated
from ingest.exclude import checked_pattern

if TYPE_CHECKING:
    from pydantic.fields import FieldInfo


_RESERVED_NAMES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
_DURATION = re.compile(r"-?(\d+(\.\d+)?(ms|s|m|h))+")
_TELEGRAM_ANYBODY = frozenset(("1087968824", "136817688", "777000"))
"""Under whose number anonymous admins, channels, and what is forwarded from a channel write: anybody's, of any group."""


@dataclass(frozen=True, slots=True)
class Accepts:
    """Describes what a setting may be, where its type and bounds do not."""

    words: str


def library_name(text: str) -> str:
    """Accept a name that is safe as a file name on every system.

    Raises:
        ValueError: It is not.
    """
    name = unicodedata.normalize("NFC", text)
    safe = re.fullmatch(r"\w[\w.-]*", name) and not name.endswith(".") and not _RESERVED_NAMES.fullmatch(name)
    if not safe or len(name.encode()) > 200:
        raise ValueError(text)
    return name


def keep_alive(text: str) -> str:
    """Accept a duration as Ollama reads it; a plain number is seconds.

    Raises:
        ValueError: It is no duration.
    """
    duration = f"{text}s" if re.fullmatch(r"-?\d+(\.\d+)?", text) else text
    if not _DURATION.fullmatch(duration):
        raise ValueError(text)
    return duration


def telegram_id(value: object) -> str:
    """Accept a user's number on Telegram, written as a number or as text.

    Raises:
        ValueError: It is none; a name like "@ann" is not, nor is a number that many people write under.
    """
    text = str(value).strip()
    if isinstance(value, bool) or not re.fullmatch(r"[1-9][0-9]{0,19}", text) or text in _TELEGRAM_ANYBODY:
        raise ValueError(text)
    return text


def matrix_id(text: str) -> str:
    """Accept a whole user id of Matrix, like "@ann:example.org".

    Raises:
        ValueError: It is none; a name without a homeserver is not.
    """
    if not re.fullmatch(r"@[^\s:@]+:[^\s@]+", text) or len(text) > 255:
        raise ValueError(text)
    return text


def library_shown(text: str) -> str:
    """Accept who sees a library.

    Its name, "=" and a user id, or "*" for everybody who is allowed.

    Raises:
        ValueError: It says no such thing.
    """
    name, found, user = (part.strip() for part in text.partition("="))
    if not found or not user:
        raise ValueError(text)
    if user != "*":
        user = matrix_id(user) if user.startswith("@") else telegram_id(user)
    return f"{library_name(name)}={user}"


def at_least(least: int) -> Callable[[int], int]:
    """Make a check that a number is 0 (choose for me) or large enough to be of use."""

    def check(number: int) -> int:
        if 0 < number < least:
            raise ValueError(number)
        return number

    return check


def accepted(field: FieldInfo) -> str:
    """Describe in words what a setting may be."""
    for note in field.metadata:
        if isinstance(note, Accepts):
            return _(note.words)
    kind = field.annotation
    if get_origin(kind) is Literal:
        *first, last = [f'"{choice}"' for choice in get_args(kind)]
        return _("{first} or {last}", first=enumerated(first), last=last)
    if kind is bool:
        return _("true or false")
    if kind not in (int, float):
        return _("text")
    bounds = [
        getattr(limit, side) for side in ("ge", "le") for limit in field.metadata if hasattr(limit, side)
    ]
    least, most = bounds
    if kind is int:
        return _("a whole number from {least} to {most}", least=least, most=most)
    return _("a number from {least} to {most}", least=least, most=most)


class Section(BaseModel):
    """What every part of the settings has in common.

    Frozen, exact types, nothing unknown.
    """

    model_config = ConfigDict(
        extra="forbid", frozen=True, strict=True, allow_inf_nan=False, hide_input_in_errors=True
    )


Host = Annotated[str, AfterValidator(host_name)]
Hosts = Annotated[
    tuple[Host, ...], Accepts(mark('a list of host names or addresses, without "http://" or port'))
]
OllamaUrl = Annotated[
    str,
    AfterValidator(lambda text: server_url(text, ollama=True)),
    Accepts(mark('an address such as "http://127.0.0.1:11434"')),
]
OllamaUrls = Annotated[
    tuple[Annotated[str, AfterValidator(lambda text: server_url(text, ollama=True))], ...],
    Accepts(mark('a list of addresses such as "http://192.168.1.20:11434"')),
]
ChromaUrl = Annotated[
    str,
    AfterValidator(lambda text: text and server_url(text, default_port=8000)),
    Accepts(mark('empty or an address such as "http://127.0.0.1:8000"')),
]
Duration = Annotated[
    str,
    AfterValidator(keep_alive),
    Accepts(mark('a duration such as "90s", "30m" or "2h", or "-1" for ever')),
]
LibraryName = Annotated[
    str, AfterValidator(library_name), Accepts(mark('a short name of letters, digits, "-", "_" and "."'))
]

TelegramUsers = Annotated[
    tuple[Annotated[str, BeforeValidator(telegram_id)], ...],
    Accepts(mark("a list of Telegram user numbers such as 123456789")),
]
MatrixUsers = Annotated[
    tuple[Annotated[str, AfterValidator(matrix_id)], ...],
    Accepts(mark('a list of Matrix user ids such as "@ann:example.org"')),
]
Shown = Annotated[
    tuple[Annotated[str, AfterValidator(library_shown)], ...],
    Accepts(mark('a list of "LIBRARY=USER", with "*" as the user for all who are allowed')),
]
Patterns = Annotated[
    tuple[Annotated[str, AfterValidator(checked_pattern)], ...],
    Accepts(mark('a list of patterns as in a .gitignore, such as "*.tmp" or "drafts/"')),
]
BotApiUrl = Annotated[
    str,
    AfterValidator(lambda text: refuse_credentials(server_url(text, default_port=8081))),
    Accepts(mark('an address such as "https://api.telegram.org:443"')),
]
HomeserverUrl = Annotated[
    str,
    AfterValidator(lambda text: text and refuse_credentials(server_url(text, default_port=8008))),
    Accepts(mark('empty or an address such as "https://matrix.example.org"')),
]
MatrixUser = Annotated[
    str,
    AfterValidator(lambda text: text and matrix_id(text)),
    Accepts(mark('empty or a Matrix user id such as "@assistant:example.org"')),
]


OcrLanguages = Annotated[
    str,
    StringConstraints(pattern=r"^(?:[A-Za-z][A-Za-z_]{1,19}(?:\+[A-Za-z][A-Za-z_]{1,19}){0,9})?$"),
    Accepts(mark('empty or names of tesseract joined by "+", such as "eng+chi_sim"')),
]


class OllamaSettings(Section):
    """The model server."""

    host: OllamaUrl = Field(
        default="http://127.0.0.1:11434",
        description=mark(
            "Address of the Ollama server, with a user and a password where it wants them; OLLAMA_HOST is honoured too."
        ),
    )
    hosts: OllamaUrls = Field(
        default=(),
        description=mark(
            "Further Ollama servers with the same chat model: the least busy one answers, one that fails is left out "
            "for a while."
        ),
    )
    timeout_s: float = Field(
        default=300.0,
        ge=1,
        le=86_400,
        description=mark("Seconds to wait for the server's next piece of an answer."),
    )
    keep_alive: Duration = Field(
        default="30m", description=mark("How long Ollama keeps a model loaded after use.")
    )


class NetworkSettings(Section):
    """What besides this machine may be talked to."""

    allowed_hosts: Hosts = Field(
        default=(),
        description=mark("Hosts other than this machine on which the Ollama or the Chroma server may be."),
    )


class ModelSettings(Section):
    """Which models answer and embed."""

    chat: str = Field(
        default="", description=mark("Ollama model that answers; empty chooses among the installed ones.")
    )
    embedding: str = Field(
        default="",
        description=mark("Ollama model that embeds passages; empty chooses among the installed ones."),
    )
    chat_gguf: str = Field(
        default="", description=mark("Path of a GGUF file for the embedded engine to answer with.")
    )
    threads: int = Field(
        default=0,
        ge=0,
        le=1024,
        description=mark("Threads of the embedded engine; 0 chooses by cores and load."),
    )


class AnswerSettings(Section):
    """How questions are answered."""

    temperature: float = Field(
        default=0.6, ge=0, le=2, description=mark("How freely the model chooses its words.")
    )
    top_p: float = Field(
        default=0.95, ge=0.01, le=1, description=mark("Share of the likeliest words to choose among.")
    )
    think: Literal["auto", "on", "off"] = Field(
        default="auto", description=mark("Whether a model that can reason does so before it answers.")
    )
    context_tokens: Annotated[
        int, AfterValidator(at_least(512)), Accepts(mark("0 or a whole number from 512 to 1048576"))
    ] = Field(
        default=0,
        ge=0,
        le=1_048_576,
        description=mark("The model's context in tokens; 0 chooses by model and machine."),
    )
    max_answer_tokens: Annotated[
        int, AfterValidator(at_least(16)), Accepts(mark("0 or a whole number from 16 to 131072"))
    ] = Field(
        default=0,
        ge=0,
        le=131_072,
        description=mark("Longest answer in tokens, reasoning included; 0 takes what the context leaves."),
    )
    evidence_tokens: Annotated[
        int, AfterValidator(at_least(50)), Accepts(mark("0 or a whole number from 50 to 65536"))
    ] = Field(
        default=0,
        ge=0,
        le=65_536,
        description=mark(
            "How many tokens of your documents the model is shown for one question at most; 0 chooses by question, "
            "model and machine."
        ),
    )
    history_turns: int = Field(
        default=3,
        ge=0,
        le=50,
        description=mark("How many earlier turns of the conversation the model is shown."),
    )
    rewrite_follow_ups: bool = Field(
        default=True,
        description=mark(
            "Whether a follow-up is rewritten into a question that stands alone before searching."
        ),
    )


class SearchSettings(Section):
    """How documents are searched."""

    limit: int = Field(default=8, ge=1, le=100, description=mark("How many hits a search shows."))
    exact_up_to: int = Field(
        default=200_000,
        ge=0,
        le=100_000_000,
        description=mark(
            "Up to how many passages every vector is compared, instead of asking the Chroma index."
        ),
    )


class IngestSettings(Section):
    """How documents are read."""

    max_file_mb: int = Field(
        default=200, ge=1, le=100_000, description=mark("Files larger than this are skipped, in megabytes.")
    )
    workers: int = Field(
        default=0, ge=0, le=256, description=mark("Processes that read files; 0 chooses by cores.")
    )
    parse_timeout_s: int = Field(
        default=120, ge=1, le=86_400, description=mark("Seconds that reading one file may take.")
    )
    parse_memory_mb: int = Field(
        default=768,
        ge=256,
        le=1_048_576,
        description=mark(
            "Memory that the processes that read files may take together, in megabytes; each gets an equal "
            "share of 256 or more, and a file that needs all of it is read alone."
        ),
    )
    batch_size: int = Field(
        default=32, ge=1, le=1024, description=mark("How many passages are embedded in one request.")
    )
    exclude: Patterns = Field(
        default=(),
        description=mark(
            "Files and folders that are not read, as patterns with the meaning that they have in a .gitignore "
            "in the folder that was named; a path that is named itself is read all the same."
        ),
    )


class OcrSettings(Section):
    """How text in pictures is recognised (OCR)."""

    engine: Literal["auto", "rapidocr", "tesseract", "off"] = Field(
        default="auto",
        description=mark(
            "What recognises text in scans and pictures; auto takes rapidocr where it is installed, else tesseract."
        ),
    )
    languages: OcrLanguages = Field(
        default="",
        description=mark(
            "Languages that tesseract looks for; empty takes all that are installed. Rapidocr knows Chinese and English."
        ),
    )
    timeout_s: int = Field(
        default=180, ge=1, le=86_400, description=mark("Seconds that recognising one page may take.")
    )
    memory_mb: int = Field(
        default=1500,
        ge=256,
        le=1_048_576,
        description=mark("Memory that each process that recognises may take, in megabytes."),
    )


class ChromaSettings(Section):
    """The vector index."""

    url: ChromaUrl = Field(
        default="",
        description=mark(
            "Address of a Chroma server that several machines share; empty keeps the index here."
        ),
    )
    header_file: str = Field(
        default="",
        description=mark(
            'File with a token, or a whole header ("Name: value"), that a proxy before the Chroma server asks for; '
            "readable by you alone (0600)."
        ),
    )
    memory_mib: int = Field(
        default=1_024,
        ge=0,
        le=1_000_000,
        description=mark(
            "Most memory in MiB that the Chroma index on this machine may take (about 2 KiB a passage); a library that "
            "needs more is searched by codes of one bit a dimension and by its vectors on the disk."
        ),
    )


class TuiSettings(Section):
    """The terminal app."""

    theme: Literal[
        "dark",
        "light",
        "contrast",
        "contrast-light",
        "nord",
        "gruvbox",
        "catppuccin-mocha",
        "solarized-light",
    ] = Field(
        default="dark",
        description=mark("Colours of the terminal app; those of contrast are for eyes that need much of it."),
    )


class TelegramSettings(Section):
    """The bot on Telegram."""

    allowed: TelegramUsers = Field(
        default=(), description=mark("Who may ask the Telegram bot; nobody else is answered.")
    )
    can_add: TelegramUsers = Field(
        default=(), description=mark("Which of them may add documents by sending them to the bot.")
    )
    token_file: str = Field(
        default="",
        description=mark(
            "File with the bot's token, readable by you alone (0600); ASSISTANT_TELEGRAM_TOKEN wins over it."
        ),
    )
    base_url: BotApiUrl = Field(
        default="https://api.telegram.org:443",
        description=mark("Address of the Bot API server; messages pass through it."),
    )


class MatrixSettings(Section):
    """The bot on Matrix."""

    homeserver: HomeserverUrl = Field(
        default="",
        description=mark("Address of your homeserver; messages stay on it and on those it is joined with."),
    )
    user: MatrixUser = Field(default="", description=mark("The bot's own account."))
    device: str = Field(default="assistant", description=mark("Name of the bot's device, as others see it."))
    allowed: MatrixUsers = Field(
        default=(), description=mark("Who may ask the Matrix bot; nobody else is answered.")
    )
    can_add: MatrixUsers = Field(
        default=(), description=mark("Which of them may add documents by sending them to the bot.")
    )
    token_file: str = Field(
        default="",
        description=mark(
            "File with the bot's access token or password, readable by you alone (0600); ASSISTANT_MATRIX_TOKEN "
            "wins over it."
        ),
    )


class BotSettings(Section):
    """The chat bots."""

    libraries: Shown = Field(
        default=(),
        description=mark(
            "Who sees which library; one that is not named here is seen by all who are allowed where it is the bot's own, "
            "else by nobody."
        ),
    )
    at_once: int = Field(
        default=2, ge=1, le=64, description=mark("How many answers are written at the same time.")
    )
    waiting: int = Field(
        default=100,
        ge=1,
        le=10_000,
        description=mark("How many questions may wait; further ones are turned away."),
    )
    questions_a_day: int = Field(
        default=0,
        ge=0,
        le=100_000,
        description=mark("How many questions one user may ask in a day; 0 is no limit."),
    )
    max_upload_mb: int = Field(
        default=20, ge=1, le=2000, description=mark("Largest document that a bot takes, in megabytes.")
    )
    telegram: TelegramSettings = Field(default=TelegramSettings(), description=mark("The bot on Telegram."))
    matrix: MatrixSettings = Field(default=MatrixSettings(), description=mark("The bot on Matrix."))


class ServeSettings(Section):
    """The server for other programs."""

    port: int = Field(
        default=11435, ge=1, le=65_535, description=mark("Port that `assistant serve` listens on.")
    )
    citations: Literal["both", "text", "fields"] = Field(
        default="both",
        description=mark(
            "Where sources stand: as a list at the end of the text, in fields that clients may read, or both."
        ),
    )
    store: bool = Field(
        default=False, description=mark("Keep what other programs ask as conversations of the library.")
    )
    at_once: int = Field(
        default=2, ge=1, le=1_000, description=mark("How many questions are answered at the same time.")
    )
    waiting: int = Field(
        default=100,
        ge=0,
        le=100_000,
        description=mark("How many questions may wait; further ones are turned away."),
    )
    each: int = Field(
        default=20,
        ge=1,
        le=10_000,
        description=mark("How many questions of one user may wait or be answered at once."),
    )
    timeout_s: float = Field(
        default=1_800.0,
        ge=5,
        le=86_400,
        description=mark("Longest time that an answer may take, in seconds."),
    )
    max_body_mb: int = Field(
        default=20, ge=1, le=1_000, description=mark("Largest request that is taken, in megabytes.")
    )
    public_url: str = Field(
        default="",
        description=mark(
            "Address under which readers reach the server, where it stands behind a proxy; citations lead there."
        ),
    )


class Settings(Section):
    """Everything that can be set."""

    engine: Literal["auto", "ollama", "embedded"] = Field(
        default="auto",
        description=mark(
            "What runs the models; auto takes Ollama where it answers, else the embedded engine."
        ),
    )
    language: Literal["auto", "en", "zh"] = Field(
        default="auto",
        description=mark("What the program speaks: English, Chinese, or auto, which follows the system."),
    )
    library: LibraryName = Field(
        default="default", description=mark("Name of the library that commands use.")
    )
    ollama: OllamaSettings = Field(default=OllamaSettings(), description=mark("The model server."))
    network: NetworkSettings = Field(
        default=NetworkSettings(), description=mark("What besides this machine may be talked to.")
    )
    models: ModelSettings = Field(default=ModelSettings(), description=mark("Which models answer and embed."))
    answer: AnswerSettings = Field(default=AnswerSettings(), description=mark("How questions are answered."))
    search: SearchSettings = Field(default=SearchSettings(), description=mark("How documents are searched."))
    ingest: IngestSettings = Field(default=IngestSettings(), description=mark("How documents are read."))
    ocr: OcrSettings = Field(default=OcrSettings(), description=mark("How text in pictures is recognised."))
    chroma: ChromaSettings = Field(default=ChromaSettings(), description=mark("The vector index."))
    tui: TuiSettings = Field(default=TuiSettings(), description=mark("The terminal app."))
    serve: ServeSettings = Field(
        default=ServeSettings(), description=mark("The server for other programs (`assistant serve`).")
    )
    bots: BotSettings = Field(default=BotSettings(), description=mark("The chat bots."))
