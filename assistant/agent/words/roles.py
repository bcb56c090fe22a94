"""Know the words that papers use for one thing: end and expiry, lessor, landlord."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from assistant.frozen import dataclass
from assistant.languages import FUNCTION_WORDS, Language, detected
from assistant.library.terms import query_terms, terms
from assistant.regexes import lazy_regex

_ROLES: Mapping[str, str] = {
    "end": r"\bend(?:s|ed|ing)?\b|\bexpir\w+|\bterminat\w+|\buntil\b|\bfinal day\b|\bcomes? to an end\b|\bthrough\b|\bup to\b|\bconclu\w+|\blaps\w+|\bceas\w+|\bruns? (?:to|until)\b|\bto and including\b|\blast day\b|\bmatur\w+"
    r"|\bstops?\b|\btill\b|\bno longer\b|\bmov(?:e|ing)[- ]?out\b|\bvacate\w*|\bleaves? on\b|\bfinish\w*|\br[ua]ns? out\b|\b(?:returned|handed back|given back) (?:on|by)\b|\bcomes? to a close\b|\bto\b(?=\s*(?:\||\Z))"
    r"|(?:(?<=\d)\s*[–—~]|(?<=\d)\s+-|\bto\b)(?=\s*(?:\d{1,2}[ .]|\d{4}[-./]|(?:january|february|march|april|may|june|july|august|september|october|november|december)\b))"
    r"|最后一[天日]|退租|搬离|归还|交还|(?<=日)\s*[–—~-]|退房"
    r"|到期|终止|届满|截止|结束|期满|截至|失效|止\b|为止|日止|有效期至|[至到](?=\s*(?:公元)?\d{4}\s*[年./-])|\bende[tn]?\b|\bendet\w*|\bablauf\b|\bläuft\b.{0,20}\bab\b|\bbis\b|\bzurückzugeben\b|\bexpire\b|\bjusqu|\bprend fin|\bvence\w*|\btermina\b|\bhasta\b|\bscad\w+|\bfino al\b|\baté\b|満了|終了|만료|종료",
    "start": r"\bstart(?:s|ed|ing)?\b|\bbeg[iau]n\w*|\bcommenc\w+|\beffective\b|\btakes? effect\b|\bin(?:to)? force\b|\bfirst day\b|\bwith effect from\b|\bfrom\b|\bas of\b|\bsince\b|\bmov(?:e|ing)[- ]?in\b"
    r"|开始|起始|生效|起租|交房|入住|迁入|日起|(?:\A|(?<=[|\s]))起(?=\s*(?:[:：|]|\Z))|自(?=\d|[一二]|公元)|\bbeginnt\w*|\bab dem\b|\bcommence\b|\bà compter\b|\bprend effet\b|\bcomienza\b|\bdesde\b|\bdecorr\w+|\binício\b|開始|시작",
    "sign": r"\bsign(?:ed|ing|ature)?\b|\bdated\b|\bexecuted\b|\bmade on\b|\bentered into\b|\bconcluded on\b|签订|签署|签字|订立|签约|\bunterzeichnet\b|\bunterschrieben\b|\bsigné\w*|\bfirmad\w*|\bfirmato\b|\bassinad\w*|締結|체결",
    "renew": r"\brenew\w*|\bextend\w*|\bextension\b|\bprolong\w*|续期|续约|续签|延长|\bverlänger\w*",
    "pay": r"\bpay(?:s|able|ment|ments|ing)?\b|\bpaid\b|\bdue\b|\bsettle[ds]?\b|\bremit\w*|\binstal?ments?\b|支付|付款|付清|付讫|结清|结算|交清|预交|到账|汇入|缴[纳清]|应付|交付租金|内付|\bzahl\w*|\bfällig\b|\bpaiement\b|\bpago\b",
    "rent": r"\brent(?:al|s)?\b|租金|月租|房租|交租|\b\w*miete\b|\bmietzins\b|\b(?:leasing|miet)rate\b|\bloyer\b|\balquiler\b|\bcanone\b|\baluguel\b|家賃|賃料|임대료",
    "contact": r"\bcontacts?\b|\bpoint of contact\b|\brepresentatives?\b|\baccount manager\b|\b(?:looked|looks) after\b|\bin charge\b|\bcoordinator\b|联系人|对接|接洽|负责人|联络人|经办人|客户经理|找(?=[\u4e00-\u9fff])|请?联系(?!方式)|\bansprechpartner\w*|\binterlocut\w+|\bcontacto\b|\breferente\b",
    "deposit": r"\b(?:rent(?:al)? )?(?:deposit(?:s|ed)?|bond)\b|\bsecurity (?:sum|amount)\b|\bsecurity\b(?=\s*[:(|]| of (?:[£$€]|GBP|EUR|USD|CHF|\d))|\bas (?:a )?(?:security|guarantee)\b|\bcaution(?: money)?\b|\bguarantee (?:sum|amount)\b|\bearnest money\b|\bbond\b|\bretainer\b|押金|保证金|质保金|押租|履约金|押[了着过](?=多少|几|钱)|押(?=[一二两三半\d]+个?月)|\b\w*kaution\b|\bals sicherheit\b|\bsicherheitsleistung\b|\bdépôt de garantie\b|\bfianza\b|\bcauzione\b|\bcaução\b|敷金|보증금",
    "landlord": r"\blandlords?\b|\blessors?\b|\bproprietor\b|\bowners?\b|\bowns\b|\bbelongs? to\b|\b(?:is )?(?:the )?property of\b|\blets\b|\b(?:letting|leasing) party\b|\bhereby (?:leases?|lets?)\b|\b(?:let|leased|rented out) by\b|\b(?:rents?|leases|hires|takes)\b[^.]{0,60}? from\b|出租方|出租人|房东|业主|房主|所有人|出租房屋|名下|由(?=[^，。]{2,30}?出租)|产权人|将.{0,15}(?:出租|租)给|(?<=[\u4e00-\u9fff])向(?=[^，。]{2,30}(?:租用|承租|租赁|租下))|\bvermieter\w*|\bbailleur\w*|\barrendador\w*|\blocatore\b|\blocador\b|貸主|賃貸人|임대인",
    "tenant": r"\btenants?\b|\blessees?\b|\brenters?\b|\boccupier\b|\brenting party\b|\btakes\b.{0,60}\bon lease\b|\bresidents?\b|承租方|承租人|租客|租户|住户|承租房屋|\bmieter\w*|\blocataire\w*|\barrendatario\w*|\bconduttore\b|\blocatário\b|借主|賃借人|임차인",
    "supplier": r"\bsuppliers?\b|\bvendors?\b|\bsellers?\b|\b(?:service )?providers?\b|\bcontractors?\b|\bconsultant\b|供应商|服务商|承揽(?:方|人|单位)|供方|供货方|卖方|服务方|受托方|承包方|\blieferant\w*|\bauftragnehmer\w*|\bverkäufer\w*|\bfournisseur\w*|\bprestataire\b|\bproveedor\w*|\bfornitore\b|\bfornecedor\b",
    "customer": r"\bcustomers?\b|\bclients?\b|\bbuyers?\b|\bpurchasers?\b|客户|委托单位|买方|需方|采购方|委托方|购买方|\bkunde\w*|\bkäufer\w*|\bauftraggeber\w*|\bacheteur\w*|\bcliente\b|\bcomprador\w*|\bacquirente\b",
    "employer": r"\bemployers?\b|用人单位|雇主|聘用方|\barbeitgeber\w*|\bemployeur\w*|\bempleador\w*|\bdatore di lavoro\b",
    "employee": r"\bemployees?\b|\bworker\b|\b(?:members? of )?staff\b|员工|职员|职工|雇员|劳动者|受聘方|\barbeitnehmer\w*|\bsalarié\w*|\bempleado\w*|\bdipendente\b",
    "borrower": r"\bborrowers?\b|\bdebtors?\b|借款人|债务人|\bdarlehensnehmer\w*|\bemprunteur\w*",
    "lender": r"\blenders?\b|\bcreditors?\b|贷款人|出借人|债权人|\bdarlehensgeber\w*|\bprêteur\w*",
    "licensor": r"\blicen[sc]ors?\b|\brights? ?(?:holder|owner)s?\b|\bproperty of\b|\bbelongs? to\b|\bowned by\b|权利人|(?<!被)(?:许可|授权)[方人]|归(?=[^，。]{2,30}所有)|\blizenzgeber\w*|\bconcédant\w*|\blicenciante\b|\blicenziante\b",
    "licensee": r"\blicen[sc]ees?\b|被(?:许可|授权)[方人]|使用人|\blizenznehmer\w*|\blicenciad[oa]\b|\blicencié\w*",
    "recipient": r"\brecipients?\b|\breceiving (?:party|side|company)\b|\breceivers?\b|接[收受](?:方|人|单位)|\bempfänger\w*|\bdestinataire\b|\bparte receptora\b",
    "discloser": r"\bdisclosers?\b|\bdisclosing (?:party|side|company)\b|披露(?:方|人|单位)|提供方|\boffenlegende\w*|\bparte divulgadora\b",
    "notice": r"\bnotices?\b|\bin writing (?:at least|not less than|no later than)\b|提前(?=\s*(?:[\d一二三四五六七八九十两几]+\s*(?:个?工作)?(?:个?月|日|天|周)|多久|多长时间|多少天))|\bnotif\w+|\bperiod of notice\b|\bwarning\b|提早|早(?=多久|多长时间|多少天|几个?[天月周])|通知|告知|\bkündigung\w*|\bpréavis\b|\bpreaviso\b|\bpreavviso\b|\baviso prévio\b|予告|통지",
    "price": r"\bprices?\b|\bfees?\b|\bcosts?\b|\bamounts?\b|\bcharges?\b|\bconsideration\b|\bsums?\b|\bremuneration\b|\broyalt(?:y|ies)\b|\bprincipal\b|\bbilled\b|\btotal\b|\bvalue\b|价格|费用|金额|总价|价款|总额|报酬|服务费|使用费|收费|数额|本金|货款|\b\w*preis\w*|\bkosten\b|\b\w*vergütung\b|\b\w*pauschale\b|\b\w*gebühr\b|\bprix\b|\bmontant\b|\bprecio\b|\bimporte\b|\bprezzo\b|\bpreço\b",
    "salary": r"\bsalar(?:y|ies)\b|\bwages?\b|\bgross pay\b|\bremuneration\b|\b(?:monthly|annual|yearly|basic|base) pay\b|\bpaid\b.{0,30}\ba (?:month|year)\b|工资|薪资|薪酬|月薪|薪水|税前收入|\b\w*gehalt\b|\b\w*lohn\b|\bsalaire\b|\bsalario\b|\bstipendio\b",
    "total": r"\btotal\b|\bgrand total\b|\b(?:amount|sum|balance) (?:due|payable|owed)\b|\bin all\b|\baltogether\b|总价|总额|总计|合计|总金额|\bgesamt\w*|\bsumme\b|\bmontant total\b|\bimporte total\b|\btotale\b|合計|총액|합계",
    "leave": r"\b(?:annual|paid|vacation) leave\b|\bleave\b(?= of| a year|\s+is)|\bvacation\b|\bholidays?\b|\bdays off\b|年休假|年假|休假|\burlaub\w*|\bcongés?\b|\bvacaciones\b|\bferie\b|有給|연차",
    "probation": r"\bprobation\w*|\btrial period\b|试用期|\bprobezeit\b|\bpériode d'essai\b|\bperiodo de prueba\b|\bperiodo di prova\b|試用|수습",
    "hours": r"\bworking (?:time|hours)\b|\bhours (?:a|per) week\b|工作时间|工时|\barbeitszeit\b|\btemps de travail\b|\bhorario\b",
    "penalty": r"\bpenalt\w+|\bliquidated damages\b|\blate (?:fee|payment|charge)s?\b|\bfines?\b|\bforfeit\w*|\b(?:breach|violation)\b|违约(?:金|赔偿)|违反|违约|加[收付]|罚金|罚款|滞纳金|\bvertragsstrafe\b|\bverzugs\w+|\bpénalité\w*|\bpenalización\b|\bpenale\b",
    "interest": r"\binterest\b|\brate\b|利率|利息|年息|\bzins\w*|\btaux\b|\binterés\b|\btasso\b",
    "law": r"\bgoverning law\b|\blaws?\b(?! firm)|\bgoverned by\b|\bjurisdiction\b|\bsubject to the laws?\b|\blaws? of\b|\bcourts? of\b|适用法律|管辖|法律适用|受.{0,12}法律|\banwendbares recht\b|\bgerichtsstand\b|\bdroit applicable\b",
    "warranty": r"\bwarrant\w+|\bguarantee[sd]?\b|保修|质保|保证期|\bgewährleistung\b|\bgarantie\b|\bgarantía\b|\bgaranzia\b",
    "judge": r"\bjudges?\b|\bmagistrates?\b|法官|审判[员长]|\brichter(?:in)?\b",
    "guarantor": r"\bguarantors?\b|\bsuret(?:y|ies)\b|担保人|保证人|\bbürge\w*|\bgarant\b|\bfiador\w*|\bavalista\b",
    "address": r"\baddress\w*|\blocated at\b|\bsituated (?:at|in)\b|\bpremises\b|地址|坐落|位于|住所|\banschrift\b|\badresse\b|\bdirección\b|\bindirizzo\b",
    "pets": r"\bpets?\b|\banimals?\b|\bdogs?\b|\bcats?\b|宠物|动物|养的?[猫狗鸟]|(?<!熊)猫(?!眼)|(?<!热)狗|犬(?!牙)|\bhaustier\w*|\btiere?\b|\banimaux\b|\bmascotas?\b",
    "sublet": r"\bsub-?let\w*|\bsub-?leas\w*|\bunderlet\w*|转租|分租|\buntervermiet\w*|\bsous-lou\w+|\bsubarr\w+|\bsubaff\w+",
    "insure": r"\binsur\w+|保险|投保|\bversicher\w*|\bassur\w+|\bseguro\b|\bassicur\w+",
    "deliver": r"\bdeliver\w*|\bshipment\b|\bship(?:s|ped)?\b|交货|交付|送达|发货|\bliefer\w*|\blivraison\b|\bentrega\w*|\bconsegna\w*",
    "secret": r"\bconfidential\w*|\bnon-?disclosure\b|\bsecre\w+|保密|机密|\bvertraulich\w*|\bgeheimhalt\w*",
    "party": r"\bpart(?:y|ies)\b|\bbetween\b|双方|甲方|乙方|\bparteien\b",
    "party a": r"甲方|\bparty a\b",
    "party b": r"乙方|\bparty b\b",
    "way out": r"\bbreak (?:clause|option|the (?:lease|contract|agreement))\b|\b(?:end|ends|ending|ended|terminat\w+|cancel\w*|leav\w+)\b[^.]{0,40}\bearly\b|\bearly (?:termination|exit|end)\b|\b(?:end|terminat\w+|cancel\w*)\b[^.]{0,60}\bnotice\b|\bcancel\w*"
    r"|解约|退租|提前(?:解除|终止|结束|收回|退出)|解除(?:本|该)?(?:合同|协议|租约)",
    "scotland": r"\bscot(?:s|tish|land)\b|苏格兰",
    "england": r"\bengl(?:ish|and)\b|英格兰|英国",
    "germany": r"\bgerman(?:y)?\b|德国",
    "france": r"\bfrance\b|\bfrench\b|法国",
    "china": r"\bchin(?:a|ese)\b|\bprc\b|中国|中华人民共和国",
    "hong kong": r"\bhong kong\b|香港",
    "term": r"\bterms?\b|\bduration\b|\bperiod\b|\bmonths?\b|\byears?\b|期限|租期|期间|有效期|\b\w*laufzeit\b|\b\w*dauer\b|\bmietzeit\b|\bdurée\b|\bplazo\b|\bdurata\b",
}
"""By role, the words for it in questions and papers, as patterns."""
_PATTERNS = {name: lazy_regex(source, re.IGNORECASE) for name, source in _ROLES.items()}
_ASKS_ROLE: Mapping[str, str] = {
    "end": r"\bend(?:s|ing)?\b|\bexpir\w+|\bterminat(?:e|es|ion date)\b|\bover\b|\bruns? out\b|\bfinish(?:es)?\b|到期|终止|届满|截止|结束|期满|\bende[tn]?\b|\blaufen .* aus\b|\bfin\b|\bexpire\b|\bvence\b|\bfinaliza\b|\bscade\b|満了|終わ|만료",
    "start": r"\bstarts?\b|\bbegins?\b|\bcommenc\w+|\beffective\b|开始|生效|起始|起租|\bbeginn\w*|\bcommence\b|\bempieza\b|\bcomienza\b|\binizia\b|開始|시작",
    "address": r"\baddress\w*|\bwhere is\b|地址|哪里|位置|坐落|\badresse\b",
    "recipient": r"\brecipients?\b|\breceiving (?:party|side|company)\b|(?:信息|资料)?接[收受](?:方|人|单位)",
    "discloser": r"\bdisclosers?\b|\bdisclosing (?:party|side|company)\b|(?:信息|资料)?(?:披露|提供)(?:方|人|单位)",
    "party": r"(?<!receiving )(?<!disclosing )\bpart(?:y|ies)\b(?! [ab]\b)|双方",
    "party a": r"(?:^|谁是|的|请问)甲方(?=(?:[是为叫]|名称|名字|姓名|$|[？?]))|\bparty a\b",
    "party b": r"(?:^|谁是|的|请问)乙方(?=(?:[是为叫]|名称|名字|姓名|$|[？?]))|\bparty b\b",
    "term": r"\bhow long does it (?:run|last)\b|\bhow long (?:is|does|do|will) (?:[\w'’-]+ ){1,5}(?:run|last)\b|\bhow long is (?:[\w'’-]+ ){1,4}(?:lease|contract|agreement|tenancy|engagement)\b|\b(?:term|duration)\b|租期|期限(?!.*通知)|(?<!提前)多久|\blaufzeit\b",
    "pay": r"\bpay(?:able|ment|ments)?\b|\bdue\b|\bsettled?\b|支付|付款|付清|款项|(?<=[天日内前要])付|\bfällig\b",
    "contact": r"\bcontacts?(?: person)?\b|\brepresentative\b|\baccount manager\b|联系人|联络人|负责人|经办人|客户经理|\bansprechpartner\w*|\bcontacto\b|\breferente\b",
    "salary": _ROLES["salary"] + r"|(?<!we )\bearn(?:s|ing)?\b|(?<=[月年])挣|挣(?=多少|几)",
    "price": r"\bprices?\b|\bfees?\b|\bcosts?\b|\bamounts?\b|\bhow much\b(?! (?:notice|warning|time)\b)|\bvalue\b|\btotal\b|价格|费用|金额|总价|价款|总额|多少钱|[\u4e00-\u9fff]{1,4}费(?=是|为|有?多少|用|每|一|按|$)|\bpreis\w*|\bprix\b|\bprecio\b|\bprezzo\b|\bpreço\b",
    "total": r"\btotals?\b|\bsum\b|\baltogether\b|\bin all\b|总价|总额|总计|合计|一共|\bgesamt\w*|\bmontant total\b|\bimporte total\b|\btotale\b",
    "way out": r"\bbreak (?:clause|option)s?\b|\b(?:end|ends|ending|ended|terminat\w+|cancel\w*|get out|leav\w+)\b[^.]{0,40}\bearly\b|\bearly (?:termination|exit)\b|提前(?:解约|解除|终止|结束|退租|退出)|解约|退租|解除(?:合同|协议|租约)",
    "law": r"\blaws?\b|\bjurisdiction\b|适用法律|管辖|\brecht\b|\bdroit\b",
    "interest": r"\binterest\b|利率|利息|\bzins\w*",
}
"""How a role is asked for, where that is not how papers say it."""
_ASKS = {name: lazy_regex(source, re.IGNORECASE) for name, source in _ASKS_ROLE.items()}
_GENERIC = frozenset(
    terms(
        "contract agreement lease document file paper letter invoice report policy date day month monthly year amount name number allowed state stated say give"
        " document's party company person much many long does period rate monthly in of the appli appl govern agre valid fall"
    )
)
_GENERIC_ZH = lazy_regex(
    "合同|协议书?|租约|文件|文档|发票|报告|日期|什么时候|哪一?天|多少钱?|多久|多长|名称|名字|是谁|是什么|哪一?方|是否|允许|规定|约定|一共|每月|公司|百分之几|[是的谁吗呢在有多少]"
)
_DEALS = frozenset(terms("loan licence license service employment rental lending secrecy"))
_DEALS_ZH = lazy_regex("借款|贷款|许可|授权|服务|租赁|劳动|保密|聘用|采购")
"""What a deal is called: beside a role it says no more."""
_COMPANIONS: Mapping[str, frozenset[str]] = {
    "term": frozenset(("notice", "warranty", "end", "start")),
    "end": frozenset(("way out",)),
}
"""Roles that are asked for instead where both are named: the notice period is no term."""
GENERIC_WEIGHT = 0.25
"""Weight of a word that any paper holds, where a question has no other."""


@dataclass(frozen=True)
class Concept:
    """A thing that a question asks with.

    Attributes:
        name: Its role, or the term itself.
        weight: How much of the question it is.
        pattern: Finds it in a text; None where it is a plain term.
    """

    name: str
    weight: float
    pattern: re.Pattern[str] | None = None

    def stands_in(self, text: str, held: frozenset[str]) -> bool:
        """Return whether a text speaks of it.

        Args:
            text: The text.
            held: Its terms.
        """
        return self.pattern.search(text) is not None if self.pattern is not None else self.name in held


@lru_cache(maxsize=256)
def concepts_of(question: str) -> tuple[Concept, ...]:
    """Return the things that a question asks with: roles first, then its other words."""
    found: list[Concept] = []
    left = question
    for name, pattern in _PATTERNS.items():
        asks = _ASKS.get(name, pattern)
        if asks.search(question) is None:
            continue
        found.append(Concept(name, 1.0, pattern))
        left = pattern.sub(" ", asks.sub(" ", left))
    names = {one.name for one in found}
    found = [one for one in found if not _COMPANIONS.get(one.name, frozenset()) & names]
    if names & {"rent", "deposit", "salary", "penalty", "total"}:
        found = [one for one in found if one.name not in ("price", "pay")]
    language = detected(question) or "en"
    left = _GENERIC_ZH.sub(" ", left) if language in ("zh", "ja") else left
    words = (
        [term for term in query_terms(left) if any(map(str.isalnum, term))]
        if any(map(str.isalnum, left))
        else []
    )
    if found and language in ("zh", "ja"):
        words = [term for term in words if not _DEALS_ZH.search(term)]
    for term in words:
        if found and term in _DEALS:
            continue
        if term in _function_terms(language) or (len(term) == 1 and not term.isdigit()):
            continue
        if term in _GENERIC:
            if not found:
                found.append(Concept(term, GENERIC_WEIGHT))
            continue
        found.append(Concept(term, 1.0))
    return tuple(found)


def asked_with(name: str, question: str) -> list[str]:
    """Return the terms of a question that ask for a role."""
    asks = _ASKS.get(name, _PATTERNS[name])
    return [term for found in asks.finditer(question) for term in terms(found.group())]


def without_role(name: str, question: str) -> str:
    """Return a question without the words that ask for a role."""
    return _PATTERNS[name].sub(" ", _ASKS.get(name, _PATTERNS[name]).sub(" ", question))


@lru_cache(maxsize=16)
def _function_terms(language: Language) -> frozenset[str]:
    return frozenset(terms(" ".join(FUNCTION_WORDS[language])))


_BY_PREPOSITION = lazy_regex(
    r"\b(?:until|till|through|up to|to and including|to|from|bis|ab dem|hasta|desde|fino al|até|jusqu\w*)\b|[至到–—~](?=\s*(?:公元)?\d)|\s-(?=\s)|自(?=\d|[一二])|日起|止\b|为止|日止|截至",
    re.IGNORECASE,
)
_DEAL = lazy_regex(
    r"\b(?:lease|contract|agreement|term|tenan\w+|licen[cs]e|runs?|valid\w*|in force|occup\w+|employ\w+|cover\w*|insur\w*|policy|fixed|loan|bound|both sides|dut(?:y|ies)|obligations|in effect|holds|vertrag|laufzeit|gilt|bail|contrat\w*|durée|plazo|vigen\w+|durata)\b"
    r"|合同|协议|租|期限|有效|生效|保险|聘|期间|期为|为期|执行|履行|约束|双方|借款|契約|계약",
    re.IGNORECASE,
)


def speaks_of_deal(name: str, said: str, around: str) -> bool:
    """Return whether a sentence speaks of a deal's own end or start, and not of any.

    "The canteen is closed until June" says nothing of the end of a contract: a preposition counts only beside a word for the
    deal or its term.

    Args:
        name: The role.
        said: The sentence.
        around: Its headings, and the sentence before.
    """
    if name not in ("end", "start"):
        return True
    strong = _BY_PREPOSITION.sub(" ", said)
    return _PATTERNS[name].search(strong) is not None or _DEAL.search(f"{said} {around}") is not None


def speaks_of_term(text: str) -> bool:
    """Return whether a sentence, with its heading, speaks of a deal or of its time."""
    return _DEAL.search(text) is not None or _PATTERNS["term"].search(text) is not None


COUNTERPARTS: Mapping[str, str] = {
    one: other
    for pair in (
        ("landlord", "tenant"),
        ("supplier", "customer"),
        ("employer", "employee"),
        ("lender", "borrower"),
        ("licensor", "licensee"),
        ("discloser", "recipient"),
        ("party a", "party b"),
    )
    for one, other in (pair, pair[::-1])
}
"""Whom a deal is made with."""


def role_pattern(name: str) -> re.Pattern[str]:
    """Return what finds a role in a text."""
    return _PATTERNS[name]


VAGUE = frozenset(("term", "price", "total"))
"""Roles whose words stand beside values of all kinds: a sum, an amount, months."""


def rivals(names: Sequence[str]) -> list[re.Pattern[str]]:
    """Return what finds the roles that a value may be mistaken for."""
    groups = (
        ("end", "start", "sign"),
        ("rent", "deposit", "penalty", "salary", "price", "total"),
        (
            "landlord",
            "tenant",
            "supplier",
            "customer",
            "employer",
            "employee",
            "lender",
            "borrower",
            "guarantor",
            "licensor",
            "licensee",
            "recipient",
            "discloser",
        ),
        ("party a", "party b"),
        ("notice", "term", "warranty", "pay", "deliver", "probation", "leave"),
    )
    chosen = [group for group in groups if any(name in group for name in names)]
    return [
        _PATTERNS[other] for group in chosen for other in group if other not in names and other not in VAGUE
    ]
