"""What answers about the collection say.

All of it in English and in Chinese, what is said most in other languages too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Literal

from assistant.agent.question.collection_questions import By
from assistant.frozen import dataclass
from assistant.languages import Language


@dataclass(frozen=True, slots=True)
class Texts:
    """The sentences of one language.

    {n}, {all}, {conditions} and the like stand for numbers and conditions.
    """

    all: str
    match: str
    own: str
    own_beside: str
    yes: str
    only_held: str
    beside: str
    part: str
    meant: str
    none: str
    nothing_said: str
    any_time: str
    there: str
    more: str
    formats: str
    languages: str
    languages_named: Mapping[Language, str]
    unknown: str
    folders: str
    size: str
    pages: str
    no_pages: str
    all_read: str
    failed: str
    removed: str
    duplicates: str
    no_duplicates: str
    of_file: str
    senders: str
    kind: str
    other_kind: str
    not_so: str
    larger: str
    smaller: str
    language: str
    folder: str
    joined: str
    brackets: str
    colon: str
    ordered: Mapping[str, str]
    states: Mapping[str, str]
    periods: Mapping[By, tuple[str, str, str, str]]
    unsaid: Mapping[By, str]


ORDERED: Mapping[Literal["en", "zh"], Mapping[str, str]] = {
    "en": {
        "newest": "The newest of {n} {noun}{conditions}:", "oldest": "The oldest of {n} {noun}{conditions}:",
        "largest": "The largest of {n} {noun}{conditions}:", "smallest": "The smallest of {n} {noun}{conditions}:",
    },
    "zh": {
        "newest": "{n}份文档{conditions}中最新的：", "oldest": "{n}份文档{conditions}中最早的：",
        "largest": "{n}份文档{conditions}中最大的：", "smallest": "{n}份文档{conditions}中最小的：",
    },
}  # fmt: skip
"""Heads of what is put in order."""
PERIODS: Mapping[Literal["en", "zh"], Mapping[By, tuple[str, str, str, str]]] = {
    "en": {
        "dated": ("dated {0} or later", "dated {1} or earlier", "dated from {0} to {1}", "dated {0}"),
        "added": ("came in on {0} or later", "came in on {1} or earlier", "came in from {0} to {1}", "came in on {0}"),
        "changed": ("changed on {0} or later", "changed on {1} or earlier", "changed from {0} to {1}", "changed on {0}"),
    },
    "zh": {
        "dated": ("日期不早于{0}", "日期不晚于{1}", "日期从{0}到{1}", "日期为{0}"),
        "added": ("{0}以来加入", "不晚于{1}加入", "{0}至{1}加入", "{0}加入"),
        "changed": ("{0}以来修改", "不晚于{1}修改", "{0}至{1}修改", "{0}修改"),
    },
}  # fmt: skip
"""Since, until, from to and on a day, by what the day is of."""
UNSAID: Mapping[Literal["en", "zh"], Mapping[By, str]] = {
    "en": {"dated": "", "added": "the last to come in first", "changed": "the last changed first"},
    "zh": {"dated": "", "added": "最后加入的在前", "changed": "最后修改的在前"},
}  # fmt: skip
"""What is said of the order where no period is."""

TEXTS: Mapping[Literal["en", "zh"], Texts] = {
    "en": Texts(
        all="The library holds {all} documents:",
        match="{n} of {all} documents {verb} ({conditions}):",
        own="You have {n} {said}:",
        own_beside="You have {n} {said}, and {more} that changes or adds to one:",
        yes="Yes: ",
        only_held="No document is called so, but {n} of {all} {hold} the words ({conditions}):",
        beside="{n} more {hold} the words in the text:",
        part="No document says all of this ({conditions}). The nearest:",
        meant="No document holds all of these words ({conditions}). The nearest in meaning:",
        none="None of the {all} documents matches ({conditions}).",
        nothing_said="Nothing matches.",
        any_time="Of any time there are these:",
        there=" There are {kinds}; in the folders {folders}.",
        more="… and {} more: `assistant sources` lists them all.",
        formats="{} documents, of these formats:",
        languages="{} documents, in these languages:",
        languages_named={"en": "English", "zh": "Chinese", "de": "German", "fr": "French", "es": "Spanish", "it": "Italian", "pt": "Portuguese", "ru": "Russian", "ja": "Japanese", "ko": "Korean"},
        unknown="unknown",
        folders="The documents lie in {} folders:",
        size="{n} {noun}, {size} MB in all, cut into {passages} passages.",
        pages="{} pages",
        no_pages="its format has no pages; it was cut into {} passages",
        all_read="No file failed: all {} documents were read.",
        failed="Files that were not read, or skipped ({}):",
        removed="The library keeps no record of what was taken out of it. Of the {} documents it holds, {} are no longer where they were read.",
        duplicates="Files with the very same content ({} groups):",
        no_duplicates="No two of the {} documents have the very same content.",
        of_file="Where a document states no date, the date of its file counts; it is marked with *.",
        senders="Senders of {} mails:",
        kind="format {}",
        other_kind="not of format {}",
        not_so="not {}",
        larger="of {} or more",
        smaller="of {} or less",
        language="language {}",
        folder="in the folder {}",
        joined=", ",
        brackets=" ({})",
        colon=": ",
        ordered=ORDERED["en"],
        states={"textless": "without text, or not recognised yet", "undated": "stating no date", "scanned": "scanned"},
        periods=PERIODS["en"],
        unsaid=UNSAID["en"],
    ),
    "zh": Texts(
        all="资料库里有{all}份文档：",
        match="{all}份文档中有{n}份符合（{conditions}）：",
        own_beside="共有{n}份{said}，另有{more}份补充或变更协议：",
        own="共有{n}份{said}：",
        yes="有。",
        only_held="没有文档以此为名，但{all}份文档中有{n}份的正文含有这些词（{conditions}）：",
        beside="另有{n}份文档的正文含有这些词：",
        part="没有文档完全符合（{conditions}），最接近的是：",
        meant="没有一份文档含有全部这些词（{conditions}），意思最接近的是：",
        none="{all}份文档中没有符合的（{conditions}）。",
        nothing_said="没有符合的文档。",
        any_time="不限时间的有：",
        there="资料库里有：{kinds}；所在文件夹：{folders}。",
        more="……还有{}份：`assistant sources` 列出全部。",
        formats="{}份文档，格式如下：",
        languages="{}份文档，语言如下：",
        languages_named={"en": "英文", "zh": "中文", "de": "德文", "fr": "法文", "es": "西班牙文", "it": "意大利文", "pt": "葡萄牙文", "ru": "俄文", "ja": "日文", "ko": "韩文"},
        unknown="不明",
        folders="文档放在{}个文件夹里：",
        size="{n}份文档，共{size} MB，切分为{passages}段。",
        pages="{}页",
        no_pages="此格式不分页，切分为{}段",
        all_read="没有读取失败的文件：{}份全部读取成功。",
        failed="未能读取或跳过的文件（{}个）：",
        removed="资料库不保留删除记录。现有{}份文档中，有{}份已不在读取时的位置。",
        duplicates="内容完全相同的文件（{}组）：",
        no_duplicates="{}份文档中没有内容完全相同的。",
        of_file="文档没有写明日期的，以文件的修改日期为准，标有*。",
        senders="{}封邮件的发件人：",
        kind="格式{}",
        other_kind="格式不是{}",
        not_so="不是{}",
        larger="不小于{}",
        smaller="不大于{}",
        language="语言{}",
        folder="在文件夹{}中",
        joined="，",
        brackets="（{}）",
        colon="：",
        ordered=ORDERED["zh"],
        states={"textless": "没有文字或尚未识别", "undated": "没有写明日期", "scanned": "扫描件"},
        periods=PERIODS["zh"],
        unsaid=UNSAID["zh"],
    ),
}  # fmt: skip

_FIELDS = (
    "all",
    "match",
    "yes",
    "only_held",
    "beside",
    "part",
    "meant",
    "none",
    "nothing_said",
    "any_time",
    "more",
    "joined",
)
_OTHERS: Mapping[Language, str] = {
    "de": "Die Bibliothek enthält {all} Dokumente:|{n} von {all} Dokumenten passen ({conditions}):|Ja: |Kein Dokument heißt so, aber {n} von {all} enthalten die Wörter ({conditions}):|{n} weitere enthalten die Wörter im Text:|Kein Dokument sagt all dies ({conditions}). Am nächsten kommen:|Kein Dokument enthält alle diese Wörter ({conditions}). Dem Sinn nach am nächsten:|Keines der {all} Dokumente passt ({conditions}).|Nichts passt.|Aus allen Zeiten gibt es:|… und {} weitere: `assistant sources` nennt alle.|, ",
    "fr": "La bibliothèque contient {all} documents :|{n} documents sur {all} correspondent ({conditions}) :|Oui : |Aucun document ne porte ce nom, mais {n} sur {all} contiennent les mots ({conditions}) :|{n} autres contiennent les mots dans le texte :|Aucun document ne dit tout cela ({conditions}). Les plus proches :|Aucun document ne contient tous ces mots ({conditions}). Les plus proches par le sens :|Aucun des {all} documents ne correspond ({conditions}).|Rien ne correspond.|De toutes les époques, il y a :|… et {} autres : `assistant sources` les montre tous.|, ",
    "es": "La biblioteca contiene {all} documentos:|{n} de {all} documentos coinciden ({conditions}):|Sí: |Ningún documento se llama así, pero {n} de {all} contienen las palabras ({conditions}):|{n} más contienen las palabras en el texto:|Ningún documento dice todo esto ({conditions}). Los más cercanos:|Ningún documento contiene todas estas palabras ({conditions}). Los más cercanos por el sentido:|Ninguno de los {all} documentos coincide ({conditions}).|Nada coincide.|De cualquier época hay estos:|… y {} más: `assistant sources` los muestra todos.|, ",
    "it": "La biblioteca contiene {all} documenti:|{n} documenti su {all} corrispondono ({conditions}):|Sì: |Nessun documento si chiama così, ma {n} su {all} contengono le parole ({conditions}):|Altri {n} contengono le parole nel testo:|Nessun documento dice tutto questo ({conditions}). I più vicini:|Nessun documento contiene tutte queste parole ({conditions}). I più vicini per senso:|Nessuno dei {all} documenti corrisponde ({conditions}).|Niente corrisponde.|Di qualsiasi epoca ci sono:|… e altri {}: `assistant sources` li mostra tutti.|, ",
    "pt": "A biblioteca contém {all} documentos:|{n} de {all} documentos correspondem ({conditions}):|Sim: |Nenhum documento tem esse nome, mas {n} de {all} contêm as palavras ({conditions}):|Mais {n} contêm as palavras no texto:|Nenhum documento diz tudo isto ({conditions}). Os mais próximos:|Nenhum documento contém todas estas palavras ({conditions}). Os mais próximos pelo sentido:|Nenhum dos {all} documentos corresponde ({conditions}).|Nada corresponde.|De qualquer época há estes:|… e mais {}: `assistant sources` mostra todos.|, ",
    "ru": "Документов в библиотеке: {all}:|Подходит документов: {n} из {all} ({conditions}):|Да: |Так не называется ни один документ, но слова есть в {n} из {all} ({conditions}):|Ещё {n} содержат эти слова в тексте:|Ни один документ не говорит всего этого ({conditions}). Ближайшие:|Ни один документ не содержит всех этих слов ({conditions}). Ближайшие по смыслу:|Ни один из документов ({all}) не подходит ({conditions}).|Ничего не подходит.|За всё время есть:|… и ещё {}: все показывает `assistant sources`.|, ",
    "ja": "ライブラリには{all}件の文書があります：|{all}件のうち{n}件が該当します（{conditions}）：|はい。|その名前の文書はありませんが、{all}件のうち{n}件の本文にこれらの語があります（{conditions}）：|ほかに{n}件の本文にこれらの語があります：|すべてに当てはまる文書はありません（{conditions}）。最も近いもの：|これらの語をすべて含む文書はありません（{conditions}）。意味が最も近いもの：|{all}件の文書に該当するものはありません（{conditions}）。|該当するものはありません。|時期を問わなければ次のものがあります：|……ほか{}件：`assistant sources`ですべて表示。|、",
    "ko": "라이브러리에 문서가 {all}개 있습니다:|문서 {all}개 가운데 {n}개가 해당합니다 ({conditions}):|네: |그런 이름의 문서는 없지만, {all}개 가운데 {n}개에 이 낱말이 있습니다 ({conditions}):|{n}개가 더 본문에 이 낱말을 담고 있습니다:|모두에 맞는 문서는 없습니다 ({conditions}). 가장 가까운 것:|이 낱말을 모두 담은 문서는 없습니다 ({conditions}). 뜻이 가장 가까운 것:|문서 {all}개 가운데 해당하는 것이 없습니다 ({conditions}).|해당하는 것이 없습니다.|시기를 가리지 않으면 다음이 있습니다:|… 그 밖에 {}개: `assistant sources`가 모두 보여 줍니다.|, ",
}  # fmt: skip


@lru_cache(maxsize=10)
def texts_in(language: Language) -> Texts:
    """Return what is said in a language; in English what it has no words for."""
    if language in ("en", "zh"):
        return TEXTS["zh" if language == "zh" else "en"]
    return replace(TEXTS["en"], **dict(zip(_FIELDS, _OTHERS[language].split("|"), strict=True)))  # type: ignore[arg-type]
