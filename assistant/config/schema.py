"""What can be set, within which bounds, and what it does."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from typing import Annotated, Literal

from assistant.addresses import host_name, refuse_credentials, server_url
from assistant.config.section import Accepts, Check, Section, setting
from assistant.frozen import dataclass
from assistant.i18n import mark
from ingest.exclude import checked_pattern

_RESERVED_NAMES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
_DURATION = re.compile(r"-?(\d+(\.\d+)?(ms|s|m|h))+")
_TELEGRAM_ANYBODY = frozenset(("1087968824", "136817688", "777000"))
"""Under whose number anonymous admins, channels, and what is forwarded from a channel write: anybody's, of any group."""


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


def ocr_languages(text: str) -> str:
    """Accept names of languages as tesseract knows them, joined by "+"; or nothing.

    Raises:
        ValueError: It is neither.
    """
    if not re.fullmatch(r"(?:[A-Za-z][A-Za-z_]{1,19}(?:\+[A-Za-z][A-Za-z_]{1,19}){0,9})?", text):
        raise ValueError(text)
    return text


def at_least(least: int) -> Callable[[int], int]:
    """Make a check that a number is 0 (choose for me) or large enough to be of use."""

    def check(number: int) -> int:
        if 0 < number < least:
            raise ValueError(number)
        return number

    return check


Host = Annotated[str, Check(host_name)]
Hosts = Annotated[
    tuple[Host, ...], Accepts(mark('a list of host names or addresses, without "http://" or port'))
]
OllamaUrl = Annotated[
    str,
    Check(lambda text: server_url(text, ollama=True)),
    Accepts(mark('an address such as "http://127.0.0.1:11434"')),
]
OllamaUrls = Annotated[
    tuple[Annotated[str, Check(lambda text: server_url(text, ollama=True))], ...],
    Accepts(mark('a list of addresses such as "http://192.168.1.20:11434"')),
]
ChromaUrl = Annotated[
    str,
    Check(lambda text: text and server_url(text, default_port=8000)),
    Accepts(mark('empty or an address such as "http://127.0.0.1:8000"')),
]
Duration = Annotated[
    str,
    Check(keep_alive),
    Accepts(mark('a duration such as "90s", "30m" or "2h", or "-1" for ever')),
]
LibraryName = Annotated[
    str, Check(library_name), Accepts(mark('a short name of letters, digits, "-", "_" and "."'))
]

TelegramUsers = Annotated[
    tuple[Annotated[str, Check(telegram_id, of_any_type=True)], ...],
    Accepts(mark("a list of Telegram user numbers such as 123456789")),
]
MatrixUsers = Annotated[
    tuple[Annotated[str, Check(matrix_id)], ...],
    Accepts(mark('a list of Matrix user ids such as "@ann:example.org"')),
]
Shown = Annotated[
    tuple[Annotated[str, Check(library_shown)], ...],
    Accepts(mark('a list of "LIBRARY=USER", with "*" as the user for all who are allowed')),
]
Patterns = Annotated[
    tuple[Annotated[str, Check(checked_pattern)], ...],
    Accepts(mark('a list of patterns as in a .gitignore, such as "*.tmp" or "drafts/"')),
]
BotApiUrl = Annotated[
    str,
    Check(lambda text: refuse_credentials(server_url(text, default_port=8081))),
    Accepts(mark('an address such as "https://api.telegram.org:443"')),
]
HomeserverUrl = Annotated[
    str,
    Check(lambda text: text and refuse_credentials(server_url(text, default_port=8008))),
    Accepts(mark('empty or an address such as "https://matrix.example.org"')),
]
MatrixUser = Annotated[
    str,
    Check(lambda text: text and matrix_id(text)),
    Accepts(mark('empty or a Matrix user id such as "@assistant:example.org"')),
]


OcrLanguages = Annotated[
    str,
    Check(ocr_languages),
    Accepts(mark('empty or names of tesseract joined by "+", such as "eng+chi_sim"')),
]


@dataclass(frozen=True, slots=True)
class OllamaSettings(Section):
    """The model server."""

    host: OllamaUrl = setting(
        "http://127.0.0.1:11434",
        description=mark(
            "Address of the Ollama server, with a user and a password where it wants them; OLLAMA_HOST is honoured too."
        ),
    )
    hosts: OllamaUrls = setting(
        (),
        description=mark(
            "Further Ollama servers with the same chat model: the least busy one answers, one that fails is left out "
            "for a while."
        ),
    )
    timeout_s: float = setting(
        300.0,
        least=1,
        most=86_400,
        description=mark("Seconds to wait for the server's next piece of an answer."),
    )
    keep_alive: Duration = setting("30m", description=mark("How long Ollama keeps a model loaded after use."))


@dataclass(frozen=True, slots=True)
class NetworkSettings(Section):
    """What besides this machine may be talked to."""

    allowed_hosts: Hosts = setting(
        (),
        description=mark("Hosts other than this machine on which the Ollama or the Chroma server may be."),
    )


@dataclass(frozen=True, slots=True)
class ModelSettings(Section):
    """Which models answer and embed."""

    chat: str = setting(
        "", description=mark("Ollama model that answers; empty chooses among the installed ones.")
    )
    embedding: str = setting(
        "",
        description=mark("Ollama model that embeds passages; empty chooses among the installed ones."),
    )
    chat_gguf: str = setting(
        "", description=mark("Path of a GGUF file for the embedded engine to answer with.")
    )
    threads: int = setting(
        0,
        least=0,
        most=1024,
        description=mark("Threads of the embedded engine; 0 chooses by cores and load."),
    )


@dataclass(frozen=True, slots=True)
class AnswerSettings(Section):
    """How questions are answered."""

    temperature: float = setting(
        0.6, least=0, most=2, description=mark("How freely the model chooses its words.")
    )
    top_p: float = setting(
        0.95, least=0.01, most=1, description=mark("Share of the likeliest words to choose among.")
    )
    think: Literal["auto", "on", "off"] = setting(
        "auto", description=mark("Whether a model that can reason does so before it answers.")
    )
    think_s: float = setting(
        120.0,
        least=0,
        most=86_400,
        description=mark(
            "Seconds that it may reason where nobody asked it to; then it is asked to answer without. 0 sets no bound."
        ),
    )
    context_tokens: Annotated[
        int, Check(at_least(512)), Accepts(mark("0 or a whole number from 512 to 1048576"))
    ] = setting(
        0,
        least=0,
        most=1_048_576,
        description=mark("The model's context in tokens; 0 chooses by model and machine."),
    )
    max_answer_tokens: Annotated[
        int, Check(at_least(16)), Accepts(mark("0 or a whole number from 16 to 131072"))
    ] = setting(
        0,
        least=0,
        most=131_072,
        description=mark("Longest answer in tokens, reasoning included; 0 takes what the context leaves."),
    )
    evidence_tokens: Annotated[
        int, Check(at_least(50)), Accepts(mark("0 or a whole number from 50 to 65536"))
    ] = setting(
        0,
        least=0,
        most=65_536,
        description=mark(
            "How many tokens of your documents the model is shown for one question at most; 0 chooses by question, "
            "model and machine."
        ),
    )
    history_turns: int = setting(
        3,
        least=0,
        most=50,
        description=mark("How many earlier turns of the conversation the model is shown."),
    )
    rewrite_follow_ups: bool = setting(
        True,
        description=mark(
            "Whether a follow-up is rewritten into a question that stands alone before searching."
        ),
    )


@dataclass(frozen=True, slots=True)
class SearchSettings(Section):
    """How documents are searched."""

    limit: int = setting(8, least=1, most=100, description=mark("How many hits a search shows."))
    exact_up_to: int = setting(
        200_000,
        least=0,
        most=100_000_000,
        description=mark(
            "Up to how many passages every vector is compared, instead of asking the Chroma index."
        ),
    )


@dataclass(frozen=True, slots=True)
class IngestSettings(Section):
    """How documents are read."""

    max_file_mb: int = setting(
        200, least=1, most=100_000, description=mark("Files larger than this are skipped, in megabytes.")
    )
    workers: int = setting(
        0, least=0, most=256, description=mark("Processes that read files; 0 chooses by cores.")
    )
    parse_timeout_s: int = setting(
        120,
        least=1,
        most=86_400,
        description=mark("Seconds that reading one file, or a part of a long one, may take."),
    )
    parse_memory_mb: int = setting(
        768,
        least=256,
        most=1_048_576,
        description=mark(
            "Memory that the processes that read files may take together, in megabytes; each gets an equal "
            "share of 256 or more, and a file that needs all of it is read alone."
        ),
    )
    batch_size: int = setting(
        32, least=1, most=1024, description=mark("How many passages are embedded in one request.")
    )
    exclude: Patterns = setting(
        (),
        description=mark(
            "Files and folders that are not read, as patterns with the meaning that they have in a .gitignore "
            "in the folder that was named; a path that is named itself is read all the same."
        ),
    )


@dataclass(frozen=True, slots=True)
class OcrSettings(Section):
    """How text in pictures is recognised (OCR)."""

    engine: Literal["auto", "rapidocr", "tesseract", "off"] = setting(
        "auto",
        description=mark(
            "What recognises text in scans and pictures; auto takes rapidocr where it is installed, else tesseract."
        ),
    )
    languages: OcrLanguages = setting(
        "",
        description=mark(
            "Languages that tesseract looks for; empty takes all that are installed. Rapidocr knows Chinese and English."
        ),
    )
    timeout_s: int = setting(
        180, least=1, most=86_400, description=mark("Seconds that recognising one page may take.")
    )
    memory_mb: int = setting(
        1500,
        least=256,
        most=1_048_576,
        description=mark("Memory that each process that recognises may take, in megabytes."),
    )


@dataclass(frozen=True, slots=True)
class ChromaSettings(Section):
    """The vector index."""

    url: ChromaUrl = setting(
        "",
        description=mark(
            "Address of a Chroma server that several machines share; empty keeps the index here."
        ),
    )
    header_file: str = setting(
        "",
        description=mark(
            'File with a token, or a whole header ("Name: value"), that a proxy before the Chroma server asks for; '
            "readable by you alone (0600)."
        ),
    )
    memory_mib: int = setting(
        1_024,
        least=0,
        most=1_000_000,
        description=mark(
            "Most memory in MiB that the Chroma index on this machine may take (about 2 KiB a passage); a library that "
            "needs more is searched by codes of one bit a dimension and by its vectors on the disk."
        ),
    )


@dataclass(frozen=True, slots=True)
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
    ] = setting(
        "dark",
        description=mark("Colours of the terminal app; those of contrast are for eyes that need much of it."),
    )


@dataclass(frozen=True, slots=True)
class TelegramSettings(Section):
    """The bot on Telegram."""

    allowed: TelegramUsers = setting(
        (), description=mark("Who may ask the Telegram bot; nobody else is answered.")
    )
    can_add: TelegramUsers = setting(
        (), description=mark("Which of them may add documents by sending them to the bot.")
    )
    token_file: str = setting(
        "",
        description=mark(
            "File with the bot's token, readable by you alone (0600); ASSISTANT_TELEGRAM_TOKEN wins over it."
        ),
    )
    base_url: BotApiUrl = setting(
        "https://api.telegram.org:443",
        description=mark("Address of the Bot API server; messages pass through it."),
    )


@dataclass(frozen=True, slots=True)
class MatrixSettings(Section):
    """The bot on Matrix."""

    homeserver: HomeserverUrl = setting(
        "",
        description=mark("Address of your homeserver; messages stay on it and on those it is joined with."),
    )
    user: MatrixUser = setting("", description=mark("The bot's own account."))
    device: str = setting("assistant", description=mark("Name of the bot's device, as others see it."))
    allowed: MatrixUsers = setting(
        (), description=mark("Who may ask the Matrix bot; nobody else is answered.")
    )
    can_add: MatrixUsers = setting(
        (), description=mark("Which of them may add documents by sending them to the bot.")
    )
    token_file: str = setting(
        "",
        description=mark(
            "File with the bot's access token or password, readable by you alone (0600); ASSISTANT_MATRIX_TOKEN "
            "wins over it."
        ),
    )


@dataclass(frozen=True, slots=True)
class BotSettings(Section):
    """The chat bots."""

    libraries: Shown = setting(
        (),
        description=mark(
            "Who sees which library; one that is not named here is seen by all who are allowed where it is the bot's own, "
            "else by nobody."
        ),
    )
    at_once: int = setting(
        2, least=1, most=64, description=mark("How many answers are written at the same time.")
    )
    waiting: int = setting(
        100,
        least=1,
        most=10_000,
        description=mark("How many questions may wait; further ones are turned away."),
    )
    questions_a_day: int = setting(
        0,
        least=0,
        most=100_000,
        description=mark("How many questions one user may ask in a day; 0 is no limit."),
    )
    max_upload_mb: int = setting(
        20, least=1, most=2000, description=mark("Largest document that a bot takes, in megabytes.")
    )
    telegram: TelegramSettings = setting(TelegramSettings(), description=mark("The bot on Telegram."))
    matrix: MatrixSettings = setting(MatrixSettings(), description=mark("The bot on Matrix."))


@dataclass(frozen=True, slots=True)
class ServeSettings(Section):
    """The server for other programs."""

    port: int = setting(
        11435, least=1, most=65_535, description=mark("Port that `assistant serve` listens on.")
    )
    citations: Literal["both", "text", "fields"] = setting(
        "both",
        description=mark(
            "Where sources stand: as a list at the end of the text, in fields that clients may read, or both."
        ),
    )
    store: bool = setting(
        False, description=mark("Keep what other programs ask as conversations of the library.")
    )
    at_once: int = setting(
        2, least=1, most=1_000, description=mark("How many questions are answered at the same time.")
    )
    waiting: int = setting(
        100,
        least=0,
        most=100_000,
        description=mark("How many questions may wait; further ones are turned away."),
    )
    each: int = setting(
        20,
        least=1,
        most=10_000,
        description=mark("How many questions of one user may wait or be answered at once."),
    )
    timeout_s: float = setting(
        1_800.0,
        least=5,
        most=86_400,
        description=mark("Longest time that an answer may take, in seconds."),
    )
    max_body_mb: int = setting(
        20, least=1, most=1_000, description=mark("Largest request that is taken, in megabytes.")
    )
    public_url: str = setting(
        "",
        description=mark(
            "Address under which readers reach the server, where it stands behind a proxy; citations lead there."
        ),
    )


@dataclass(frozen=True, slots=True)
class Settings(Section):
    """Everything that can be set."""

    engine: Literal["auto", "ollama", "embedded"] = setting(
        "auto",
        description=mark(
            "What runs the models; auto takes Ollama where it answers, else the embedded engine."
        ),
    )
    language: Literal["auto", "en", "zh"] = setting(
        "auto",
        description=mark("What the program speaks: English, Chinese, or auto, which follows the system."),
    )
    library: LibraryName = setting("default", description=mark("Name of the library that commands use."))
    ollama: OllamaSettings = setting(OllamaSettings(), description=mark("The model server."))
    network: NetworkSettings = setting(
        NetworkSettings(), description=mark("What besides this machine may be talked to.")
    )
    models: ModelSettings = setting(ModelSettings(), description=mark("Which models answer and embed."))
    answer: AnswerSettings = setting(AnswerSettings(), description=mark("How questions are answered."))
    search: SearchSettings = setting(SearchSettings(), description=mark("How documents are searched."))
    ingest: IngestSettings = setting(IngestSettings(), description=mark("How documents are read."))
    ocr: OcrSettings = setting(OcrSettings(), description=mark("How text in pictures is recognised."))
    chroma: ChromaSettings = setting(ChromaSettings(), description=mark("The vector index."))
    tui: TuiSettings = setting(TuiSettings(), description=mark("The terminal app."))
    serve: ServeSettings = setting(
        ServeSettings(), description=mark("The server for other programs (`assistant serve`).")
    )
    bots: BotSettings = setting(BotSettings(), description=mark("The chat bots."))
