"""What is said and asked of whole documents, in ten languages."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import fields
from typing import Literal

from assistant.frozen import dataclass
from assistant.languages import Language

Task = Literal["summary", "outline", "dates", "obligations", "section", "question"]
"""What is asked of whole documents.

"summary": what they say. "outline": their sections. "dates": dates, periods and amounts. "obligations": who must do what.
"section": what one section says. "question": anything else.
"""
VERSION = 1
"""Version of what is asked of parts; notes made with another one are not used."""


@dataclass(frozen=True, slots=True)
class WholeWording:
    """The fixed words of one language, as templates.

    Attributes:
        reading: Says which documents are read whole.
        in_parts: Added where they are read in parts: how many there are.
        about: Added too: how long that will take, about.
        reading_section: Says which section is read.
        nothing: Says that all of it was read and answers nothing.
        first: Says that only the first parts were read.
        dropped: Says how many sentences of the model were left out.
        also: Stands above sentences of the documents that its summary lacks.
        ask_summary: The question where only a summary was asked for by a button.
        ask_outline: The same for an outline.
        ask_dates: The same for dates and amounts.
        ask_obligations: The same for obligations.
        note_summary: Asks what a part says.
        note_dates: Asks for the dates and amounts of a part.
        note_obligations: Asks for the obligations in a part.
        note_question: Asks for all in a part that answers the question above.
        summary: Asks for a summary: facts, a sentence each, which can be held against the text one by one.
        outline: Asks for an outline.
        dates: Asks for all dates and amounts.
        obligations: Asks for all obligations.
        section: Asks for what a section says.
    """

    reading: str
    in_parts: str
    about: str
    reading_section: str
    nothing: str
    first: str
    dropped: str
    also: str
    ask_summary: str
    ask_outline: str
    ask_dates: str
    ask_obligations: str
    note_summary: str
    note_dates: str
    note_obligations: str
    note_question: str
    summary: str
    outline: str
    dates: str
    obligations: str
    section: str


WHOLE_WORDINGS: Mapping[Language, WholeWording] = {
    "en": WholeWording(
        reading="Reading {names} whole",
        in_parts=", in {parts} parts",
        about=", about {time}",
        reading_section="Reading “{section}” of {names}",
        nothing="All of {names} was read; nothing in it answers this.",
        first="Only the first {parts} of {all} parts were read; the rest is left out.",
        dropped="{count} of the model's sentences were left out, since nothing in {names} supports them.",
        also="In the document's own words:",
        ask_summary="Summarise {names}.",
        ask_outline="Outline {names}.",
        ask_dates="List the dates and amounts in {names}.",
        ask_obligations="Who has to do what, according to {names}?",
        note_summary="Using only the text above, write down what it says in at most eight short sentences. Keep every name, number, date and amount. Do not introduce the list.",
        note_dates="List every date, deadline, period and amount in the text above, each in a full sentence on a line of its own that says what it is for. If there is none, write only NONE.",
        note_obligations="List everything in the text above that somebody must, may not or has to do, each in a full sentence on a line of its own: who, what, and by when. If there is nothing, write only NONE.",
        note_question="Write down everything in the text above that helps to answer the question, in full sentences. If there is nothing, write only NONE.",
        summary="Using only the text above, write down its most important facts, each once, in one short full sentence on a line of its own: what it is and who takes part, when it begins and ends, what it costs, what has to be done. Keep names, numbers, dates and amounts as the text has them. Do not write what kinds of things the text covers; write what it says about them.",
        outline="Using only the text above, write its outline: each section with its title on a line of its own, and after it one sentence that says what stands there.",
        dates="Using only the text above, list every date, deadline, period and amount, each in a full sentence on a line of its own. Leave nothing out.",
        obligations="Using only the text above, list everything that somebody must or may not do, each in a full sentence on a line of its own: who, what, and by when. Leave nothing out.",
        section="Using only the text above, explain in full sentences what this section says. Leave no number, date or condition out.",
    ),
    "zh": WholeWording(
        reading="正在通读{names}",
        in_parts="，分{parts}部分",
        about="，约需{time}",
        reading_section="正在阅读{names}中的“{section}”",
        nothing="已通读{names}，其中没有能回答这个问题的内容。",
        first="只读了{all}部分中的前{parts}部分，其余未读。",
        dropped="模型写的{count}句话在{names}中没有依据，已略去。",
        also="原文写明：",
        ask_summary="总结{names}。",
        ask_outline="列出{names}的提纲。",
        ask_dates="列出{names}中的日期和金额。",
        ask_obligations="根据{names}，谁必须做什么？",
        note_summary="只根据上面的文字，用不超过八个短句写出其内容，保留所有名称、数字、日期和金额。不要写开场白。",
        note_dates="列出上面文字中的每一个日期、期限、时间和金额，每项一行，用完整的句子说明其用途。如果没有，只写NONE。",
        note_obligations="列出上面文字中规定必须做、不得做的每一件事，每项一行，用完整的句子写明谁、做什么、何时之前。如果没有，只写NONE。",
        note_question="用完整的句子写出上面文字中有助于回答问题的所有内容。如果没有，只写NONE。",
        summary="只根据上面的文字写出最重要的事实，每项只写一次，每行一个完整的短句：这是什么、涉及谁，何时开始和结束，费用多少，必须做什么。保留原文的名称、数字、日期和金额。不要只写涉及哪些方面，要写具体内容。",
        outline="只根据上面的文字写出提纲：每一节的标题单独一行，后面用一句话说明其内容。",
        dates="只根据上面的文字，列出每一个日期、期限、时间和金额，每项一行，用完整的句子。不要遗漏。",
        obligations="只根据上面的文字，列出必须做或不得做的每一件事，每项一行，用完整的句子写明谁、做什么、何时之前。不要遗漏。",
        section="只根据上面的文字，用完整的句子说明这一节的内容，不要遗漏任何数字、日期或条件。",
    ),
    "de": WholeWording(
        reading="{names} wird ganz gelesen",
        in_parts=", in {parts} Teilen",
        about=", etwa {time}",
        reading_section="„{section}“ aus {names} wird gelesen",
        nothing="{names} wurde ganz gelesen; nichts darin beantwortet dies.",
        first="Nur die ersten {parts} von {all} Teilen wurden gelesen; der Rest fehlt.",
        dropped="{count} Sätze des Modells wurden weggelassen, da nichts in {names} sie stützt.",
        also="Im Wortlaut:",
        ask_summary="Fasse {names} zusammen.",
        ask_outline="Gliedere {names}.",
        ask_dates="Liste die Daten und Beträge in {names} auf.",
        ask_obligations="Wer muss laut {names} was tun?",
        note_summary="Schreib nur anhand des Textes oben in höchstens acht kurzen Sätzen auf, was er sagt. Behalte jeden Namen, jede Zahl, jedes Datum und jeden Betrag. Ohne Einleitung.",
        note_dates="Liste jedes Datum, jede Frist und jeden Betrag im Text oben auf, jeweils in einem ganzen Satz in einer eigenen Zeile, der sagt, wofür es gilt. Gibt es nichts, schreib nur NONE.",
        note_obligations="Liste alles im Text oben auf, was jemand tun muss oder nicht darf, jeweils in einem ganzen Satz in einer eigenen Zeile: wer, was, bis wann. Gibt es nichts, schreib nur NONE.",
        note_question="Schreib in ganzen Sätzen alles aus dem Text oben auf, was die Frage zu beantworten hilft. Gibt es nichts, schreib nur NONE.",
        summary="Schreib nur anhand des Textes oben seine wichtigsten Tatsachen auf, jede einmal, in einem kurzen ganzen Satz in einer eigenen Zeile: was es ist und wer beteiligt ist, wann es beginnt und endet, was es kostet, was getan werden muss. Behalte Namen, Zahlen, Daten und Beträge, wie sie im Text stehen. Schreib nicht, wovon der Text handelt, sondern was er sagt.",
        outline="Schreib nur anhand des Textes oben die Gliederung: jeden Abschnitt mit seinem Titel in einer eigenen Zeile, danach einen Satz, der sagt, was dort steht.",
        dates="Liste nur anhand des Textes oben jedes Datum, jede Frist und jeden Betrag auf, jeweils in einem ganzen Satz in einer eigenen Zeile. Lass nichts weg.",
        obligations="Liste nur anhand des Textes oben alles auf, was jemand tun muss oder nicht darf, jeweils in einem ganzen Satz in einer eigenen Zeile: wer, was, bis wann. Lass nichts weg.",
        section="Erkläre nur anhand des Textes oben in ganzen Sätzen, was dieser Abschnitt sagt. Lass keine Zahl, kein Datum und keine Bedingung weg.",
    ),
    "fr": WholeWording(
        reading="Lecture de {names} en entier",
        in_parts=", en {parts} parties",
        about=", environ {time}",
        reading_section="Lecture de « {section} » de {names}",
        nothing="{names} a été lu en entier ; rien n'y répond à cette question.",
        first="Seules les {parts} premières parties sur {all} ont été lues ; le reste manque.",
        dropped="{count} phrases du modèle ont été omises, car rien dans {names} ne les appuie.",
        also="Mot pour mot :",
        ask_summary="Résume {names}.",
        ask_outline="Donne le plan de {names}.",
        ask_dates="Énumère les dates et les montants de {names}.",
        ask_obligations="Qui doit faire quoi, selon {names} ?",
        note_summary="En utilisant uniquement le texte ci-dessus, écris ce qu'il dit en huit phrases courtes au plus. Garde tous les noms, nombres, dates et montants. Pas d'introduction.",
        note_dates="Énumère chaque date, délai, durée et montant du texte ci-dessus, chacun dans une phrase complète sur sa propre ligne qui dit à quoi il se rapporte. S'il n'y en a pas, écris seulement NONE.",
        note_obligations="Énumère tout ce que quelqu'un doit faire ou ne doit pas faire selon le texte ci-dessus, chaque point dans une phrase complète sur sa propre ligne : qui, quoi, pour quand. S'il n'y a rien, écris seulement NONE.",
        note_question="Écris en phrases complètes tout ce qui, dans le texte ci-dessus, aide à répondre à la question. S'il n'y a rien, écris seulement NONE.",
        summary="En utilisant uniquement le texte ci-dessus, écris ses faits les plus importants, chacun une fois, en une courte phrase complète sur sa propre ligne : ce que c'est et qui y prend part, quand cela commence et finit, ce que cela coûte, ce qui doit être fait. Garde les noms, nombres, dates et montants du texte. N'écris pas de quoi parle le texte, mais ce qu'il dit.",
        outline="En utilisant uniquement le texte ci-dessus, écris le plan : chaque section avec son titre sur sa propre ligne, suivie d'une phrase qui dit ce qui s'y trouve.",
        dates="En utilisant uniquement le texte ci-dessus, énumère chaque date, délai, durée et montant, chacun dans une phrase complète sur sa propre ligne. N'oublie rien.",
        obligations="En utilisant uniquement le texte ci-dessus, énumère tout ce que quelqu'un doit ou ne doit pas faire, chaque point dans une phrase complète sur sa propre ligne : qui, quoi, pour quand. N'oublie rien.",
        section="En utilisant uniquement le texte ci-dessus, explique en phrases complètes ce que dit cette section. N'oublie aucun nombre, aucune date, aucune condition.",
    ),
    "es": WholeWording(
        reading="Leyendo {names} por completo",
        in_parts=", en {parts} partes",
        about=", unos {time}",
        reading_section="Leyendo «{section}» de {names}",
        nothing="Se ha leído {names} por completo; nada en él responde a esto.",
        first="Solo se leyeron las primeras {parts} de {all} partes; falta el resto.",
        dropped="Se omitieron {count} frases del modelo, porque nada en {names} las respalda.",
        also="Textualmente:",
        ask_summary="Resume {names}.",
        ask_outline="Haz un esquema de {names}.",
        ask_dates="Enumera las fechas y los importes de {names}.",
        ask_obligations="¿Quién tiene que hacer qué, según {names}?",
        note_summary="Usando solo el texto de arriba, escribe lo que dice en ocho frases cortas como máximo. Conserva todos los nombres, números, fechas e importes. Sin introducción.",
        note_dates="Enumera cada fecha, plazo, periodo e importe del texto de arriba, cada uno en una frase completa en su propia línea que diga a qué se refiere. Si no hay ninguno, escribe solo NONE.",
        note_obligations="Enumera todo lo que alguien debe o no debe hacer según el texto de arriba, cada cosa en una frase completa en su propia línea: quién, qué y hasta cuándo. Si no hay nada, escribe solo NONE.",
        note_question="Escribe en frases completas todo lo que hay en el texto de arriba que ayuda a responder a la pregunta. Si no hay nada, escribe solo NONE.",
        summary="Usando solo el texto de arriba, escribe sus hechos más importantes, cada uno una vez, en una frase corta y completa en su propia línea: qué es y quién participa, cuándo empieza y termina, cuánto cuesta, qué hay que hacer. Conserva los nombres, números, fechas e importes del texto. No escribas de qué trata el texto, sino qué dice.",
        outline="Usando solo el texto de arriba, escribe su esquema: cada sección con su título en su propia línea y después una frase que diga qué contiene.",
        dates="Usando solo el texto de arriba, enumera cada fecha, plazo, periodo e importe, cada uno en una frase completa en su propia línea. No omitas nada.",
        obligations="Usando solo el texto de arriba, enumera todo lo que alguien debe o no debe hacer, cada cosa en una frase completa en su propia línea: quién, qué y hasta cuándo. No omitas nada.",
        section="Usando solo el texto de arriba, explica en frases completas qué dice esta sección. No omitas ningún número, fecha o condición.",
    ),
    "it": WholeWording(
        reading="Lettura completa di {names}",
        in_parts=", in {parts} parti",
        about=", circa {time}",
        reading_section="Lettura di «{section}» di {names}",
        nothing="{names} è stato letto per intero; nulla vi risponde a questa domanda.",
        first="Sono state lette solo le prime {parts} di {all} parti; il resto manca.",
        dropped="{count} frasi del modello sono state tralasciate, perché nulla in {names} le sostiene.",
        also="Nelle parole del documento:",
        ask_summary="Riassumi {names}.",
        ask_outline="Scrivi lo schema di {names}.",
        ask_dates="Elenca le date e gli importi di {names}.",
        ask_obligations="Chi deve fare che cosa, secondo {names}?",
        note_summary="Usando solo il testo qui sopra, scrivi che cosa dice in otto frasi brevi al massimo. Mantieni tutti i nomi, i numeri, le date e gli importi. Senza introduzione.",
        note_dates="Elenca ogni data, scadenza, periodo e importo del testo qui sopra, ciascuno in una frase completa su una riga propria che dica a che cosa si riferisce. Se non ce ne sono, scrivi solo NONE.",
        note_obligations="Elenca tutto ciò che qualcuno deve o non deve fare secondo il testo qui sopra, ogni cosa in una frase completa su una riga propria: chi, che cosa, entro quando. Se non c'è nulla, scrivi solo NONE.",
        note_question="Scrivi in frasi complete tutto ciò che nel testo qui sopra aiuta a rispondere alla domanda. Se non c'è nulla, scrivi solo NONE.",
        summary="Usando solo il testo qui sopra, scrivi i suoi fatti più importanti, ciascuno una volta, in una frase breve e completa su una riga propria: che cos'è e chi vi prende parte, quando comincia e finisce, quanto costa, che cosa va fatto. Mantieni i nomi, i numeri, le date e gli importi del testo. Non scrivere di che cosa parla il testo, ma che cosa dice.",
        outline="Usando solo il testo qui sopra, scrivi lo schema: ogni sezione con il titolo su una riga propria, seguita da una frase che dica che cosa contiene.",
        dates="Usando solo il testo qui sopra, elenca ogni data, scadenza, periodo e importo, ciascuno in una frase completa su una riga propria. Non tralasciare nulla.",
        obligations="Usando solo il testo qui sopra, elenca tutto ciò che qualcuno deve o non deve fare, ogni cosa in una frase completa su una riga propria: chi, che cosa, entro quando. Non tralasciare nulla.",
        section="Usando solo il testo qui sopra, spiega in frasi complete che cosa dice questa sezione. Non tralasciare alcun numero, data o condizione.",
    ),
    "pt": WholeWording(
        reading="Lendo {names} por inteiro",
        in_parts=", em {parts} partes",
        about=", cerca de {time}",
        reading_section="Lendo “{section}” de {names}",
        nothing="{names} foi lido por inteiro; nada nele responde a isto.",
        first="Só foram lidas as primeiras {parts} de {all} partes; o resto falta.",
        dropped="{count} frases do modelo foram omitidas, porque nada em {names} as apoia.",
        also="Nas palavras do documento:",
        ask_summary="Resuma {names}.",
        ask_outline="Faça um esquema de {names}.",
        ask_dates="Liste as datas e os valores de {names}.",
        ask_obligations="Quem tem de fazer o quê, segundo {names}?",
        note_summary="Usando apenas o texto acima, escreva o que ele diz em no máximo oito frases curtas. Mantenha todos os nomes, números, datas e valores. Sem introdução.",
        note_dates="Liste cada data, prazo, período e valor do texto acima, cada um numa frase completa numa linha própria que diga a que se refere. Se não houver nenhum, escreva apenas NONE.",
        note_obligations="Liste tudo o que alguém deve ou não deve fazer segundo o texto acima, cada coisa numa frase completa numa linha própria: quem, o quê e até quando. Se não houver nada, escreva apenas NONE.",
        note_question="Escreva em frases completas tudo o que no texto acima ajuda a responder à pergunta. Se não houver nada, escreva apenas NONE.",
        summary="Usando apenas o texto acima, escreva os seus factos mais importantes, cada um uma vez, numa frase curta e completa em linha própria: o que é e quem participa, quando começa e termina, quanto custa, o que tem de ser feito. Mantenha os nomes, números, datas e valores do texto. Não escreva de que trata o texto, mas o que ele diz.",
        outline="Usando apenas o texto acima, escreva o esquema: cada seção com o título numa linha própria e, depois, uma frase que diga o que lá está.",
        dates="Usando apenas o texto acima, liste cada data, prazo, período e valor, cada um numa frase completa numa linha própria. Não omita nada.",
        obligations="Usando apenas o texto acima, liste tudo o que alguém deve ou não deve fazer, cada coisa numa frase completa numa linha própria: quem, o quê e até quando. Não omita nada.",
        section="Usando apenas o texto acima, explique em frases completas o que diz esta seção. Não omita nenhum número, data ou condição.",
    ),
    "ru": WholeWording(
        reading="Чтение {names} целиком",
        in_parts=", частей: {parts}",
        about=", около {time}",
        reading_section="Чтение «{section}» из {names}",
        nothing="{names} прочитан целиком; ответа на это в нём нет.",
        first="Прочитаны только первые {parts} из {all} частей; остальное опущено.",
        dropped="Опущено предложений модели: {count}; в {names} им нет подтверждения.",
        also="Дословно из документа:",
        ask_summary="Кратко изложи {names}.",
        ask_outline="Составь план {names}.",
        ask_dates="Перечисли даты и суммы в {names}.",
        ask_obligations="Кто и что обязан делать согласно {names}?",
        note_summary="Используя только текст выше, запиши, что в нём сказано, не более чем в восьми коротких предложениях. Сохрани все имена, числа, даты и суммы. Без вступления.",
        note_dates="Перечисли каждую дату, срок и сумму из текста выше, каждую полным предложением в отдельной строке, с указанием, к чему она относится. Если их нет, напиши только NONE.",
        note_obligations="Перечисли всё, что кто-либо по тексту выше должен или не должен делать, каждое полным предложением в отдельной строке: кто, что и к какому сроку. Если ничего нет, напиши только NONE.",
        note_question="Запиши полными предложениями всё из текста выше, что помогает ответить на вопрос. Если ничего нет, напиши только NONE.",
        summary="Используя только текст выше, запиши самые важные факты, каждый один раз, одним коротким полным предложением на отдельной строке: что это и кто участвует, когда начинается и заканчивается, сколько стоит, что нужно сделать. Сохрани имена, числа, даты и суммы, как в тексте. Пиши не о чём текст, а что в нём сказано.",
        outline="Используя только текст выше, составь план: каждый раздел с названием в отдельной строке, а после него одно предложение о том, что в нём сказано.",
        dates="Используя только текст выше, перечисли каждую дату, срок и сумму, каждую полным предложением в отдельной строке. Ничего не пропусти.",
        obligations="Используя только текст выше, перечисли всё, что кто-либо должен или не должен делать, каждое полным предложением в отдельной строке: кто, что и к какому сроку. Ничего не пропусти.",
        section="Используя только текст выше, объясни полными предложениями, что сказано в этом разделе. Не пропусти ни одного числа, даты или условия.",
    ),
    "ja": WholeWording(
        reading="{names}を全文読んでいます",
        in_parts="（{parts}部分）",
        about="、約{time}",
        reading_section="{names}の「{section}」を読んでいます",
        nothing="{names}をすべて読みましたが、この質問に答える内容はありません。",
        first="{all}部分のうち最初の{parts}部分だけを読みました。残りは読んでいません。",
        dropped="モデルの{count}文は{names}に裏付けがないため省きました。",
        also="原文より：",
        ask_summary="{names}を要約してください。",
        ask_outline="{names}の構成を示してください。",
        ask_dates="{names}にある日付と金額を挙げてください。",
        ask_obligations="{names}によれば、誰が何をしなければなりませんか。",
        note_summary="上の文章だけを使い、その内容を八つ以内の短い文で書いてください。名称、数字、日付、金額はすべて残してください。前置きは不要です。",
        note_dates="上の文章にある日付、期限、期間、金額をすべて、何のためのものかを完全な文で一行に一つずつ書いてください。なければNONEとだけ書いてください。",
        note_obligations="上の文章で誰かがしなければならないこと、してはならないことをすべて、誰が何をいつまでにするかを完全な文で一行に一つずつ書いてください。なければNONEとだけ書いてください。",
        note_question="上の文章のうち質問に答える助けになることをすべて完全な文で書いてください。なければNONEとだけ書いてください。",
        summary="上の文章だけを使い、最も重要な事実を、それぞれ一度だけ、短い完全な文で一行に一つずつ書いてください。これが何で誰が関わるか、いつ始まりいつ終わるか、いくらかかるか、何をしなければならないかです。名称、数字、日付、金額は文章のとおりに残してください。何について書かれているかではなく、書かれている内容を書いてください。",
        outline="上の文章だけを使い、構成を書いてください。各節の題を一行に書き、その後にそこに何が書かれているかを一文で述べてください。",
        dates="上の文章だけを使い、日付、期限、期間、金額をすべて、一行に一つずつ完全な文で挙げてください。漏れのないようにしてください。",
        obligations="上の文章だけを使い、しなければならないこと、してはならないことをすべて、一行に一つずつ、誰が何をいつまでにするかを完全な文で挙げてください。漏れのないようにしてください。",
        section="上の文章だけを使い、この節が述べていることを完全な文で説明してください。数字、日付、条件を省かないでください。",
    ),
    "ko": WholeWording(
        reading="{names} 전체를 읽는 중",
        in_parts=", {parts}개 부분",
        about=", 약 {time}",
        reading_section="{names}의 “{section}” 읽는 중",
        nothing="{names} 전체를 읽었지만 이 질문에 답하는 내용이 없습니다.",
        first="{all}개 부분 가운데 처음 {parts}개만 읽었습니다. 나머지는 읽지 않았습니다.",
        dropped="모델이 쓴 문장 {count}개는 {names}에 근거가 없어 뺐습니다.",
        also="원문에서:",
        ask_summary="{names} 요약해 주세요.",
        ask_outline="{names}의 개요를 써 주세요.",
        ask_dates="{names}에 있는 날짜와 금액을 나열해 주세요.",
        ask_obligations="{names}에 따르면 누가 무엇을 해야 합니까?",
        note_summary="위의 글만 사용하여 그 내용을 여덟 개 이하의 짧은 문장으로 쓰세요. 이름, 숫자, 날짜, 금액은 모두 남기세요. 머리말은 쓰지 마세요.",
        note_dates="위의 글에 있는 모든 날짜, 기한, 기간, 금액을 무엇에 관한 것인지 완전한 문장으로 한 줄에 하나씩 쓰세요. 없으면 NONE이라고만 쓰세요.",
        note_obligations="위의 글에서 누군가 해야 하거나 해서는 안 되는 것을 모두 누가, 무엇을, 언제까지인지 완전한 문장으로 한 줄에 하나씩 쓰세요. 없으면 NONE이라고만 쓰세요.",
        note_question="위의 글에서 질문에 답하는 데 도움이 되는 것을 모두 완전한 문장으로 쓰세요. 없으면 NONE이라고만 쓰세요.",
        summary="위의 글만 사용하여 가장 중요한 사실을 각각 한 번씩, 짧고 완전한 문장으로 한 줄에 하나씩 쓰세요. 무엇이고 누가 관련되는지, 언제 시작하고 끝나는지, 비용은 얼마인지, 무엇을 해야 하는지입니다. 이름, 숫자, 날짜, 금액은 글에 있는 그대로 남기세요. 무엇에 대한 글인지가 아니라 글이 말하는 내용을 쓰세요.",
        outline="위의 글만 사용하여 개요를 쓰세요. 각 절의 제목을 한 줄에 쓰고, 그 뒤에 무엇이 적혀 있는지 한 문장으로 쓰세요.",
        dates="위의 글만 사용하여 모든 날짜, 기한, 기간, 금액을 한 줄에 하나씩 완전한 문장으로 나열하세요. 빠뜨리지 마세요.",
        obligations="위의 글만 사용하여 누군가 해야 하거나 해서는 안 되는 것을 모두 한 줄에 하나씩 누가, 무엇을, 언제까지인지 완전한 문장으로 나열하세요. 빠뜨리지 마세요.",
        section="위의 글만 사용하여 이 절의 내용을 완전한 문장으로 설명하세요. 숫자, 날짜, 조건을 빠뜨리지 마세요.",
    ),
}  # fmt: skip

NOTE_TASKS: Mapping[Task, str] = {
    "summary": "note_summary",
    "outline": "note_summary",
    "section": "note_summary",
    "dates": "note_dates",
    "obligations": "note_obligations",
    "question": "note_question",
}
"""What is asked of each part for a task."""
MOST_NAMED = 3
"""Most documents whose names stand in a sentence."""


def names_of(names: tuple[str, ...]) -> str:
    """Write the names of documents in a sentence."""
    return ", ".join(names[:MOST_NAMED]) + (" …" if len(names) > MOST_NAMED else "")


def titles_of(names: tuple[str, ...], wording: WholeWording) -> str:
    """Write the names of documents as titles.

    Titles have marks of their own in Chinese.
    """
    if wording is not WHOLE_WORDINGS["zh"]:
        return names_of(names)
    return "、".join(f"《{one}》" for one in names[:MOST_NAMED]) + ("等" if len(names) > MOST_NAMED else "")


def question_for(task: Task, names: tuple[str, ...], language: Language) -> str:
    """Write the question where only a task and documents were named."""
    wording = WHOLE_WORDINGS[language]
    template = getattr(wording, f"ask_{task}", wording.ask_summary)
    return str(template.format(names=titles_of(names, wording)))


def _phrases() -> tuple[str, ...]:
    asked = [field.name for field in fields(WholeWording) if field.name in (*_ASKED, *_NOTED)]
    return tuple(
        sentence.strip()
        for wording in WHOLE_WORDINGS.values()
        for name in asked
        for sentence in re.split(r"(?<=[.!?])\s+|(?<=。)", getattr(wording, name))
        if sentence.strip()
    )


_ASKED = ("summary", "outline", "dates", "obligations", "section")
_NOTED = ("note_summary", "note_dates", "note_obligations", "note_question")
WHOLE_PHRASES: tuple[str, ...] = _phrases()
"""Sentences of the prompts in every language, which are removed from answers."""

BY_WORDS: Mapping[Language, str] = {
    "en": "These sentences were chosen by their words, without a chat model; there may be others.",
    "zh": "这些句子是在没有对话模型的情况下按词语选出的，可能还有其他内容。",
    "de": "Diese Sätze wurden ohne Chatmodell nach ihren Wörtern gewählt; es kann weitere geben.",
    "fr": "Ces phrases ont été choisies d'après leurs mots, sans modèle de chat ; il peut y en avoir d'autres.",
    "es": "Estas frases se eligieron por sus palabras, sin modelo de chat; puede haber otras.",
    "it": "Queste frasi sono state scelte in base alle parole, senza modello di chat; possono essercene altre.",
    "pt": "Estas frases foram escolhidas pelas palavras, sem modelo de chat; pode haver outras.",
    "ru": "Эти предложения выбраны по словам, без чат-модели; могут быть и другие.",
    "ja": "これらの文はチャットモデルなしで語句から選ばれました。ほかにもあるかもしれません。",
    "ko": "이 문장들은 채팅 모델 없이 낱말로 골랐습니다. 다른 것이 더 있을 수 있습니다.",
}
"""Said below days or duties that were listed without a model."""

LEFT: Mapping[Language, str] = {
    "en": "{left} further sentences are not shown; `assistant summary --outline FILE` lists its sections.",
    "zh": "另有 {left} 句没有显示；`assistant summary --outline 文件` 列出各章节。",
    "de": "{left} weitere Sätze werden nicht gezeigt; `assistant summary --outline FILE` nennt die Abschnitte.",
    "fr": "{left} autres phrases ne sont pas montrées ; `assistant summary --outline FILE` donne les sections.",
    "es": "No se muestran otras {left} frases; `assistant summary --outline FILE` enumera las secciones.",
    "it": "Altre {left} frasi non sono mostrate; `assistant summary --outline FILE` elenca le sezioni.",
    "pt": "Outras {left} frases não são mostradas; `assistant summary --outline FILE` lista as seções.",
    "ru": "Не показано предложений: {left}; `assistant summary --outline FILE` перечислит разделы.",
    "ja": "ほかの{left}文は表示していません。`assistant summary --outline FILE`で各章を一覧できます。",
    "ko": "나머지 {left}문장은 표시하지 않았습니다. `assistant summary --outline FILE`으로 각 장을 볼 수 있습니다.",
}
"""Said below a summary without a model: what is left out."""

GUESSED: Mapping[Language, str] = {
    "en": "It is not sure that {names} is meant; name the document for another one.",
    "zh": "不能确定问的就是{names}；若是别的文件，请写出文件名。",
    "de": "Es ist nicht sicher, dass {names} gemeint ist; für ein anderes nennen Sie das Dokument.",
    "fr": "Il n'est pas sûr qu'il s'agisse de {names} ; sinon, nommez le document.",
    "es": "No es seguro que se trate de {names}; si es otro, nombre el documento.",
    "it": "Non è sicuro che si intenda {names}; se è un altro, indichi il documento.",
    "pt": "Não é certo que se trate de {names}; se for outro, indique o documento.",
    "ru": "Не точно, что имеется в виду {names}; если другой документ, назовите его.",
    "ja": "{names}のことかどうか確かではありません。別の文書なら、その名前を書いてください。",
    "ko": "{names}을(를) 뜻하는지 확실하지 않습니다. 다른 문서라면 이름을 적어 주세요.",
}
"""Said where a question hardly says which paper is meant."""
GUESSED_OF: Mapping[Language, str] = {
    "en": "{names} was read, but {others} may be meant as well; name the document for that one.",
    "zh": "读的是{names}，但也可能指{others}；若是后者，请写出文件名。",
    "de": "Gelesen wurde {names}, gemeint sein kann auch {others}; dafür nennen Sie das Dokument.",
    "fr": "{names} a été lu, mais il peut aussi s'agir de {others} ; dans ce cas, nommez le document.",
    "es": "Se leyó {names}, pero también puede tratarse de {others}; en ese caso, nombre el documento.",
    "it": "È stato letto {names}, ma può essere inteso anche {others}; in tal caso indichi il documento.",
    "pt": "Foi lido {names}, mas também pode tratar-se de {others}; nesse caso, indique o documento.",
    "ru": "Прочитан {names}, но может иметься в виду и {others}; тогда назовите документ.",
    "ja": "{names}を読みましたが、{others}のことかもしれません。その場合は文書の名前を書いてください。",
    "ko": "{names}을(를) 읽었지만 {others}을(를) 뜻할 수도 있습니다. 그렇다면 문서 이름을 적어 주세요.",
}
"""Said where a question fits other papers nearly as well as the one that is read."""
