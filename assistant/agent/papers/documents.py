"""Report on documents without a model: a list, changed files, labels."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path, PurePath
from typing import Literal

from assistant.events import Notice
from assistant.languages import Language, is_function_word, language_of, without_asking
from assistant.library.documents import DocumentFacts, Documents, StoredPassage
from assistant.library.library import Library
from assistant.library.terms import query_terms, terms
from assistant.paths import is_from_pack
from assistant.regexes import lazy_regex
from assistant.retrieval.dates import dates
from assistant.text import clean
from ingest.records import Unreadable

MOST_LISTED = 100
"""Most documents that a list names."""
_ABOUT_FILES = """
mention mentions mentioned contain contains hold holds speak talk refer about list erwähnen erwähnt enthalten enthält
mentionnent contiennent parlent mencionan contienen menzionano contengono mencionam contêm упоминают содержат 提到 提及 含有 包含
file files document documents paper papers doc docs library source sources folder folders content contents everything
datei dateien dokument dokumente unterlagen bibliothek fichier fichiers bibliothèque archivo archivos documento documentos
biblioteca arquivo arquivos ficheiro ficheiros documenti archivio файл файлы файлов документ документы документов библиотека
文件 文档 资料 资料库 文書 書類 ファイル 문서 파일 자료
summary summarise summarize summaries overview zusammenfassung résumé resumen riassunto resumo обзор 总结 概述 摘要 title titles
"""
_HOLDING = lazy_regex(
    r"\b(?:mention|contain|hold|speak|talk|refer|name[sd]?\b|about\b|with\b|have\b|are there|erwähn|enthalt|enthält|haben\b|gibt es|über\b"
    r"|mentionn|contien|parl|avons|y a-t-il|mencion|contien|habl|hay\b|tenemos|conten|temos|abbiamo|ci sono|menzion|упомина|содерж|есть\b)"
    r"|提到|提及|含有|包含|关于|有多少|有哪些|有几|言及|含む|ありますか|언급|포함|있나요|있습니까",
    re.IGNORECASE,
)
"""Words that ask which documents hold something, or exist; not what was published or cited elsewhere."""
_THERE: Mapping[Language, tuple[str, str]] = {
    "en": ("The library holds {count} documents:", "{count} of {all} documents hold these words ({words}):"),
    "zh": ("资料库里有{count}份文档：", "{all}份文档中有{count}份含有这些词（{words}）："),
    "de": (
        "Die Bibliothek enthält {count} Dokumente:",
        "{count} von {all} Dokumenten enthalten diese Wörter ({words}):",
    ),
    "fr": (
        "La bibliothèque contient {count} documents :",
        "{count} documents sur {all} contiennent ces mots ({words}) :",
    ),
    "es": (
        "La biblioteca contiene {count} documentos:",
        "{count} de {all} documentos contienen estas palabras ({words}):",
    ),
    "it": (
        "La biblioteca contiene {count} documenti:",
        "{count} documenti su {all} contengono queste parole ({words}):",
    ),
    "pt": (
        "A biblioteca contém {count} documentos:",
        "{count} de {all} documentos contêm estas palavras ({words}):",
    ),
    "ru": ("Документов в библиотеке: {count}:", "Документов с этими словами ({words}): {count} из {all}:"),
    "ja": (
        "ライブラリには{count}件の文書があります：",
        "{all}件のうち{count}件の文書にこれらの語（{words}）があります：",
    ),
    "ko": (
        "라이브러리에 문서가 {count}개 있습니다:",
        "문서 {all}개 가운데 {count}개에 이 낱말({words})이 있습니다:",
    ),
}
_MORE: Mapping[Language, str] = {
    "en": "… and {count} more: `assistant sources` lists them all.",
    "zh": "……还有{count}份：`assistant sources` 列出全部。",
    "de": "… und {count} weitere: `assistant sources` zeigt alle.",
    "fr": "… et {count} autres : `assistant sources` les montre tous.",
    "es": "… y {count} más: `assistant sources` los muestra todos.",
    "it": "… e altri {count}: `assistant sources` li mostra tutti.",
    "pt": "… e mais {count}: `assistant sources` mostra todos.",
    "ru": "… и ещё {count}: `assistant sources` покажет все.",
    "ja": "…ほかに{count}件：`assistant sources` ですべて表示します。",
    "ko": "… 그 밖에 {count}개: `assistant sources`가 모두 보여 줍니다.",
}


def list_answers(question: str) -> bool:
    """Return whether the list of documents answers a question about documents.

    It does where the question asks which or how many there are, or hold some words.
    """
    return not _topic(question) or _HOLDING.search(question) is not None


def document_list(
    library: Library, question: str, language: Language, documents: frozenset[int] | None
) -> str:
    """List the documents, or those that hold the question's words, as Markdown.

    Args:
        library: The library.
        question: "What files do you have?", "How many documents mention Talvik?"
        language: What it is answered in.
        documents: Only these; all of them when None.
    """
    every = [
        (number, path, title)
        for number, path, title in library.documents.named()
        if documents is None or number in documents
    ]
    words = _topic(question)
    chosen = every
    if words:
        called = {number: f"{PurePath(path).stem} {title}" for number, path, title in every}
        matching = holding(library, called, words, documents)
        chosen = [one for one in every if one[0] in matching]
    plain, narrowed = _THERE[language]
    head = narrowed if words else plain
    lines = [head.format(count=len(chosen), all=len(every), words=_as_asked(question, words)), ""]
    lines += [
        document_line(path, title) for _, path, title in sorted(chosen, key=lambda one: one[1])[:MOST_LISTED]
    ]
    if len(chosen) > MOST_LISTED:
        lines += ["", _MORE[language].format(count=len(chosen) - MOST_LISTED)]
    return "\n".join(lines)


def holding(
    library: Library, called: Mapping[int, str], words: Sequence[str], documents: frozenset[int] | None
) -> set[int]:
    """Return the documents that hold all terms in text, name or title.

    Args:
        library: The library.
        called: By number of the documents that may be meant, their name and title.
        words: The terms.
        documents: Where is looked; None for everywhere.
    """
    left = set(called)
    for word in words:
        inside = library.words.documents_holding([word], documents)
        left = {one for one in left if one in inside or word in terms(called[one])}
    return left


def _topic(question: str) -> list[str]:
    """Return the terms of a question that say which documents it is about."""
    generic = set(terms(_ABOUT_FILES))
    for word in _ABOUT_FILES.split():
        if not word.isascii():  # written without spaces, it stands inside a run of others
            question = question.replace(word, " ")
    # Where nothing else is left, the words that only ask are what `query_terms` gives.
    left, language = without_asking(question), language_of(question)
    return [
        term for term in query_terms(left) if term not in generic and not is_function_word(term, language)
    ]


def _as_asked(question: str, words: Sequence[str]) -> str:
    """Return the words of a question that some terms come from."""
    found = re.findall(r"[a-zA-Z0-9][\w'’-]*|[^\W_]+", question)
    asked = [word for word in found if set(terms(word)) & set(words)]
    return clean(", ".join(dict.fromkeys(asked)))


def document_line(path: str, title: str) -> str:
    """Return a document as an item of a list: its name, and maybe its title.

    The title is there where it says more than the name.
    """
    name, called = as_code(PurePath(path).name), as_code(title)
    return f"- {name} — {called}" if called and called != as_code(PurePath(path).stem) else f"- {name}"


def as_code(words: str) -> str:
    """Return a document's own words as Markdown code.

    Nothing in code is read as marks.
    """
    return f"`{code_text(words)}`" if words.strip() else ""


def code_text(words: str) -> str:
    """Return a document's own words as they may stand between backticks."""
    return " ".join(clean(words).replace("`", "'").split())


NAMED_FILES = 6
"""Most files that the notice names."""
HASHED_BYTES = 16 << 20
"""Largest file that is hashed again where only its time has changed."""

State = Literal["", "changed", "gone", "from_pack"]

_TEXTS: Mapping[Language, tuple[str, str, str]] = {
    "en": ("Changed since it was read: {}.", "No longer there since it was read: {}.", "Read it again: assistant ingest"),
    "de": ("Seit dem Einlesen geändert: {}.", "Seit dem Einlesen verschwunden: {}.", "Neu einlesen: assistant ingest"),
    "fr": ("Modifié depuis la lecture : {}.", "Disparu depuis la lecture : {}.", "Relire : assistant ingest"),
    "es": ("Ha cambiado desde que se leyó: {}.", "Ya no está desde que se leyó: {}.", "Vuelva a leerlo: assistant ingest"),
    "it": ("Modificato dopo la lettura: {}.", "Non c'è più dopo la lettura: {}.", "Rileggerlo: assistant ingest"),
    "pt": ("Alterado desde a leitura: {}.", "Já não existe desde a leitura: {}.", "Ler de novo: assistant ingest"),
    "ru": ("Изменён после чтения: {}.", "Удалён после чтения: {}.", "Прочитать снова: assistant ingest"),
    "zh": ("读取之后已更改：{}。", "读取之后已不存在：{}。", "重新读取：assistant ingest"),
    "ja": ("読み込み後に変更されています：{}。", "読み込み後になくなっています：{}。", "もう一度読み込む：assistant ingest"),
    "ko": ("읽은 뒤에 변경됨: {}.", "읽은 뒤에 없어짐: {}.", "다시 읽기: assistant ingest"),
}  # fmt: skip
"""Texts on changed files and on missing ones, and the hint, by language."""
_FROM_PACK: Mapping[Language, str] = {
    "en": "From a pack, its file is not on this machine: {}.",
    "de": "Aus einem Paket, die Datei ist nicht auf diesem Rechner: {}.",
    "fr": "Vient d'un paquet, le fichier n'est pas sur cette machine : {}.",
    "es": "De un paquete, su archivo no está en este equipo: {}.",
    "it": "Da un pacchetto, il file non è su questo computer: {}.",
    "pt": "De um pacote, o arquivo não está nesta máquina: {}.",
    "ru": "Из пакета, файла нет на этом компьютере: {}.",
    "zh": "来自知识包，原文件不在本机：{}。",
    "ja": "パックから取り込んだもので、元のファイルはこの機械にありません：{}。",
    "ko": "팩에서 온 문서라 파일이 이 컴퓨터에 없습니다: {}.",
}
"""Texts on documents that came in a pack, by language."""


def read_facts(documents: Documents, sources: Iterable[str]) -> dict[str, DocumentFacts]:
    """Return size, time and hash of files as they were read, by document's path.

    Those that the library does not know are left out.
    """
    files = {
        source: found for source in dict.fromkeys(sources) if (found := documents.file_at(source)) is not None
    }
    facts = documents.facts({number for number, _ in files.values()})
    return {
        source: replace(facts[number], file=path)
        for source, (number, path) in files.items()
        if number in facts
    }


def changed_since_read(
    read: Mapping[str, DocumentFacts], sources: Iterable[str], language: Language = "en"
) -> Notice | None:
    """Report which cited files changed, are gone or came in a pack; None for none.

    Args:
        read: How they were, by path.
        sources: The paths that an answer cites.
        language: Of the question.
    """
    known = {source: read.get(source) for source in sources}
    files = {(facts.file if facts else "") or source: facts for source, facts in known.items()}
    states = {file: _state(file, facts) for file, facts in files.items()}
    changed, gone, hint = _TEXTS[language]
    texts = ((changed, "changed"), (gone, "gone"), (_FROM_PACK[language], "from_pack"))
    parts = [
        text.format(", ".join(PurePath(source).name for source in found[:NAMED_FILES]))
        for text, state in texts
        if (found := [source for source, own in states.items() if own == state])
    ]
    space = "" if language in ("zh", "ja") else " "
    if all(state in ("", "from_pack") for state in states.values()):
        return Notice("from_pack", parts[0]) if parts else None
    return Notice("changed", space.join(parts), hint)


def _state(source: str, facts: DocumentFacts | None) -> State:
    if is_from_pack(source):
        return "from_pack"
    if facts is None:
        return ""
    path = Path(source)
    try:
        status = path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return "gone"
    except OSError:
        return ""  # a drive that does not answer says nothing of the file
    return "" if _as_read(path, status, facts) else "changed"


def _as_read(path: Path, status: os.stat_result, facts: DocumentFacts) -> bool:
    if status.st_size != facts.size:
        return False
    from ingest.reading import changed_ns, fingerprint_of  # with all readers, where a file is there

    if changed_ns(status) == facts.mtime_ns:
        return True
    if not facts.hash or status.st_size > HASHED_BYTES:
        return False
    try:
        return fingerprint_of(path).content_hash == facts.hash
    except Unreadable:
        return False


NAMED_FOLDERS = 3
"""Folders named with a file where another file has the same name."""
_HEAD_CHARS = 300
"""Characters of a document that are searched for its date."""
_MAILBOXES = (".mbox", ".mbx", "")
_MAIL = lazy_regex(r"\((?:.*, )?(\d{4}-\d\d-\d\d)\)$")  # how the heading of a mail in a mailbox ends


class DocumentLabels:
    """Label documents with a name and a date: "oak.md, 2023-05-05".

    A document that states no date gets that of its file.

    Args:
        library: Knows the documents.
        passages: All that may be shown: where two files are called alike, their folders are named too.
    """

    def __init__(self, library: Library, passages: Sequence[StoredPassage]) -> None:
        self._library = library
        sources = {one.document_id: one.source for one in passages}
        self._paths = {number: PurePath(source) for number, source in sources.items()}
        self._alike = Counter(path.name for path in self._paths.values())
        self._mailboxes = {
            number for number, path in self._paths.items() if path.suffix.lower() in _MAILBOXES
        }
        self._known: dict[int, str] = {}

    def of(self, passage: StoredPassage) -> str:
        """Return the label of a passage's document."""
        number = passage.document_id
        day = _day_of_mail(passage) if number in self._mailboxes else ""
        if day:
            return f"{self._name(self._paths[number])}, {day}"
        if number not in self._known:
            self._known[number] = self._named(number)
        return self._known[number]

    def _name(self, path: PurePath) -> str:
        return path.name if self._alike[path.name] == 1 else "/".join(path.parts[-NAMED_FOLDERS - 1 :])

    def _named(self, number: int) -> str:
        path = self._paths[number]
        name = self._name(path)
        if any(_day(one.readings[0]) for one in dates(path.stem.replace("_", " "))):
            return name
        if own := _own_date(self._library, number):
            return f"{name}, {own}"
        facts = self._library.documents.facts([number])
        saved = _local_day(facts[number].mtime_ns) if number in facts else ""
        return f"{name}, saved {saved}" if saved else name


def _day_of_mail(passage: StoredPassage) -> str:
    """Return the day of the mail that a mailbox's passage is from.

    Its heading says it; "" where none does.
    """
    match = _MAIL.search(passage.heading[1]) if len(passage.heading) > 1 else None
    return match[1] if match else ""


def _local_day(mtime_ns: int) -> str:
    try:
        return datetime.fromtimestamp(mtime_ns / 1e9).date().isoformat() if mtime_ns > 0 else ""
    except (OSError, OverflowError, ValueError):  # a time that the system has no date for
        return ""


def _own_date(library: Library, document: int) -> str:
    from assistant.retrieval.paper_dates import paper_date  # only where papers are shown

    head = "\n".join(one.text for one in library.documents.neighbours(document, 0, 1))[:_HEAD_CHARS]
    written = paper_date("", "", head)
    return _day((written.year, written.month, written.day))


def _day(reading: tuple[int | None, int | None, int | None]) -> str:
    year, month, day = reading
    return f"{year:04}-{month:02}-{day:02}" if year and month and day else ""
