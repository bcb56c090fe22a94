"""Write notices and fixed sentences in the language of the question."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from assistant.errors import LibraryError
from assistant.events import Notice
from assistant.languages import Language
from assistant.retrieval.evidence import Evidence
from assistant.wording import duration

TEXTS: Mapping[str, Mapping[Language, str]] = {
    # Said in the place of an answer
    "not_found": {
        "en": "Nothing was found in your documents that answers this.",
        "zh": "在你的文档里没有找到能回答这个问题的内容。",
        "de": "In Ihren Dokumenten wurde nichts gefunden, was dies beantwortet.",
        "fr": "Rien dans vos documents ne répond à cette question.",
        "es": "No se ha encontrado en sus documentos nada que responda a esto.",
        "it": "Nei suoi documenti non è stato trovato nulla che risponda a questa domanda.",
        "pt": "Não foi encontrado nos seus documentos nada que responda a isto.",
        "ru": "В ваших документах не найдено ничего, что отвечает на этот вопрос.",
        "ja": "お手元の文書には、この質問に答える内容が見つかりませんでした。",
        "ko": "문서에서 이 질문에 답하는 내용을 찾지 못했습니다.",
    },
    "nothing_said": {
        "en": "Nothing has been said in this conversation yet.",
        "zh": "这次对话还没有任何内容。",
        "de": "In diesem Gespräch wurde noch nichts gesagt.",
        "fr": "Rien n'a encore été dit dans cette conversation.",
        "es": "Todavía no se ha dicho nada en esta conversación.",
        "it": "In questa conversazione non è ancora stato detto nulla.",
        "pt": "Ainda não foi dito nada nesta conversa.",
        "ru": "В этом разговоре ещё ничего не было сказано.",
        "ja": "この会話ではまだ何も話されていません。",
        "ko": "이 대화에서는 아직 아무 말도 오가지 않았습니다.",
    },
    "first_question": {
        "en": "Your first question was: {questions}",
        "zh": "你的第一个问题是：{questions}",
        "de": "Ihre erste Frage war: {questions}",
        "fr": "Votre première question était : {questions}",
        "es": "Su primera pregunta fue: {questions}",
        "it": "La sua prima domanda era: {questions}",
        "pt": "A sua primeira pergunta foi: {questions}",
        "ru": "Ваш первый вопрос был: {questions}",
        "ja": "最初の質問は次のとおりです：{questions}",
        "ko": "첫 번째 질문은 다음과 같습니다: {questions}",
    },
    "last_question": {
        "en": "Your last question was: {questions}",
        "zh": "你的上一个问题是：{questions}",
        "de": "Ihre letzte Frage war: {questions}",
        "fr": "Votre dernière question était : {questions}",
        "es": "Su última pregunta fue: {questions}",
        "it": "La sua ultima domanda era: {questions}",
        "pt": "A sua última pergunta foi: {questions}",
        "ru": "Ваш последний вопрос был: {questions}",
        "ja": "直前の質問は次のとおりです：{questions}",
        "ko": "마지막 질문은 다음과 같습니다: {questions}",
    },
    "all_questions": {
        "en": "You asked:\n{questions}",
        "zh": "你问过：\n{questions}",
        "de": "Sie haben gefragt:\n{questions}",
        "fr": "Vous avez demandé :\n{questions}",
        "es": "Usted preguntó:\n{questions}",
        "it": "Ha chiesto:\n{questions}",
        "pt": "Você perguntou:\n{questions}",
        "ru": "Вы спрашивали:\n{questions}",
        "ja": "質問は次のとおりです：\n{questions}",
        "ko": "질문하신 내용은 다음과 같습니다:\n{questions}",
    },
    "library_holds": {
        "en": "Documents in your library: {count}.",
        "zh": "资料库里共有 {count} 份文档。",
        "de": "Dokumente in Ihrer Bibliothek: {count}.",
        "fr": "Documents dans votre bibliothèque : {count}.",
        "es": "Documentos en su biblioteca: {count}.",
        "it": "Documenti nella sua biblioteca: {count}.",
        "pt": "Documentos na sua biblioteca: {count}.",
        "ru": "Документов в вашей библиотеке: {count}.",
        "ja": "ライブラリーの文書：{count}件。",
        "ko": "라이브러리의 문서: {count}개.",
    },
    "and_more": {
        "en": "… and {count} more. All of them: assistant sources",
        "zh": "……另有 {count} 份。查看全部：assistant sources",
        "de": "… und {count} weitere. Alle: assistant sources",
        "fr": "… et {count} de plus. Tous : assistant sources",
        "es": "… y {count} más. Todos: assistant sources",
        "it": "… e altri {count}. Tutti: assistant sources",
        "pt": "… e mais {count}. Todos: assistant sources",
        "ru": "… и ещё {count}. Все: assistant sources",
        "ja": "……ほか{count}件。すべて見るには：assistant sources",
        "ko": "… 외 {count}개. 모두 보기: assistant sources",
    },
    # Said beside an answer
    "only_paper": {
        "en": "Only {paper} was asked, which the answer before rests on.",
        "zh": "只查了《{paper}》，也就是上一个回答所依据的文档。",
        "de": "Gefragt wurde nur {paper}, worauf die vorige Antwort beruht.",
        "fr": "Seul {paper} a été interrogé, sur lequel repose la réponse précédente.",
        "es": "Solo se consultó {paper}, en el que se basa la respuesta anterior.",
        "it": "È stato interrogato solo {paper}, su cui si basa la risposta precedente.",
        "pt": "Só foi consultado {paper}, em que se baseia a resposta anterior.",
        "ru": "Спрошен только {paper}, на котором основан прошлый ответ.",
        "ja": "前の答えのもとになった{paper}だけを調べました。",
        "ko": "앞 답변의 근거인 {paper}만 찾아보았습니다.",
    },
    "follow_up": {
        "en": "Read as a follow-up on {paper}; a new conversation asks all documents.",
        "zh": "当作对《{paper}》的追问来答；要查全部文档，请新建对话再问。",
        "de": "Als Anschlussfrage zu {paper} verstanden; ein neues Gespräch fragt alle Dokumente.",
        "fr": "Compris comme une suite à propos de {paper} ; une nouvelle conversation interroge tous les documents.",
        "es": "Entendido como continuación sobre {paper}; una conversación nueva consulta todos los documentos.",
        "it": "Inteso come seguito su {paper}; una nuova conversazione interroga tutti i documenti.",
        "pt": "Entendido como continuação sobre {paper}; uma nova conversa consulta todos os documentos.",
        "ru": "Понято как продолжение о {paper}; новая беседа спрашивает все документы.",
        "ja": "{paper}についての続きの質問として答えました。全文書を調べるには新しい会話で尋ねてください。",
        "ko": "{paper}에 대한 이어지는 질문으로 답했습니다. 모든 문서를 찾으려면 새 대화에서 물어보세요.",
    },
    "perhaps": {
        "en": "These passages are the nearest; whether they answer this is not sure.",
        "zh": "以下是最接近的段落，但不能确定它们是否回答了这个问题。",
        "de": "Dies sind die nächstliegenden Stellen; ob sie die Frage beantworten, ist nicht sicher.",
        "fr": "Voici les passages les plus proches ; il n'est pas sûr qu'ils répondent à la question.",
        "es": "Estos son los pasajes más cercanos; no es seguro que respondan a la pregunta.",
        "it": "Questi sono i passi più vicini; non è certo che rispondano alla domanda.",
        "pt": "Estas são as passagens mais próximas; não é certo que respondam à pergunta.",
        "ru": "Это самые близкие отрывки; отвечают ли они на вопрос, неясно.",
        "ja": "最も近い箇所を示しますが、質問の答えになっているかは確かではありません。",
        "ko": "가장 가까운 구절들입니다. 질문에 대한 답인지는 확실하지 않습니다.",
    },
    "perhaps_quoted": {
        "en": "These sentences of your documents are the nearest; whether they answer this is not sure.",
        "zh": "以下是你的文档中最接近的原话，但不能确定它们是否回答了这个问题。",
        "de": "Dies sind die nächstliegenden Sätze Ihrer Dokumente; ob sie die Frage beantworten, ist nicht sicher.",
        "fr": "Voici les phrases de vos documents les plus proches ; il n'est pas sûr qu'elles répondent à la question.",
        "es": "Estas son las frases más cercanas de sus documentos; no es seguro que respondan a la pregunta.",
        "it": "Queste sono le frasi più vicine dei suoi documenti; non è certo che rispondano alla domanda.",
        "pt": "Estas são as frases mais próximas dos seus documentos; não é certo que respondam à pergunta.",
        "ru": "Это самые близкие предложения ваших документов; отвечают ли они на вопрос, неясно.",
        "ja": "文書の中で最も近い文を示しますが、質問の答えになっているかは確かではありません。",
        "ko": "문서에서 가장 가까운 문장들입니다. 질문에 대한 답인지는 확실하지 않습니다.",
    },
    "part_open": {
        "en": "Nothing in your documents surely answers this part: “{part}”.",
        "zh": "这一部分没有在文档中找到明确的答案：“{part}”。",
        "de": "Diesen Teil beantworten Ihre Dokumente nicht sicher: „{part}“.",
        "fr": "Rien dans vos documents ne répond sûrement à cette partie : « {part} ».",
        "es": "Nada en sus documentos responde con seguridad a esta parte: «{part}».",
        "it": "Niente nei suoi documenti risponde con certezza a questa parte: «{part}».",
        "pt": "Nada nos seus documentos responde com certeza a esta parte: «{part}».",
        "ru": "На эту часть в ваших документах нет уверенного ответа: «{part}».",
        "ja": "この部分にはっきり答える箇所は文書に見つかりません：「{part}」。",
        "ko": "이 부분에 확실히 답하는 내용은 문서에 없습니다: “{part}”.",
    },
    "part_perhaps": {
        "en": "Perhaps, on “{part}”:",
        "zh": "关于“{part}”，也许是：",
        "de": "Vielleicht zu „{part}“:",
        "fr": "Peut-être, sur « {part} » :",
        "es": "Quizá, sobre «{part}»:",
        "it": "Forse, su «{part}»:",
        "pt": "Talvez, sobre «{part}»:",
        "ru": "Возможно, о «{part}»:",
        "ja": "「{part}」については、おそらく：",
        "ko": "“{part}”에 대해서는 아마:",
    },
    "nearest_words": {
        "en": "The nearest words in your documents:",
        "zh": "你的文档中最接近的原话：",
        "de": "Die nächstliegenden Worte in Ihren Dokumenten:",
        "fr": "Les mots les plus proches dans vos documents :",
        "es": "Las palabras más cercanas en sus documentos:",
        "it": "Le parole più vicine nei suoi documenti:",
        "pt": "As palavras mais próximas nos seus documentos:",
        "ru": "Самые близкие слова в ваших документах:",
        "ja": "文書の中で最も近い言葉：",
        "ko": "문서에서 가장 가까운 말:",
    },
    "general": {
        "en": "This answer is the model's own; it does not come from your documents.",
        "zh": "这是模型自己的回答，不是来自你的文档。",
        "de": "Diese Antwort stammt vom Modell selbst, nicht aus Ihren Dokumenten.",
        "fr": "Cette réponse vient du modèle lui-même, et non de vos documents.",
        "es": "Esta respuesta es del propio modelo; no procede de sus documentos.",
        "it": "Questa risposta è del modello stesso; non proviene dai suoi documenti.",
        "pt": "Esta resposta é do próprio modelo; não vem dos seus documentos.",
        "ru": "Этот ответ дала сама модель; он взят не из ваших документов.",
        "ja": "この回答はモデル自身によるもので、お手元の文書に基づくものではありません。",
        "ko": "이 답변은 모델이 스스로 한 것이며, 문서에서 나온 것이 아닙니다.",
    },
    "general_with": {
        "en": "This answer is the model's own; your documents were shown to it.",
        "zh": "这是模型自己的回答，它参考了你的文档。",
        "de": "Diese Antwort stammt vom Modell selbst; Ihre Dokumente lagen ihm vor.",
        "fr": "Cette réponse vient du modèle lui-même ; vos documents lui ont été montrés.",
        "es": "Esta respuesta es del propio modelo; se le mostraron sus documentos.",
        "it": "Questa risposta è del modello stesso; gli sono stati mostrati i suoi documenti.",
        "pt": "Esta resposta é do próprio modelo; os seus documentos foram mostrados a ele.",
        "ru": "Этот ответ дала сама модель; ей были показаны ваши документы.",
        "ja": "この回答はモデル自身によるもので、お手元の文書を参考にしています。",
        "ko": "이 답변은 모델이 스스로 한 것이며, 문서를 참고했습니다.",
    },
    "ask_anyway": {
        "en": "The model can be asked by itself, without your documents.",
        "zh": "也可以不看文档，直接问模型。",
        "de": "Das Modell kann auch ohne Ihre Dokumente gefragt werden.",
        "fr": "Le modèle peut aussi être interrogé seul, sans vos documents.",
        "es": "También se puede preguntar al modelo solo, sin sus documentos.",
        "it": "Si può anche chiedere al modello da solo, senza i suoi documenti.",
        "pt": "Também se pode perguntar ao modelo sozinho, sem os seus documentos.",
        "ru": "Модель можно спросить и саму, без ваших документов.",
        "ja": "文書を使わずに、モデルだけに尋ねることもできます。",
        "ko": "문서 없이 모델에게만 물어볼 수도 있습니다.",
    },
    "ask_anyway_hint": {
        "en": 'Ask it: assistant ask --general "…"',
        "zh": '直接问：assistant ask --general "…"',
        "de": 'So fragen: assistant ask --general "…"',
        "fr": 'L\'interroger : assistant ask --general "…"',
        "es": 'Preguntarle: assistant ask --general "…"',
        "it": 'Chiedere: assistant ask --general "…"',
        "pt": 'Perguntar-lhe: assistant ask --general "…"',
        "ru": 'Спросить: assistant ask --general "…"',
        "ja": '尋ねるには：assistant ask --general "…"',
        "ko": '물어보기: assistant ask --general "…"',
    },
    "extracted": {
        "en": "No chat model answered: these are the sentences of your documents that answer best, word for word.",
        "zh": "没有对话模型，下面是你的文档中最能回答问题的句子，逐字引用。",
        "de": "Kein Chatmodell hat geantwortet: Dies sind wörtlich die Sätze Ihrer Dokumente, die am besten antworten.",
        "fr": "Aucun modèle de conversation n'a répondu : voici, mot pour mot, les phrases de vos documents qui répondent le mieux.",
        "es": "No respondió ningún modelo de chat: estas son, palabra por palabra, las frases de sus documentos que mejor responden.",
        "it": "Nessun modello di chat ha risposto: queste sono, parola per parola, le frasi dei suoi documenti che rispondono meglio.",
        "pt": "Nenhum modelo de conversa respondeu: estas são, palavra por palavra, as frases dos seus documentos que melhor respondem.",
        "ru": "Ни одна модель не ответила: это дословно те предложения ваших документов, которые отвечают лучше всего.",
        "ja": "チャットモデルは使われていません。文書の中で最もよく答えている文を、そのまま示します。",
        "ko": "채팅 모델이 답하지 않았습니다. 문서에서 가장 잘 답하는 문장들을 그대로 보여 줍니다.",
    },
    "outlined": {
        "en": "No chat model answered: these sentences say most of what the document holds, word for word.",
        "zh": "没有对话模型，下面是最能概括文档内容的句子，逐字引用。",
        "de": "Kein Chatmodell hat geantwortet: Dies sind wörtlich die Sätze, die am meisten vom Inhalt sagen.",
        "fr": "Aucun modèle de conversation n'a répondu : voici, mot pour mot, les phrases qui résument le mieux le document.",
        "es": "No respondió ningún modelo de chat: estas son, palabra por palabra, las frases que mejor resumen el documento.",
        "it": "Nessun modello di chat ha risposto: queste sono, parola per parola, le frasi che meglio riassumono il documento.",
        "pt": "Nenhum modelo de conversa respondeu: estas são, palavra por palavra, as frases que melhor resumem o documento.",
        "ru": "Ни одна модель не ответила: это дословно те предложения, которые лучше всего передают содержание документа.",
        "ja": "チャットモデルは使われていません。文書の内容を最もよく表す文を、そのまま示します。",
        "ko": "채팅 모델이 답하지 않았습니다. 문서의 내용을 가장 잘 나타내는 문장들을 그대로 보여 줍니다.",
    },
    "sections": {
        "en": "No chat model answered: these are its sections, each with a sentence of its own, word for word.",
        "zh": "没有对话模型，下面是各个章节，每章节逐字引用一句。",
        "de": "Kein Chatmodell hat geantwortet: Dies sind die Abschnitte, jeder mit einem seiner Sätze, wörtlich.",
        "fr": "Aucun modèle de conversation n'a répondu : voici les sections, chacune avec une de ses phrases, mot pour mot.",
        "es": "No respondió ningún modelo de chat: estas son las secciones, cada una con una de sus frases, palabra por palabra.",
        "it": "Nessun modello di chat ha risposto: queste sono le sezioni, ognuna con una sua frase, parola per parola.",
        "pt": "Nenhum modelo de conversa respondeu: estas são as seções, cada uma com uma de suas frases, palavra por palavra.",
        "ru": "Ни одна модель не ответила: это разделы, каждый с одним своим предложением, дословно.",
        "ja": "チャットモデルは使われていません。各章を、その中の一文とともにそのまま示します。",
        "ko": "채팅 모델이 답하지 않았습니다. 각 장을 그 안의 한 문장과 함께 그대로 보여 줍니다.",
    },
    "more_sections": {
        "en": "{shown} of {all} sections are listed, each for its parts or neighbours.",
        "zh": "共 {all} 个章节，列出 {shown} 个，下级或相邻的只列其一。",
        "de": "{shown} von {all} Abschnitten sind genannt, jeder für seine Teile oder Nachbarn.",
        "fr": "{shown} sections sur {all} sont citées, chacune pour ses parties ou ses voisines.",
        "es": "Se enumeran {shown} de {all} secciones, cada una por sus partes o sus vecinas.",
        "it": "Sono elencate {shown} sezioni su {all}, ognuna per le sue parti o le sue vicine.",
        "pt": "São listadas {shown} de {all} seções, cada uma por suas partes ou vizinhas.",
        "ru": "Названо разделов: {shown} из {all}; каждый заменяет свои части или соседние.",
        "ja": "全{all}章のうち{shown}章を示します。下位や隣の章は省いています。",
        "ko": "전체 {all}개 장 가운데 {shown}개만 보여 줍니다. 하위 장이나 이웃한 장은 뺐습니다.",
    },
    "instead": {
        "en": "In its place: the sentences of your documents that answer best, word for word.",
        "zh": "改为引用你的文档中最能回答问题的句子，逐字引用。",
        "de": "Stattdessen: die Sätze Ihrer Dokumente, die am besten antworten, wörtlich.",
        "fr": "À la place : les phrases de vos documents qui répondent le mieux, mot pour mot.",
        "es": "En su lugar: las frases de sus documentos que mejor responden, palabra por palabra.",
        "it": "Al suo posto: le frasi dei suoi documenti che rispondono meglio, parola per parola.",
        "pt": "Em seu lugar: as frases dos seus documentos que melhor respondem, palavra por palavra.",
        "ru": "Вместо этого: дословно те предложения ваших документов, которые отвечают лучше всего.",
        "ja": "代わりに、文書の中で最もよく答えている文をそのまま示します。",
        "ko": "대신 문서에서 가장 잘 답하는 문장들을 그대로 보여 줍니다.",
    },
    "get_model_hint": {
        "en": "Get a chat model: assistant models recommend",
        "zh": "下载对话模型：assistant models recommend",
        "de": "Ein Chatmodell holen: assistant models recommend",
        "fr": "Obtenir un modèle de conversation : assistant models recommend",
        "es": "Obtener un modelo de chat: assistant models recommend",
        "it": "Procurarsi un modello di chat: assistant models recommend",
        "pt": "Obter um modelo de conversa: assistant models recommend",
        "ru": "Получить модель: assistant models recommend",
        "ja": "チャットモデルを入手する：assistant models recommend",
        "ko": "채팅 모델 받기: assistant models recommend",
    },
    "no_chat_model": {
        "en": "Requests that have nothing to do with your documents need a chat model.",
        "zh": "与你的文档无关的请求需要对话模型。",
        "de": "Bitten, die nichts mit Ihren Dokumenten zu tun haben, brauchen ein Chatmodell.",
        "fr": "Les demandes sans rapport avec vos documents ont besoin d'un modèle de conversation.",
        "es": "Las peticiones que no tienen que ver con sus documentos necesitan un modelo de chat.",
        "it": "Le richieste che non riguardano i suoi documenti hanno bisogno di un modello di chat.",
        "pt": "Pedidos que nada têm a ver com os seus documentos precisam de um modelo de conversa.",
        "ru": "Для просьб, не связанных с вашими документами, нужна модель.",
        "ja": "文書と関係のない依頼にはチャットモデルが必要です。",
        "ko": "문서와 관계없는 요청에는 채팅 모델이 필요합니다.",
    },
    "work_on_papers": {
        "en": "Translating and rewriting need a chat model; without one, documents are only quoted.",
        "zh": "翻译和改写需要对话模型；没有对话模型时，只能引用文档原话。",
        "de": "Übersetzen und Umschreiben brauchen ein Chatmodell; ohne eines werden Dokumente nur zitiert.",
        "fr": "Traduire et reformuler demandent un modèle de conversation ; sans lui, les documents sont seulement cités.",
        "es": "Traducir y reescribir requieren un modelo de chat; sin él, los documentos solo se citan.",
        "it": "Tradurre e riscrivere richiedono un modello di chat; senza, i documenti vengono solo citati.",
        "pt": "Traduzir e reescrever exigem um modelo de conversa; sem ele, os documentos só são citados.",
        "ru": "Для перевода и пересказа нужна модель; без неё документы только цитируются.",
        "ja": "翻訳や書き換えにはチャットモデルが必要です。モデルがないときは、文書の引用だけができます。",
        "ko": "번역과 고쳐쓰기에는 채팅 모델이 필요합니다. 모델이 없으면 문서를 인용하기만 합니다.",
    },
    "work_on_said": {
        "en": "To rewrite what was said, a chat model is needed.",
        "zh": "改写之前的回答需要对话模型。",
        "de": "Um das Gesagte umzuschreiben, braucht es ein Chatmodell.",
        "fr": "Pour réécrire ce qui a été dit, il faut un modèle de conversation.",
        "es": "Para reescribir lo dicho hace falta un modelo de chat.",
        "it": "Per riscrivere quanto detto serve un modello di chat.",
        "pt": "Para reescrever o que foi dito é preciso um modelo de conversa.",
        "ru": "Чтобы переписать сказанное, нужна модель.",
        "ja": "これまでの回答を書き直すにはチャットモデルが必要です。",
        "ko": "앞의 답변을 다시 쓰려면 채팅 모델이 필요합니다.",
    },
    "history_left_out": {
        "en": "Earlier turns did not fit the model's context and were left out.",
        "zh": "较早的对话超出了模型的上下文，没有给它看。",
        "de": "Frühere Fragen und Antworten passten nicht in den Kontext des Modells und wurden weggelassen.",
        "fr": "Des échanges précédents ne tenaient pas dans le contexte du modèle et ont été omis.",
        "es": "Los turnos anteriores no cabían en el contexto del modelo y se han omitido.",
        "it": "I turni precedenti non entravano nel contesto del modello e sono stati omessi.",
        "pt": "As mensagens anteriores não cabiam no contexto do modelo e foram omitidas.",
        "ru": "Более ранние реплики не поместились в контекст модели и были опущены.",
        "ja": "以前のやり取りはモデルのコンテキストに収まらず、省かれました。",
        "ko": "이전 대화가 모델의 컨텍스트에 들어가지 않아 생략되었습니다.",
    },
    "orders_left_out": {
        "en": "{file} holds sentences that give orders to the model instead of telling you something; it was not shown them.",
        "zh": "{file}里有写给AI助手的指令，不是给你看的内容，没有交给模型。",
        "de": "{file} enthält Sätze, die einem Assistenten Anweisungen geben, statt Ihnen etwas zu sagen; dem Modell wurden sie nicht gezeigt.",
        "fr": "{file} contient des phrases qui donnent des ordres au modèle au lieu de vous informer ; il ne les a pas vues.",
        "es": "{file} contiene frases que dan órdenes a un asistente en lugar de informarle a usted; no se mostraron al modelo.",
        "it": "{file} contiene frasi che danno ordini a un assistente invece di dire qualcosa a lei; non sono state mostrate al modello.",
        "pt": "{file} contém frases que dão ordens a um assistente em vez de o informar; não foram mostradas ao modelo.",
        "ru": "В файле {file} есть предложения, которые отдают приказы помощнику, а не сообщают что-то вам; модели они не показаны.",
        "ja": "{file}には、あなたへの情報ではなくAIへの指示が書かれた文があります。モデルには渡していません。",
        "ko": "{file}에는 정보가 아니라 AI에게 지시하는 문장이 있습니다. 모델에는 보여 주지 않았습니다.",
    },
    "repeating": {
        "en": "The model began to repeat itself and was stopped.",
        "zh": "模型开始重复自己的话，已停止。",
        "de": "Das Modell begann, sich zu wiederholen, und wurde angehalten.",
        "fr": "Le modèle commençait à se répéter et a été arrêté.",
        "es": "El modelo empezó a repetirse y se detuvo.",
        "it": "Il modello ha iniziato a ripetersi ed è stato fermato.",
        "pt": "O modelo começou a repetir-se e foi parado.",
        "ru": "Модель начала повторяться и была остановлена.",
        "ja": "モデルが同じことを繰り返し始めたため、停止しました。",
        "ko": "모델이 같은 말을 되풀이하기 시작하여 멈추었습니다.",
    },
    "cut_short": {
        "en": "The answer ran into the model's limit and ends early.",
        "zh": "回答达到了模型的上限，提前结束。",
        "de": "Die Antwort stieß an die Grenze des Modells und endet vorzeitig.",
        "fr": "La réponse a atteint la limite du modèle et s'arrête trop tôt.",
        "es": "La respuesta llegó al límite del modelo y termina antes de tiempo.",
        "it": "La risposta ha raggiunto il limite del modello e finisce prima del tempo.",
        "pt": "A resposta atingiu o limite do modelo e termina antes do fim.",
        "ru": "Ответ упёрся в предел модели и обрывается раньше времени.",
        "ja": "回答がモデルの上限に達し、途中で終わっています。",
        "ko": "답변이 모델의 한도에 이르러 중간에 끝났습니다.",
    },
    "cut_short_hint": {
        "en": "Raise answer.context_tokens.",
        "zh": "请调高 answer.context_tokens。",
        "de": "answer.context_tokens erhöhen.",
        "fr": "Augmentez answer.context_tokens.",
        "es": "Aumente answer.context_tokens.",
        "it": "Aumenti answer.context_tokens.",
        "pt": "Aumente answer.context_tokens.",
        "ru": "Увеличьте answer.context_tokens.",
        "ja": "answer.context_tokens を大きくしてください。",
        "ko": "answer.context_tokens 값을 높이세요.",
    },
    "empty": {
        "en": "The library holds no documents yet.",
        "zh": "资料库里还没有文档。",
        "de": "Die Bibliothek enthält noch keine Dokumente.",
        "fr": "La bibliothèque ne contient encore aucun document.",
        "es": "La biblioteca todavía no contiene documentos.",
        "it": "La biblioteca non contiene ancora documenti.",
        "pt": "A biblioteca ainda não contém documentos.",
        "ru": "В библиотеке ещё нет документов.",
        "ja": "ライブラリーにはまだ文書がありません。",
        "ko": "라이브러리에 아직 문서가 없습니다.",
    },
    "empty_hint": {
        "en": "Fill it: assistant ingest FOLDER_WITH_DOCUMENTS",
        "zh": "添加文档：assistant ingest 文档所在的文件夹",
        "de": "So füllen Sie sie: assistant ingest FOLDER_WITH_DOCUMENTS",
        "fr": "Pour la remplir : assistant ingest FOLDER_WITH_DOCUMENTS",
        "es": "Para llenarla: assistant ingest FOLDER_WITH_DOCUMENTS",
        "it": "Per riempirla: assistant ingest FOLDER_WITH_DOCUMENTS",
        "pt": "Para a encher: assistant ingest FOLDER_WITH_DOCUMENTS",
        "ru": "Наполнить её: assistant ingest FOLDER_WITH_DOCUMENTS",
        "ja": "追加するには：assistant ingest FOLDER_WITH_DOCUMENTS",
        "ko": "문서 추가: assistant ingest FOLDER_WITH_DOCUMENTS",
    },
    "not_kept": {
        "en": "This answer is not kept in a conversation: {reason}",
        "zh": "这个回答没有保存到对话中：{reason}",
        "de": "Diese Antwort wird in keinem Gespräch aufbewahrt: {reason}",
        "fr": "Cette réponse n'est conservée dans aucune conversation : {reason}",
        "es": "Esta respuesta no se guarda en ninguna conversación: {reason}",
        "it": "Questa risposta non viene conservata in nessuna conversazione: {reason}",
        "pt": "Esta resposta não é guardada em nenhuma conversa: {reason}",
        "ru": "Этот ответ не сохранён в разговоре: {reason}",
        "ja": "この回答は会話に保存されていません：{reason}",
        "ko": "이 답변은 대화에 저장되지 않았습니다: {reason}",
    },
    "no_answer_reasoned": {
        "en": "The model reasoned and came to no answer; its reasoning is kept.",
        "zh": "模型做了推理，但没有得出回答；推理过程已保留。",
        "de": "Das Modell hat überlegt und kam zu keiner Antwort; seine Überlegungen sind aufbewahrt.",
        "fr": "Le modèle a raisonné sans arriver à une réponse ; son raisonnement est conservé.",
        "es": "El modelo razonó y no llegó a ninguna respuesta; su razonamiento se conserva.",
        "it": "Il modello ha ragionato senza arrivare a una risposta; il ragionamento è conservato.",
        "pt": "O modelo raciocinou e não chegou a nenhuma resposta; o raciocínio foi guardado.",
        "ru": "Модель рассуждала и не пришла к ответу; её рассуждения сохранены.",
        "ja": "モデルは考えましたが、答えに至りませんでした。思考の過程は残されています。",
        "ko": "모델이 생각했지만 답에 이르지 못했습니다. 생각한 내용은 보관됩니다.",
    },
    "answers_at_once": {
        "en": "The model reasoned for {time} and came to no answer. It is asked again, to answer without reasoning.",
        "zh": "模型推理了{time}，没有得出回答。现在让它不推理，直接回答。",
        "de": "Das Modell hat {time} überlegt und kam zu keiner Antwort. Es soll nun ohne Überlegen antworten.",
        "fr": "Le modèle a raisonné pendant {time} sans arriver à une réponse. Il doit maintenant répondre sans raisonner.",
        "es": "El modelo razonó {time} y no llegó a ninguna respuesta. Ahora debe responder sin razonar.",
        "it": "Il modello ha ragionato per {time} senza arrivare a una risposta. Ora deve rispondere senza ragionare.",
        "pt": "O modelo raciocinou durante {time} e não chegou a nenhuma resposta. Agora deve responder sem raciocinar.",
        "ru": "Модель рассуждала {time} и не пришла к ответу. Теперь она отвечает без рассуждений.",
        "ja": "モデルは{time}考えましたが、答えに至りませんでした。思考なしで答えさせます。",
        "ko": "모델이 {time} 동안 생각했지만 답에 이르지 못했습니다. 이제 생각 없이 답하게 합니다.",
    },
    "no_answer": {
        "en": "The model said nothing.",
        "zh": "模型没有给出任何内容。",
        "de": "Das Modell hat nichts gesagt.",
        "fr": "Le modèle n'a rien dit.",
        "es": "El modelo no dijo nada.",
        "it": "Il modello non ha detto nulla.",
        "pt": "O modelo não disse nada.",
        "ru": "Модель ничего не сказала.",
        "ja": "モデルは何も答えませんでした。",
        "ko": "모델이 아무 말도 하지 않았습니다.",
    },
    "no_answer_hint": {
        "en": "Ask again without reasoning (answer.think = off), or with more room (answer.context_tokens).",
        "zh": "请关闭推理后再问（answer.think = off），或留出更多空间（answer.context_tokens）。",
        "de": "Ohne Überlegen noch einmal fragen (answer.think = off) oder mit mehr Raum (answer.context_tokens).",
        "fr": "Redemandez sans raisonnement (answer.think = off), ou avec plus de place (answer.context_tokens).",
        "es": "Pregunte de nuevo sin razonamiento (answer.think = off) o con más espacio (answer.context_tokens).",
        "it": "Chieda di nuovo senza ragionamento (answer.think = off) o con più spazio (answer.context_tokens).",
        "pt": "Pergunte de novo sem raciocínio (answer.think = off) ou com mais espaço (answer.context_tokens).",
        "ru": "Спросите ещё раз без рассуждений (answer.think = off) или с большим местом (answer.context_tokens).",
        "ja": "思考なし（answer.think = off）で、または余裕を増やして（answer.context_tokens）もう一度質問してください。",
        "ko": "생각 없이(answer.think = off) 또는 더 넓은 공간으로(answer.context_tokens) 다시 물어보세요.",
    },
    "unknown_name": {
        "en": "Not found in your documents: {names}.",
        "zh": "你的文档里没有出现：{names}。",
        "de": "Dies steht nirgends in Ihren Dokumenten: {names}.",
        "fr": "Ceci ne figure nulle part dans vos documents : {names}.",
        "es": "Esto no aparece en ninguno de sus documentos: {names}.",
        "it": "Questo non compare in nessuno dei suoi documenti: {names}.",
        "pt": "Isto não aparece em nenhum dos seus documentos: {names}.",
        "ru": "Этого нигде нет в ваших документах: {names}.",
        "ja": "次のものは文書のどこにもありません：{names}。",
        "ko": "다음은 문서 어디에도 없습니다: {names}.",
    },
    "left_out": {
        "en": "There is more on this than the model was shown; left out: {count}.",
        "zh": "相关内容未能全部给模型看，省略了 {count} 处。",
        "de": "Es gibt mehr dazu, als dem Modell gezeigt wurde; weggelassen: {count}.",
        "fr": "Il y a plus à ce sujet que ce qui a été montré au modèle ; omis : {count}.",
        "es": "Hay más sobre esto de lo que se mostró al modelo; omitidos: {count}.",
        "it": "C'è più di quanto è stato mostrato al modello; tralasciati: {count}.",
        "pt": "Há mais sobre isto do que foi mostrado ao modelo; omitidos: {count}.",
        "ru": "По этому вопросу есть больше, чем было показано модели; опущено: {count}.",
        "ja": "関係する内容のうち、モデルに示せなかったものがあります：{count}件。",
        "ko": "관련 내용 가운데 모델에 보여 주지 못한 것이 있습니다: {count}개.",
    },
    "left_out_hint": {
        "en": "Raise answer.evidence_tokens to show it more; it will answer more slowly.",
        "zh": "调高 answer.evidence_tokens 可以给它看更多内容，但回答会变慢。",
        "de": "answer.evidence_tokens erhöhen, um ihm mehr zu zeigen; es antwortet dann langsamer.",
        "fr": "Augmentez answer.evidence_tokens pour lui en montrer plus ; il répondra plus lentement.",
        "es": "Aumente answer.evidence_tokens para mostrarle más; responderá más despacio.",
        "it": "Aumenti answer.evidence_tokens per mostrargli di più; risponderà più lentamente.",
        "pt": "Aumente answer.evidence_tokens para lhe mostrar mais; responderá mais devagar.",
        "ru": "Увеличьте answer.evidence_tokens, чтобы показать ей больше; она ответит медленнее.",
        "ja": "answer.evidence_tokens を大きくするとより多く示せますが、回答は遅くなります。",
        "ko": "answer.evidence_tokens 값을 높이면 더 많이 보여 줄 수 있지만 답변이 느려집니다.",
    },
    "more_match": {
        "en": "{shown} of {matching} documents that match were shown to the model.",
        "zh": "符合的文档有 {matching} 份，模型看到了其中 {shown} 份。",
        "de": "Dem Modell wurden {shown} von {matching} passenden Dokumenten gezeigt.",
        "fr": "{shown} des {matching} documents qui correspondent ont été montrés au modèle.",
        "es": "Se mostraron al modelo {shown} de los {matching} documentos que coinciden.",
        "it": "Al modello sono stati mostrati {shown} dei {matching} documenti che corrispondono.",
        "pt": "Foram mostrados ao modelo {shown} dos {matching} documentos que correspondem.",
        "ru": "Модели показано {shown} из {matching} подходящих документов.",
        "ja": "該当する文書{matching}件のうち{shown}件をモデルに示しました。",
        "ko": "해당하는 문서 {matching}개 중 {shown}개를 모델에 보여 주었습니다.",
    },
    "more_match_hint": {
        "en": "Narrow the question, or look into some files only: assistant ask --in PATH",
        "zh": "请缩小问题范围，或只查看部分文档：assistant ask --in PATH",
        "de": "Enger fragen oder nur in manche Dateien schauen: assistant ask --in PATH",
        "fr": "Précisez la question, ou limitez-vous à certains fichiers : assistant ask --in PATH",
        "es": "Acote la pregunta o busque solo en algunos archivos: assistant ask --in PATH",
        "it": "Restringa la domanda o guardi solo in alcuni file: assistant ask --in PATH",
        "pt": "Restrinja a pergunta ou procure só em alguns arquivos: assistant ask --in PATH",
        "ru": "Уточните вопрос или ищите только в некоторых файлах: assistant ask --in PATH",
        "ja": "質問を絞るか、一部のファイルだけを調べてください：assistant ask --in PATH",
        "ko": "질문을 좁히거나 일부 파일만 살펴보세요: assistant ask --in PATH",
    },
    "unconfirmed_names": {
        "en": "Not found in what is cited: {names}.",
        "zh": "引文中没有：{names}。",
        "de": "Nicht in dem gefunden, was zitiert ist: {names}.",
        "fr": "Introuvable dans ce qui est cité : {names}.",
        "es": "No se encuentra en lo citado: {names}.",
        "it": "Non trovato in ciò che è citato: {names}.",
        "pt": "Não encontrado no que é citado: {names}.",
        "ru": "Не найдено в том, что процитировано: {names}.",
        "ja": "引用箇所に見当たりません：{names}。",
        "ko": "인용된 내용에서 찾지 못했습니다: {names}.",
    },
    "unconfirmed_rows": {
        "en": "Rows of the table that nothing in your documents supports: {count}.",
        "zh": "表格中没有文档依据的行：{count}。",
        "de": "Zeilen der Tabelle, die nichts in Ihren Dokumenten belegt: {count}.",
        "fr": "Lignes du tableau que rien dans vos documents n'appuie : {count}.",
        "es": "Filas de la tabla que nada en sus documentos respalda: {count}.",
        "it": "Righe della tabella che nulla nei suoi documenti conferma: {count}.",
        "pt": "Linhas da tabela que nada nos seus documentos sustenta: {count}.",
        "ru": "Строк таблицы, которые ничем в ваших документах не подтверждены: {count}.",
        "ja": "文書に裏付けのない表の行：{count}。",
        "ko": "문서에 근거가 없는 표의 행: {count}.",
    },
    "unconfirmed_hint": {
        "en": "Check these in the sources.",
        "zh": "请对照出处核对。",
        "de": "Prüfen Sie dies in den Quellen.",
        "fr": "Vérifiez-les dans les sources.",
        "es": "Compruébelo en las fuentes.",
        "it": "Verifichi nelle fonti.",
        "pt": "Verifique nas fontes.",
        "ru": "Проверьте это в источниках.",
        "ja": "出典で確かめてください。",
        "ko": "출처에서 확인하세요.",
    },
    "contradicted": {
        "en": "Your documents say otherwise; see the sources at [?].",
        "zh": "你的文档里的说法与此相反，请对照出处核对标有 [?] 的地方。",
        "de": "Ihre Dokumente sagen etwas anderes; siehe die Quellen bei [?].",
        "fr": "Vos documents disent le contraire ; voyez les sources à [?].",
        "es": "Sus documentos dicen otra cosa; vea las fuentes en [?].",
        "it": "I suoi documenti dicono altro; veda le fonti a [?].",
        "pt": "Os seus documentos dizem outra coisa; veja as fontes em [?].",
        "ru": "В ваших документах сказано иное; см. источники у [?].",
        "ja": "文書の記述はこれと異なります。[?] の箇所の出典を確かめてください。",
        "ko": "문서의 내용은 이와 다릅니다. [?] 표시가 있는 곳의 출처를 확인하세요.",
    },
    "condition_left_out": {
        "en": "Your documents say so under a condition, which the answer leaves out; see the sources at [?].",
        "zh": "文档里这样说是有条件的，回答没有提到；请对照标有 [?] 处的出处。",
        "de": "In Ihren Dokumenten gilt das nur unter einer Bedingung, die die Antwort weglässt; siehe die Quellen bei [?].",
        "fr": "Vos documents le disent sous une condition que la réponse omet ; voyez les sources à [?].",
        "es": "Sus documentos lo dicen con una condición que la respuesta omite; vea las fuentes en [?].",
        "it": "I suoi documenti lo dicono a una condizione che la risposta tralascia; veda le fonti a [?].",
        "pt": "Os seus documentos dizem-no sob uma condição que a resposta omite; veja as fontes em [?].",
        "ru": "В ваших документах это сказано с условием, которого в ответе нет; см. источники у [?].",
        "ja": "文書では条件つきですが、回答はその条件に触れていません。[?] の箇所の出典を確かめてください。",
        "ko": "문서에는 조건이 붙어 있으나 답변은 그 조건을 말하지 않습니다. [?] 표시가 있는 곳의 출처를 확인하세요.",
    },
    "order_followed": {
        "en": "The model seems to have followed an order that stands in a document, not your question.",
        "zh": "模型似乎照着文档里的指令做了，而没有回答你的问题。",
        "de": "Das Modell scheint einer Anweisung gefolgt zu sein, die in einem Dokument steht, nicht Ihrer Frage.",
        "fr": "Le modèle semble avoir suivi une consigne contenue dans un document, et non votre question.",
        "es": "El modelo parece haber seguido una orden que está en un documento, no su pregunta.",
        "it": "Il modello sembra aver seguito un ordine contenuto in un documento, non la sua domanda.",
        "pt": "O modelo parece ter seguido uma ordem que está num documento, e não a sua pergunta.",
        "ru": "Похоже, модель выполнила указание из документа, а не ответила на ваш вопрос.",
        "ja": "モデルは質問ではなく、文書の中の指示に従ったようです。",
        "ko": "모델이 질문이 아니라 문서 안의 지시를 따른 것 같습니다.",
    },
}  # fmt: skip

NAMED = 6
"""Most things that one notice names."""


def sentence(name: str, language: Language = "en", **values: object) -> str:
    """Return a fixed sentence.

    Args:
        name: Its name in `notice_texts.TEXTS`.
        language: The language of the question.
        values: What stands in it.
    """
    return TEXTS[name][language].format(**values)


_DOUBTS = frozenset(("perhaps", "part_open", "contradicted", "order_followed", "condition_left_out"))
"""Notices that say that an answer may be none."""


def _notice(code: str, language: Language, hint: str = "", **values: object) -> Notice:
    then = sentence(hint, language) if hint else ""
    return Notice(code, sentence(code, language, **values), then, doubts=code in _DOUBTS)


def general(language: Language = "en", *, with_documents: bool = False) -> Notice:
    """Report that an answer is the model's own."""
    return Notice("general", sentence("general_with" if with_documents else "general", language))


def perhaps(language: Language = "en") -> Notice:
    """Report that the passages are the nearest, but may not answer the question."""
    return _notice("perhaps", language)


def perhaps_quoted(why: Notice, language: Language = "en") -> Notice:
    """Report that sentences are quoted that may not answer the question.

    Args:
        why: The notice on quotes that do.
        language: The language of the question.
    """
    return Notice("extracted", sentence("perhaps_quoted", language), why.hint, doubts=True)


def part_open(part: str, language: Language = "en") -> Notice:
    """Report that a part of the question is not answered."""
    return _notice("part_open", language, part=part.strip(" ?？"))


def ask_anyway(language: Language = "en") -> Notice:
    """Explain after a refusal how the model is asked all the same."""
    return _notice("ask_anyway", language, "ask_anyway_hint")


def extracted(language: Language = "en") -> Notice:
    """Report that no model answered, and that sentences are quoted."""
    return _notice("extracted", language, "get_model_hint")


def outlined(language: Language = "en") -> Notice:
    """Report that no model summed a document up, and that its sentences are quoted."""
    return Notice("extracted", sentence("outlined", language), sentence("get_model_hint", language))


def sections(language: Language = "en") -> Notice:
    """Report that no model outlined a document, and that its sections are listed."""
    return Notice("extracted", sentence("sections", language), sentence("get_model_hint", language))


def instead(language: Language = "en") -> Notice:
    """Report that sentences are quoted in the place of an answer."""
    return Notice("extracted", sentence("instead", language))


def no_chat_model(language: Language = "en") -> Notice:
    """Report that a request needs a chat model."""
    return _notice("no_chat_model", language, "get_model_hint")


def cannot_rewrite(language: Language = "en", *, of_papers: bool = False) -> Notice:
    """Report that what was said, or a document, can only be rewritten by a chat model."""
    said = sentence("work_on_papers" if of_papers else "work_on_said", language)
    return Notice("no_chat_model", said, sentence("get_model_hint", language))


def history_left_out(language: Language = "en") -> Notice:
    """Report that earlier turns did not fit."""
    return _notice("history_left_out", language)


def only_paper(name: str, language: Language = "en") -> Notice:
    """Report that "this mail" narrowed a question to one paper."""
    return _notice("only_paper", language, paper=name)


def repeating(language: Language = "en") -> Notice:
    """Report that the model was stopped since it only said the same again."""
    return _notice("repeating", language)


def cut_short(language: Language = "en") -> Notice:
    """Report that an answer ends early."""
    return _notice("cut_short", language, "cut_short_hint")


def empty(language: Language = "en") -> Notice:
    """Report that there is nothing in the library."""
    return _notice("empty", language, "empty_hint")


def not_kept(error: LibraryError, language: Language = "en") -> Notice:
    """Report that a turn could not be kept."""
    return Notice("not_kept", sentence("not_kept", language, reason=error.message), error.hint)


def no_answer(language: Language = "en", *, reasoned: bool) -> Notice:
    """Report that the model came to no answer."""
    message = sentence("no_answer_reasoned" if reasoned else "no_answer", language)
    return Notice("no_answer", message, sentence("no_answer_hint", language))


def answers_at_once(language: Language, seconds: float) -> Notice:
    """Report that a model that came to no answer is asked to answer without reasoning."""
    return _notice("answers_at_once", language, time=duration(seconds))


def unknown_names(names: Sequence[str], language: Language = "en") -> Notice:
    """Report that names of the question stand nowhere in the library."""
    return _notice("unknown_name", language, names=_named(names, language))


def left_out(count: int | Evidence, language: Language = "en") -> Notice:
    """Report that so many sentences or passages did not fit what the model is shown."""
    number = count if isinstance(count, int) else count.left_out
    return _notice("left_out", language, "left_out_hint", count=number)


def orders_left_out(file: str, language: Language = "en") -> Notice:
    """Report that a file holds orders to the model, which it was not shown."""
    return _notice("orders_left_out", language, file=file)


def more_match(shown: int, matching: int, language: Language = "en", left_out: Sequence[str] = ()) -> Notice:
    """Report that more documents match than the model was shown; few are named."""
    notice = _notice("more_match", language, "more_match_hint", shown=shown, matching=matching)
    if not left_out:
        return notice
    return replace(notice, message=f"{notice.message} ({_named(left_out, language)})")


def contradicted(language: Language = "en") -> Notice:
    """Report that the documents say the opposite of a sentence."""
    return _notice("contradicted", language)


def order_followed(language: Language = "en") -> Notice:
    """Report that an answer may follow an order in a document, not the question."""
    return _notice("order_followed", language)


def condition_left_out(language: Language = "en") -> Notice:
    """Report that an answer leaves out under which condition it holds."""
    return _notice("condition_left_out", language)


def unconfirmed(missing: Sequence[str], rows: int, language: Language = "en") -> Notice | None:
    """Report which numbers, names and unmarked table rows are not in what is cited."""
    parts = []
    if missing:
        parts.append(sentence("unconfirmed_names", language, names=_named(missing, language)))
    if rows:
        parts.append(sentence("unconfirmed_rows", language, count=rows))
    if not parts:
        return None
    return Notice("unconfirmed", _gap(language).join(parts), sentence("unconfirmed_hint", language))


def _named(names: Sequence[str], language: Language) -> str:
    return ("、" if language in ("zh", "ja") else ", ").join(dict.fromkeys(names[:NAMED]))


def _gap(language: Language) -> str:
    return "" if language in ("zh", "ja") else " "
