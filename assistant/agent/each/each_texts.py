"""What is said of a table of documents, in the languages of questions."""

from __future__ import annotations

from collections.abc import Mapping

from assistant.languages import Language

TEXTS: Mapping[Language, Mapping[str, str]] = {
    "en": {
        "looked": "Asking {count} documents one by one", "document": "Document", "answer": "Answer",
        "matching": "{found} of {count} documents match.", "matching_if": "{found} of {count} documents match ({condition}).",
        "none": "None of {count} documents matches.", "stated": "{found} of {count} documents state it.", "unknown": "In {count} documents it is not stated:",
        "more": "… and {count} more rows; `assistant table … -o table.xlsx` writes all.",
        "left_out": "{asked} of {there} documents were asked, those that bear most on the question.",
        "quick": "The model was asked about {asked} of {count} documents; the others were looked through by their words, because all would take about {time}.",
        "quick_hint": "assistant ask --each asks the model about every one.",
    },
    "zh": {
        "looked": "逐一询问{count}份文档", "document": "文档", "answer": "回答",
        "matching": "{count}份文档中有{found}份符合。", "matching_if": "{count}份文档中有{found}份符合（{condition}）。",
        "none": "{count}份文档中没有一份符合。", "stated": "{count}份文档中有{found}份写明。", "unknown": "以下{count}份文档未说明：",
        "more": "……还有{count}行；`assistant table … -o table.xlsx` 写出全部。",
        "left_out": "{there}份文档中询问了与问题最相关的{asked}份。",
        "quick": "{count}份文档中，模型回答了{asked}份，其余按文字查找，因为全部询问约需{time}。",
        "quick_hint": "assistant ask --each 会逐一询问模型。",
    },
    "de": {
        "looked": "{count} Dokumente werden einzeln gefragt", "document": "Dokument", "answer": "Antwort",
        "matching": "{found} von {count} Dokumenten passen.", "matching_if": "{found} von {count} Dokumenten passen ({condition}).",
        "none": "Keines von {count} Dokumenten passt.", "stated": "{found} von {count} Dokumenten nennen es.", "unknown": "In {count} Dokumenten ist es nicht angegeben:",
        "more": "… und {count} weitere Zeilen; `assistant table … -o table.xlsx` schreibt alle.",
        "left_out": "{asked} von {there} Dokumenten wurden gefragt, die am besten zur Frage passen.",
        "quick": "Das Modell wurde zu {asked} von {count} Dokumenten gefragt; die übrigen wurden nach Wörtern durchgesehen, denn alle würden etwa {time} dauern.",
        "quick_hint": "assistant ask --each fragt das Modell zu jedem.",
    },
    "fr": {
        "looked": "{count} documents sont interrogés un par un", "document": "Document", "answer": "Réponse",
        "matching": "{found} documents sur {count} correspondent.", "matching_if": "{found} documents sur {count} correspondent ({condition}).",
        "none": "Aucun des {count} documents ne correspond.", "stated": "{found} documents sur {count} l'indiquent.", "unknown": "Dans {count} documents, ce n'est pas précisé :",
        "more": "… et {count} autres lignes ; `assistant table … -o table.xlsx` les écrit toutes.",
        "left_out": "{asked} documents sur {there} ont été interrogés, les plus proches de la question.",
        "quick": "Le modèle a été interrogé sur {asked} documents sur {count} ; les autres ont été parcourus par leurs mots, car tous prendraient environ {time}.",
        "quick_hint": "assistant ask --each interroge le modèle sur chacun.",
    },
    "es": {
        "looked": "Se pregunta a {count} documentos uno por uno", "document": "Documento", "answer": "Respuesta",
        "matching": "Coinciden {found} de {count} documentos.", "matching_if": "Coinciden {found} de {count} documentos ({condition}).",
        "none": "No coincide ninguno de los {count} documentos.", "stated": "{found} de {count} documentos lo indican.", "unknown": "En {count} documentos no consta:",
        "more": "… y {count} filas más; `assistant table … -o table.xlsx` las escribe todas.",
        "left_out": "Se preguntó a {asked} de {there} documentos, los más cercanos a la pregunta.",
        "quick": "Se preguntó al modelo por {asked} de {count} documentos; los demás se revisaron por sus palabras, porque todos tardarían unos {time}.",
        "quick_hint": "assistant ask --each pregunta al modelo por cada uno.",
    },
    "it": {
        "looked": "Si interrogano {count} documenti uno per uno", "document": "Documento", "answer": "Risposta",
        "matching": "Corrispondono {found} documenti su {count}.", "matching_if": "Corrispondono {found} documenti su {count} ({condition}).",
        "none": "Nessuno dei {count} documenti corrisponde.", "stated": "{found} documenti su {count} lo indicano.", "unknown": "In {count} documenti non è indicato:",
        "more": "… e altre {count} righe; `assistant table … -o table.xlsx` le scrive tutte.",
        "left_out": "Sono stati interrogati {asked} documenti su {there}, i più vicini alla domanda.",
        "quick": "Il modello è stato interrogato su {asked} documenti su {count}; gli altri sono stati esaminati per parole, perché tutti richiederebbero circa {time}.",
        "quick_hint": "assistant ask --each interroga il modello su ognuno.",
    },
    "pt": {
        "looked": "Perguntando a {count} documentos um por um", "document": "Documento", "answer": "Resposta",
        "matching": "Correspondem {found} de {count} documentos.", "matching_if": "Correspondem {found} de {count} documentos ({condition}).",
        "none": "Nenhum dos {count} documentos corresponde.", "stated": "{found} de {count} documentos indicam-no.", "unknown": "Em {count} documentos não está indicado:",
        "more": "… e mais {count} linhas; `assistant table … -o table.xlsx` escreve todas.",
        "left_out": "Foram perguntados {asked} de {there} documentos, os mais próximos da pergunta.",
        "quick": "O modelo foi perguntado sobre {asked} de {count} documentos; os outros foram vistos pelas palavras, porque todos levariam cerca de {time}.",
        "quick_hint": "assistant ask --each pergunta ao modelo sobre cada um.",
    },
    "ru": {
        "looked": "Опрашиваются документы по одному: {count}", "document": "Документ", "answer": "Ответ",
        "matching": "Подходит документов: {found} из {count}.", "matching_if": "Подходит документов: {found} из {count} ({condition}).",
        "none": "Ни один из документов ({count}) не подходит.", "stated": "Указано в документах: {found} из {count}.", "unknown": "Не указано в документах ({count}):",
        "more": "… и ещё строк: {count}; `assistant table … -o table.xlsx` запишет все.",
        "left_out": "Опрошено документов: {asked} из {there}, самые близкие к вопросу.",
        "quick": "Модель опрошена о документах: {asked} из {count}; остальные просмотрены по словам, так как все заняли бы около {time}.",
        "quick_hint": "assistant ask --each спросит модель о каждом.",
    },
    "ja": {
        "looked": "{count}件の文書に一つずつ尋ねています", "document": "文書", "answer": "回答",
        "matching": "{count}件の文書のうち{found}件が該当します。", "matching_if": "{count}件の文書のうち{found}件が該当します（{condition}）。",
        "none": "{count}件の文書に該当するものはありません。", "stated": "{count}件の文書のうち{found}件に記載があります。", "unknown": "次の{count}件の文書には記載がありません：",
        "more": "…ほかに{count}行。`assistant table … -o table.xlsx` ですべて書き出します。",
        "left_out": "{there}件のうち、質問に最も近い{asked}件に尋ねました。",
        "quick": "{count}件のうち{asked}件についてモデルに尋ね、残りは語句で調べました。すべて尋ねると約{time}かかります。",
        "quick_hint": "assistant ask --each はすべてについてモデルに尋ねます。",
    },
    "ko": {
        "looked": "문서 {count}개에 하나씩 묻는 중", "document": "문서", "answer": "답변",
        "matching": "문서 {count}개 가운데 {found}개가 해당합니다.", "matching_if": "문서 {count}개 가운데 {found}개가 해당합니다({condition}).",
        "none": "문서 {count}개 가운데 해당하는 것이 없습니다.", "stated": "문서 {count}개 가운데 {found}개에 나와 있습니다.", "unknown": "다음 문서 {count}개에는 명시되지 않았습니다:",
        "more": "… 그 밖에 {count}줄; `assistant table … -o table.xlsx`가 모두 씁니다.",
        "left_out": "문서 {there}개 가운데 질문에 가장 가까운 {asked}개에 물었습니다.",
        "quick": "문서 {count}개 가운데 {asked}개를 모델에 묻고 나머지는 낱말로 찾았습니다. 모두 물으면 약 {time} 걸립니다.",
        "quick_hint": '모두 모델에 물으려면: assistant ask --each "…"',
    },
}  # fmt: skip

UNCOMPARED: Mapping[Language, tuple[str, str]] = {
    "en": ("Of {count} documents, none that can be compared matches.", "Documents that cannot be compared (another unit, currency or period, or not sure): {count}"),
    "zh": ("{count}份文档中，能比较的没有一份符合。", "以下{count}份文档无法比较（单位、币种或周期不同，或不确定）："),
    "de": ("Von {count} Dokumenten passt keines, das sich vergleichen lässt.", "In {count} Dokumenten lässt es sich nicht vergleichen (andere Einheit, Währung oder Frist, oder nicht sicher):"),
    "fr": ("Sur {count} documents, aucun de ceux qui se comparent ne correspond.", "Dans {count} documents, cela ne se compare pas (autre unité, monnaie ou période, ou pas sûr) :"),
    "es": ("De {count} documentos no coincide ninguno que se pueda comparar.", "En {count} documentos no se puede comparar (otra unidad, moneda o periodo, o no es seguro):"),
    "it": ("Su {count} documenti non corrisponde nessuno che si possa confrontare.", "In {count} documenti non si può confrontare (altra unità, valuta o periodo, o non è certo):"),
    "pt": ("De {count} documentos, nenhum que se possa comparar corresponde.", "Em {count} documentos não se pode comparar (outra unidade, moeda ou período, ou não é certo):"),
    "ru": ("Из документов ({count}) ни один из сравнимых не подходит.", "Нельзя сравнить в документах ({count}): другая единица, валюта или период, или неточно:"),
    "ja": ("{count}件の文書のうち、比較できるものに該当はありません。", "次の{count}件の文書では比較できません（単位、通貨、期間が異なるか、確かではありません）："),
    "ko": ("문서 {count}개 가운데 비교할 수 있는 것 중 해당하는 것이 없습니다.", "다음 문서 {count}개에서는 비교할 수 없습니다(단위, 통화, 기간이 다르거나 확실하지 않음):"),
}  # fmt: skip
"""Where none of those matches that can be compared, and the head of those that cannot."""


UNSURE: Mapping[Language, tuple[str, str, str, str]] = {
    "en": ("{found} of {count} documents may match; none surely.", " {found} more may match.", "May match, not sure; the nearest words of each:", "As read they do not match, but not surely: {count}"),
    "zh": ("{count}份文档中有{found}份可能符合，都不能确定。", "另有{found}份可能符合。", "可能符合，不能确定；各文档中最接近的原话：", "以下{count}份读出来不符合，但不能确定："),
    "de": ("{found} von {count} Dokumenten passen vielleicht; keines sicher.", " {found} weitere passen vielleicht.", "Passen vielleicht, nicht sicher; die nächsten Worte in jedem:", "So gelesen passen sie nicht, aber nicht sicher: {count}"),
    "fr": ("{found} documents sur {count} correspondent peut-être ; aucun à coup sûr.", " {found} autres correspondent peut-être.", "Correspondent peut-être, pas sûr ; les mots les plus proches dans chacun :", "Lus ainsi, ils ne correspondent pas, mais ce n'est pas sûr : {count}"),
    "es": ("Quizá coincidan {found} de {count} documentos; ninguno con seguridad.", " Quizá coincidan {found} más.", "Quizá coincidan, no es seguro; las palabras más cercanas de cada uno:", "Según lo leído no coinciden, pero no es seguro: {count}"),
    "it": ("Forse corrispondono {found} documenti su {count}; nessuno con certezza.", " Forse ne corrispondono altri {found}.", "Forse corrispondono, non è certo; le parole più vicine in ciascuno:", "Letti così non corrispondono, ma non è certo: {count}"),
    "pt": ("Talvez correspondam {found} de {count} documentos; nenhum com certeza.", " Talvez correspondam mais {found}.", "Talvez correspondam, não é certo; as palavras mais próximas em cada um:", "Lidos assim não correspondem, mas não é certo: {count}"),
    "ru": ("Возможно, подходит документов: {found} из {count}; точно — ни один.", " Возможно, подходит ещё: {found}.", "Возможно, подходят, неточно; ближайшие слова каждого:", "По прочитанному не подходят, но неточно: {count}"),
    "ja": ("{count}件の文書のうち{found}件が該当するかもしれません。確かなものはありません。", "ほかに{found}件が該当するかもしれません。", "該当するかもしれません（確かではありません）。それぞれで最も近い言葉：", "読んだ限りでは該当しませんが、確かではありません：{count}件"),
    "ko": ("문서 {count}개 가운데 {found}개가 해당할 수 있지만 확실한 것은 없습니다.", " 그 밖에 {found}개가 해당할 수 있습니다.", "해당할 수 있지만 확실하지 않습니다. 각 문서에서 가장 가까운 말:", "읽은 대로는 해당하지 않지만 확실하지 않습니다: {count}개"),
}  # fmt: skip
"""How many may match where none surely does, how many beside those that do, and the heads of those that may, and of those that read otherwise."""


MAY_STATE: Mapping[Language, tuple[str, str]] = {
    "en": ("{found} of {count} documents may state it; none surely.", " {found} more may state it."),
    "zh": ("{count}份文档中有{found}份可能写明，都不能确定。", "另有{found}份可能写明。"),
    "de": ("{found} von {count} Dokumenten nennen es vielleicht; keines sicher.", " {found} weitere nennen es vielleicht."),
    "fr": ("{found} documents sur {count} l'indiquent peut-être ; aucun à coup sûr.", " {found} autres l'indiquent peut-être."),
    "es": ("Quizá lo indiquen {found} de {count} documentos; ninguno con seguridad.", " Quizá lo indiquen {found} más."),
    "it": ("Forse lo indicano {found} documenti su {count}; nessuno con certezza.", " Forse lo indicano altri {found}."),
    "pt": ("Talvez o indiquem {found} de {count} documentos; nenhum com certeza.", " Talvez o indiquem mais {found}."),
    "ru": ("Возможно, указано в документах: {found} из {count}; точно — ни в одном.", " Возможно, указано ещё в документах: {found}."),
    "ja": ("{count}件の文書のうち{found}件に記載があるかもしれません。確かなものはありません。", "ほかに{found}件に記載があるかもしれません。"),
    "ko": ("문서 {count}개 가운데 {found}개에 나와 있을 수 있지만 확실한 것은 없습니다.", " 그 밖에 {found}개에 나와 있을 수 있습니다."),
}  # fmt: skip
"""How many may state it where none surely does, and how many beside those that do."""


EACH: Mapping[Language, str] = {
    "en": "Each of {count} documents was asked by itself. Fewer: say which are meant (“the cleaning contracts”), or write --in FOLDER behind the question.",
    "zh": "逐一询问了{count}份文档。想少问几份：说明是哪些（例如“保洁合同”），或在问题后面写上 --in 文件夹。",
}
"""Said of tables that nobody wished for."""
