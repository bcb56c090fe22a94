"""Questions about the library itself, answered by the program from its list of documents: exactly, and without a model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import PurePath

from assistant.languages import Language
from assistant.library.library import Library
from assistant.library.terms import query_terms, terms
from assistant.text_safety import clean

MOST = 100
"""Most documents that are named."""
_ABOUT_FILES = """
file files document documents paper papers doc docs library source sources folder folders content contents everything
datei dateien dokument dokumente unterlagen bibliothek fichier fichiers bibliothèque archivo archivos documento documentos
biblioteca arquivo arquivos ficheiro ficheiros documenti archivio файл файлы файлов документ документы документов библиотека
文件 文档 资料 资料库 文書 書類 ファイル 문서 파일 자료
summary summarise summarize summaries overview zusammenfassung résumé resumen riassunto resumo обзор 总结 概述 摘要 title titles
"""
_THERE: Mapping[Language, tuple[str, str]] = {
    "en": ("The library holds {count} documents:", "{count} of {all} documents hold these words ({words}):"),
    "zh": ("资料库里有{count}份文件：", "{all}份文件中有{count}份含有这些词（{words}）："),
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


def answer(library: Library, question: str, language: Language, documents: frozenset[int] | None) -> str:
    """List the documents of a library, or those that hold the words a question names, as Markdown.

    Args:
        library: The library.
        question: "What files do you have?", "How many documents mention Talvik?"
        language: What it is answered in.
        documents: Only these; all of them when None.
    """
    every = [
        (number, path, title)
        for number, path, title in library.named_documents()
        if documents is None or number in documents
    ]
    words = topic(library, question)
    chosen = every
    if words:
        holding = library.documents_holding(words, documents)
        named = {
            number
            for number, path, title in every
            if set(words) <= set(terms(f"{PurePath(path).stem} {title}"))
        }
        chosen = [one for one in every if one[0] in holding | named]
    plain, narrowed = _THERE[language]
    head = narrowed if words else plain
    lines = [head.format(count=len(chosen), all=len(every), words=clean(", ".join(words))), ""]
    lines += [_line(path, title) for _, path, title in sorted(chosen, key=lambda one: one[1])[:MOST]]
    if len(chosen) > MOST:
        lines += ["", _MORE[language].format(count=len(chosen) - MOST)]
    return "\n".join(lines)


def topic(library: Library, question: str) -> Sequence[str]:
    """Give the terms of a question about documents that say which, of those that stand in the library."""
    generic = set(terms(_ABOUT_FILES))
    wanted = [term for term in query_terms(question) if term not in generic]
    holding = library.document_frequencies(wanted)
    return [term for term in wanted if holding[term]]


def _line(path: str, title: str) -> str:
    name = PurePath(path).name
    # A title or a name is a document's own word: nothing in it may be read as Markdown of ours.
    shown = clean(name).replace("`", "'").replace("\n", " ")
    called = clean(title).replace("\n", " ").strip()
    return f"- `{shown}`" + (f" — {called}" if called and called != PurePath(path).stem else "")
