"""What a user does in an afternoon, on either engine: the commands that are watched."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from assistant.cli import COMMANDS
from checks.offline.controls import ELSEWHERE

QUESTION = "What is the penalty for late delivery?"
REPLY = "If the Seller delivers late, it pays the Buyer a penalty of 0.5 percent of the price for each full week of delay."
CHAT, EMBEDDING = "deepseek-r1:8b", "bge-m3"
PROXIES = dict.fromkeys(
    ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"),
    f"http://{ELSEWHERE}:3128",
)
CHROMA = {"ASSISTANT_SEARCH_EXACT_UP_TO": "0"}
"""However few vectors there are, the Chroma index is asked, so that it is imported and opened."""


@dataclass(frozen=True)
class Step:
    """One command.

    Attributes:
        words: What is typed after `assistant`; `{papers}` is the folder of documents, `{scratch}` one for files that a command writes.
        holds: What its output must hold: a command that did nothing proves nothing.
        code: What it ends with.
        module: What is run: the command itself, or what gives it a terminal.
    """

    words: tuple[str, ...]
    holds: str = ""
    code: int = 0
    module: str = "assistant"

    @property
    def exists(self) -> bool:
        """Whether the program has this command."""
        return self.words[0] in COMMANDS or self.words[0].startswith("-")


@dataclass(frozen=True)
class Session:
    """Commands of one user with one engine.

    Attributes:
        name: What is special about it.
        steps: The commands.
        environ: What is set beside the usual.
        server: Whether a model server runs.
        chroma_server: Whether a Chroma server runs.
    """

    name: str
    steps: Sequence[Step]
    environ: Mapping[str, str] = field(default_factory=dict)
    server: bool = False
    chroma_server: bool = False


def _step(line: str, holds: str = "", code: int = 0, *more: str) -> Step:
    return Step((*line.split(" "), *more), holds, code)


INGEST = _step("ingest {papers}", "passages", 4)
"""One of the papers is broken, hence the exit code."""
ASK = _step("ask", "[1]", 0, QUESTION)
FOLLOW_UP = _step("ask --continue --json", '"event": "finished"', 0, "And how is the delay counted?")

EVERYTHING = (
    INGEST,
    _step("ingest", "unchanged"),
    _step("search", "seal", 0, "rotor seal"),
    _step("search --json", '"hits": [{', 0, "转子密封圈"),
    ASK,
    FOLLOW_UP,
    _step("table --csv", "Document,", 0, QUESTION),
    _step("verify"),
    _step("status", "passages"),
    _step("sources", "handbook.md"),
    _step("sources --failed --json", "broken.pdf"),
    _step("models"),
    _step("models recommend", "deepseek-r1"),
    _step("trust", "No key is trusted yet"),
    _step("bundle verify {papers}", "", 1),
    _step("doctor", "Answers are possible"),
    _step("config", "engine"),
    _step("config --describe --json", '"key"'),
    Step(("tui",), "[1]", module="checks.offline.in_a_terminal"),
    Step(("bot", "telegram", "--once"), "[1]", module="checks.offline.by_telegram"),
    _step("summary handbook.md"),
    Step(("serve",), "[1]", module="checks.offline.by_http"),
    Step(("mcp",), "'results': [{", module="checks.offline.by_http"),
    _step("pack export {scratch}/papers.pack", "passages"),
    _step("pack import {scratch}/papers.pack", "here already"),
    _step("backup {scratch}/all.backup", "default"),
    _step("restore {scratch}/all.backup --replace", "restored"),
    _step("history", QUESTION[:10]),
    _step("export", "[1]"),
    _step("open 1", "", 1),  # there is no screen
    _step("completion bash", "complete"),
    _step("watch status"),
    _step("setup", "answer.think"),
    _step("eval {papers}/../questions.csv", "", 2),
    _step("passphrase", "", 2),
    _step("forget {papers}/handbook.md", "forgotten"),
    _step("--version", "assistant"),
)

SESSIONS = (
    Session("embedded engine, extracted answers", EVERYTHING, {"ASSISTANT_ENGINE": "embedded", **CHROMA}),
    Session(
        "embedded engine, a GGUF file answers",
        (INGEST, _step("ask --json", '"status": ', 0, QUESTION), FOLLOW_UP, _step("models")),
        {
            "ASSISTANT_ENGINE": "embedded",
            "ASSISTANT_MODELS_CHAT_GGUF": "{gguf}",
            "ASSISTANT_ANSWER_MAX_ANSWER_TOKENS": "48",
        },
    ),
    Session(
        "Ollama",
        (*EVERYTHING, _step(f"models pull {CHAT}", "is here")),
        {"ASSISTANT_ENGINE": "ollama", **CHROMA},
        server=True,
    ),
    Session(
        "Ollama, proxies set",
        (INGEST, ASK, FOLLOW_UP, _step("models", CHAT), _step("doctor", "Answers are possible")),
        {"ASSISTANT_ENGINE": "ollama", **PROXIES},
        server=True,
    ),
    Session(
        "engine chosen by what is there, no server, proxies set",
        (INGEST, ASK, _step("doctor", "Answers are possible"), _step("models")),
        PROXIES,
    ),
    Session(
        "a Chroma server on this machine",
        (INGEST, _step("search", "seal", 0, "rotor seal"), _step("forget {papers}/handbook.md", "forgotten")),
        {"ASSISTANT_ENGINE": "embedded", "ASSISTANT_CHROMA_URL": "{chroma}", **CHROMA, **PROXIES},
        chroma_server=True,
    ),
    Session(
        "an encrypted library",
        (
            INGEST,
            _step("encrypt", "encrypted"),
            ASK,
            _step("search", "seal", 0, "rotor seal"),
            _step("decrypt"),
        ),
        {"ASSISTANT_ENGINE": "embedded", "ASSISTANT_PASSPHRASE": "a sentence for the proof alone"},
    ),
)
FEW = Session(
    "Ollama, proxies set, two papers",
    (
        _step("ingest {papers}", "passages"),
        ASK,
    ),
    {"ASSISTANT_ENGINE": "ollama", **PROXIES},
    server=True,
)
