"""Recognise what a question asks of a whole document, or of a section of one."""

from __future__ import annotations

import re

from assistant.agent.prompt.whole_wording import Task
from assistant.frozen import dataclass
from assistant.languages import as_typed, plain
from assistant.regexes import lazy_regex

LONGEST = 1_000
"""Characters of a question that are looked at."""
_KIND_EN = (
    r"(?:document|file|pdf|paper|contract|agreement|lease|report|minutes|manual|handbook|policy|letter|e-?mail|invoice"
    r"|presentation|book|article|guide|memo|transcript|text|it)"
)
_OUTLINE = lazy_regex(
    r"\b(?:outlines?|table of contents|structure of|how is \w+(?: \w+){0,4} (?:structured|organi[sz]ed)"
    r"|gliedere|gliederung|inhaltsverzeichnis|aufbau|plan d[eu]|sommaire|table des matieres|esquema|indice|estructura"
    r"|schema|struttura|indice|sumario|estrutura|оглавление|структур\w*|план)\b|提纲|大纲|目录|结构|章节|構成|目次|アウトライン|개요|목차|구성"
)
_STRUCTURE = lazy_regex(
    rf"\bhow (?:is|are) (?:the|this|that|my|our) (?:\w+ )?(?:{_KIND_EN}|thesis|document) (?:structured|organi[sz]ed|built up)"
    rf"|\bstructure of (?:the|this|that|my|our) (?:\w+ )?(?:{_KIND_EN}|thesis)\b|(?:论文|报告|手册|合同|文件|文档|协议|这本书).{{0,3}}结构"
)
_DATES = lazy_regex(
    r"\b(?:key|important|main|all|relevant|list|which|what)\b.{0,30}\b(?:dates|deadlines|amounts|sums|figures|time limits)\b"
    r"|\bevery (?:date|deadline|amount|sum|time limit)\b"
    r"|\b(?:dates?|deadlines?) and (?:amounts?|sums|figures|payments?|deadlines?)\b"
    r"|\b(?:wichtig\w*|alle|welche|liste)\b.{0,30}\b(?:daten|termine|fristen|betrage)\b"
    r"|\b(?:dates?|echeances|delais|montants)\b.{0,20}\b(?:importantes?|cles?|et (?:les )?montants)\b|\benumere les (?:dates|montants)"
    r"|\b(?:fechas|plazos|importes)\b.{0,20}\b(?:importantes|clave|y (?:los )?importes)\b|\b(?:date|scadenze|importi)\b.{0,20}\b(?:importanti|chiave|e (?:gli )?importi)\b"
    r"|\b(?:datas|prazos|valores)\b.{0,20}\b(?:importantes|e (?:os )?valores)\b|\b(?:важн\w*|все|перечисли)\b.{0,20}\b(?:даты|сроки|суммы)\b"
    r"|(?:重要|关键|主要|所有|全部|列出|哪些|每个).{0,12}(?:日期|期限|金额|时间点|截止)|(?:日期|期限)(?:和|与|及)金额|重要な?(?:日付|期限|金額)|日付と金額|(?:중요한|모든)\s?(?:날짜|기한|금액)|날짜와 금액"
)
_OBLIGATIONS = lazy_regex(
    r"\b(?:obligations?|duties|responsibilit\w+|who (?:has|have|needs?) to do what|who must do what|(?:what|which) .{0,30}\b(?:obliged|required) to do"
    r"|pflichten|verpflichtung\w*|wer muss .{0,30}was|obligations?|devoirs|qui doit faire quoi|obligaciones|deberes|quien tiene que hacer que"
    r"|obblighi|doveri|chi deve fare che cosa|obrigacoes|deveres|обязанност\w*|обязательств\w*|кто и что обязан)\b"
    r"|义务|谁必须做什么|应(?:当)?履行|職責|义务和责任|[各双]方.{0,4}责任|(?:要|须|需要?|应)(?:承担|负责|履行)(?:的)?(?:什么|哪些)|義務|責務|의무|누가 무엇을"
)
_ANYTHING = lazy_regex(
    r"\b(?:does|do|did|is|are) .{1,60}\b(?:say|says|mention|mentions|contain|include|cover|state|address|have|regulate) (?:anything|something|any \w+)\b"
    r"|\b(?:is|are) there (?:anything|something)(?: in \w+(?: \w+)?)? (?:about|on|regarding|concerning|for)\b"
    r"|\b(?:does|do|did) .{1,60}\b(?:mention|talk about|speak (?:of|about)|touch (?:on|upon)|deal with|refer to|provide for|regulate)\b"
    r"|\b(?:discussed|decided|agreed|resolved)\b.*\b(?:in|at|on|during)\b|\bdid (?:we|they|you) (?:discuss|decide|agree)\b|\b(?:what|which \w+)(?: \w+)? did (?:the |our )?[\w' ]{2,40}? (?:discuss|decide|agree|resolve)\b|\b(?:action items?|to-?dos?)\b"
    r"|\b(?:risks?|red flags?|pitfalls?|watch out for|look out for|what (?:else|other \w+) (?:does|do|did|is|stands?))\b|\b(?:is|are|was|were) .{1,60}\b(?:mentioned|addressed|covered|regulated|dealt with)\b.*\b(?:in|by)\b|\b(?:have|has|contain|include)s? an? (?:section|clause|paragraph|provision|chapter|part|rule)s? (?:on|about|for|regarding)\b|\bwhat (?:should|do|must) (?:i|we) (?:need to )?know about\b"
    r"|\bwhat (?:does|did|do|is|was|has) .{0,50}\b(?:supplement\w*|amendments?|addend(?:um|a)|rider|variation)\b.{0,30}\b(?:change[sd]?|amend(?:s|ed)?|alter(?:s|ed)?|replaced?s?)\b"
    r"|(?:补充|变更|修订|修正).{0,8}(?:改变?|变更?|修改|调整|更改)了?(?:些)?(?:什么|哪些|啥)"
    r"|\banything (?:about|on|regarding)\b|\bwhat (?:does|do) .{1,60}\bsay (?:about|on)\b"
    r"|\b(?:steht|sagt|findet sich)\b.{0,60}\b(?:etwas|irgendetwas|was) (?:uber|zu|zum|zur|von)\b|\berwahnt\b"
    r"|\b(?:dit|parle|mentionne)(?:-t-il|-t-elle| t il)?\b.{0,40}\b(?:quelque chose|quoi que ce soit)\b|\bdice (?:algo|qualcosa)\b|\bdiz (?:algo|alguma coisa)\b"
    r"|говорится ли|упомина\w* ли|есть ли .{1,60}(?:что-то|что-нибудь|упоминание)"
    r"|提没提|(?:会议?|开会).{0,6}(?:说|讲|谈|定|讨论|决定|做)了?.{0,4}(?:什么|哪些|决定)|有没有(?:提到|提及|说|规定|写|涉及|关于)|有没有.{1,20}的?(?:内容|条款|规定|约定|说明|要求)|[有里中](?:提到|提及|写到|说到).{1,20}[吗么]|风险|(?:需要|要|该|应该?|得)(?:注意|留意|当心)(?:的)?(?:什么|哪些)|还(?:写|说|讲|提到|规定)了?(?:些)?(?:什么|哪些)|是否(?:提到|提及|规定|涉及|包含)|(?:提到|提及|规定|写(?![字作成法手]))(?:了|过)?.{1,40}(?:吗|没有)|何か(?:書いて|述べて|触れて)|について(?:の記載|書かれて)|언급(?:하|되|이)|내용이 있"
)
_OPEN = lazy_regex(
    r"\b(?:what(?:'s| is| are| was| were)? (?:the )?(?:most )?(?:important|essential|relevant|noteworthy|unusual)|what else (?:is|does|do|did|was)|(?:key|main|most important) (?:points?|facts?|terms|ideas?|messages?|findings?|things?|topics?|issues?|arguments?|takeaways?|clauses|provisions|aspects?|themes?|results?|conclusions?|decisions?|changes?|differences?|figures|numbers|dates|risks?|rules?|obligations|duties|steps|parts|contents?|requirements?|\w{4,}[^\Ws]s)"
    r"|worr(?:y|ied)|pay attention|take care of|keep in mind|conclusions?|outcomes?|results? of the|gist|in (?:\w+ )?(?:bullet(?: point)?s?|points|key words|a nutshell)"
    r"|(?:does|do|did) .{1,60}\b(?:cover|allow|forbid|exclude|permit|prohibit))\b"
    r"|结论|大概.{0,4}意思|主要意思|(?:列|提|写|指)出?了(?:些)?(?:哪些|什么)|(?:要|应|需要?)(?:特别)?(?:注意|当心|留意)|介绍|[里中]的?(?:所有|全部|每一?[条项])"
)
"""Asks openly, for what a document holds and not for one value in it."""
_OVERALL = lazy_regex(
    r"\b(?:(?:key|main|central|most important|essential) (?:points?|facts?|messages?|takeaways?|ideas?|decisions?|steps|things)|gist|takeaways?|in (?:\w+ )?(?:bullet(?: point)?s?|a nutshell)|in (?:short|brief))\b"
    r"|\b(?:what|which \w+)\b.{0,40}\b(?:decided?|agreed?|resolved?|discuss(?:ed)?|talk(?:ed)? about|settled?)\b"
    r"|(?:会议?|例会|碰头会|开会|纪要).{0,8}(?:说|讲|谈|聊|定|讨论|决定|商量|通过)(?:了|下来|过)?.{0,5}(?:什么|啥|哪些|哪几|决定)|要点|大意|主要意思|主要内容"
)
"""Asks for all that a document says, or that a meeting decided, and not for one thing in it."""
_EXPLAINED = lazy_regex(
    r"\b(?:explain|explains|summar\w+|sum up|describe|read|paraphrase|what (?:does|do|is|are)|what's|tell me|in (?:simple|plain|easy) (?:words|terms|english|language)|in brief|walk me through|show me|content of"
    r"|erklar\w*|erlauter\w*|fass\w*|was (?:steht|sagt|besagt|bedeutet|regelt)|worum|explique\w*|resume\w*|que (?:dit|prevoit|contient)|de quoi"
    r"|explica\w*|que (?:dice|establece)|riassum\w*|spiega\w*|che cosa (?:dice|prevede|stabilisce)|o que (?:diz|estabelece)|resum\w*"
    r"|объясни\w*|изложи\w*|что (?:сказано|говорит\w*|написано)|о чем)\b"
    r"|解释|说明|讲解|讲讲|说说|讲一[讲下]|总结|概括|是什么|说了?什么|讲了?什么|写了?什么|的内容|什么意思|規定了什么|规定了什么|説明|要約|内容|何が書|설명|요약|내용|무엇"
)
_SUMS_UP = lazy_regex(
    r"^(?:\W|\b(?:please|pls|can you|could you|would you|quickly|briefly)\b)*(?:sum(?:med)? up|summari[sz]e|recap)\b.{0,24}?\b(?:what|all(?: that)?|everything|the things)\b.{0,30}\b(?:agreed|decided|said|discussed|settled|wrote|written|resolved|arranged|promised)\b(?! (?:about|on|over|regarding|concerning)\b)"
    r"|(?:总结|概括|归纳|概述|梳理)(?:一下)?(?!.{0,20}关于).{0,24}?(?:约定|商定|决定|定下?|谈妥?|说|写|答应|议定)(?:好|妥|下)?了?(?:些|的)?(?:什么|哪些|内容|事情?|几条)?\W*$"
)
"""Wants all that was agreed or said in short, and no one thing of it."""
_SAYS = lazy_regex(
    r"^(?:[^,]{1,40}, )?what (?:does|do|did) .{1,60}\b(?:say|state|contain|write|tell us)(?:,? (?:in (?:short|brief|a nutshell|a few words)|briefly|roughly|please|pls))*\W*$"
    r"|(?:介绍|说说|讲讲|概述|说明)(?:一下)?.{2,30}(?:内容|大意|要点)\W*$"
)
_IS = lazy_regex(r"^what(?:'s| is| are)$")
_BETWEEN = frozenset(
    [
        "in",
        "the",
        "of",
        "a",
        "an",
        "this",
        "that",
        "our",
        "my",
        "its",
        "under",
        "at",
        "stated",
        "written",
        "there",
        "content",
        "contents",
        "meaning",
    ]
)
"""Words that may stand between "what is" and a section that is asked for itself."""
_NUMBER = r"(?P<number>\d{1,3}(?:\.\d{1,3}){0,4}|[ivxlc]{1,6}(?![a-z])|[a-h](?![a-z]))"
_SECTION = lazy_regex(
    rf"(?:\b(?:section|sections|sec\.|clause|article|art\.|chapter|paragraph|para\.?|part|annex|appendix|schedule|item|point|abschnitt|kapitel|artikel|paragraf|ziffer|punkt|anlage|anhang"
    rf"|chapitre|clause|annexe|partie|seccion|capitulo|articulo|clausula|anexo|apartado|sezione|capitolo|articolo|clausola|allegato|secao|capitulo|artigo|clausula|раздел\w*|глав\w*|стать\w*|пункт\w*|приложени\w*)\s*(?:no\.?\s*|nr\.?\s*|n\.\s*)?|§+\s*){_NUMBER}"
    r"|第\s*(?P<east>\d{1,3}|[〇零一二三四五六七八九十百]{1,6})\s*(?P<unit>条|章|节|節|部分|款|項|项|条款)|제\s*(?P<korean>\d{1,3})\s*(?:조|장|절)"
)
_TITLED = lazy_regex(
    r"\b(?:section|chapter|part|clause|article|abschnitt|kapitel|chapitre|seccion|capitulo|sezione|capitolo|secao|раздел\w*|глав\w*) "
    r"(?:on|about|called|titled|named|uber|zu|zum|zur|sur|intitule\w*|sobre|su|intitolat\w*|о|об|про)?\s*[\"“”«»„']?(?P<title>[^\"“”«»„'?.!]{3,60})"
    r"|[“\"「《](?P<quoted>[^”\"」》]{2,40})[”\"」》](?:这一|一|那一|の)?(?:章|节|節|部分|条)"
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of a whole document.

    Attributes:
        task: What kind of answer it wants.
        number: Of a section that is asked for: its number in Arabic figures or Latin letters; else empty.
        title: Words of its title, where it is called by them; else empty.
        overall: Whether a question wants all that the document says in short: what a meeting decided, the main points.
    """

    task: Task
    number: str = ""
    title: str = ""
    overall: bool = False


def asked_of(question: str, *, is_whole: bool) -> Asked | None:
    """Recognise what a question asks of a whole document; None for a fact.

    Args:
        question: As it was asked.
        is_whole: Whether the question speaks of a document as a whole, for which a summary is the usual answer.
    """
    text = plain(as_typed(question[:LONGEST]))
    if (wish := _EXPLAINED.search(text)) is not None:
        section, titled = _SECTION.search(text), _TITLED.search(text)
        if section is not None and _asks_for(text, wish, section):
            return Asked("section", number=_number(section))
        if section is None and titled is not None and _asks_for(text, wish, titled):
            return Asked("section", title=(titled["title"] or titled["quoted"] or "").strip())
    if _DATES.search(text):
        return Asked("dates")
    if _OBLIGATIONS.search(text):
        return Asked("obligations")
    if _STRUCTURE.search(text) or (is_whole and _OUTLINE.search(text)):
        return Asked("outline")
    if is_whole and _SUMS_UP.search(text):
        return Asked("summary")
    if _ANYTHING.search(text) or _OPEN.search(text):
        return Asked("question")
    return Asked("summary") if is_whole or _SAYS.search(text) else None


def is_overall(question: str) -> bool:
    """Return whether a question wants what a document says as a whole, in short."""
    return _OVERALL.search(plain(as_typed(question[:LONGEST]))) is not None


def _asks_for(text: str, wish: re.Match[str], section: re.Match[str]) -> bool:
    """Return whether a section itself is asked for, and not something in it."""
    if wish.end() <= section.start():
        between = text[wish.end() : section.start()].split()
        return not _IS.match(wish.group()) or all(word in _BETWEEN for word in between)
    # "第五条是什么意思": what stands between is asked for.
    between_wide = re.sub(r"[的里中有都]|内容|意思", "", text[section.end() : wish.start()])
    return text.isascii() or len(between_wide.strip()) <= 1


def _number(match: re.Match[str]) -> str:
    if match["east"]:
        return match["east"] if match["east"].isascii() else str(_han(match["east"]))
    return match["number"] or match["korean"]


_DIGITS = {digit: value for value, digits in enumerate(("〇零", *"一二三四五六七八九")) for digit in digits}


def _han(written: str) -> int:
    """Read a number below 1,000 in Chinese characters: 三百五十, 十二, 二〇."""
    if not set("十百") & set(written):
        return int("".join(str(_DIGITS[character]) for character in written))
    total = digit = 0
    for character in written:
        if character in _DIGITS:
            digit = _DIGITS[character]
        else:
            total += (digit or 1) * {"十": 10, "百": 100}[character]
            digit = 0
    return total + digit


_POINTS = lazy_regex(
    rf"\b(?:this|that|the same|these|those|the (?:whole|entire|full|complete)) (?:\w+ )?{_KIND_EN}\b|\b(?:in|of|about|does|summari[sz]e|outline|explain) (?:it|this|that)\b|^(?:it|this)\b|\bin there$"
    r"|\b(?:dies\w*|jenes) (?:dokument|datei|vertrag|bericht|text)\w*|\b(?:darin|es|ihn) |\bce (?:document|contrat|fichier|rapport|texte)|\best[ea] (?:documento|contrato|archivo|informe|texto|arquivo)"
    r"|\bquest[oa] (?:documento|contratto|file|testo)|\bdest[ea] (?:documento|contrato|arquivo)|\bэт(?:от|ом|ого|у) (?:документ|договор|файл|отчет)\w*|\b(?:в нем|его)\b"
    r"|这(?:份|个|篇|本)|整[份个篇本](?:文件|合同|文档|报告|协议)|全文|该(?:文件|合同|文档|报告|协议)|此(?:文件|合同|文档)|它|其中|この(?:文書|契約|ファイル|書類)|これ|그것|이 (?:문서|계약서|파일)"
)


def points_back(question: str) -> bool:
    """Return whether a question speaks of a document only as "this file", "it" or "它"."""
    return _POINTS.search(plain(question[:LONGEST])) is not None
