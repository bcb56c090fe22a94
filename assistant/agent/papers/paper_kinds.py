"""Tell which documents are papers of a kind: contracts, minutes, letters.

A paper is told by what its file is called, then by its title, by the folder where it lies, and by its first words, in this order.
A letter that speaks of a contract is a letter, wherever it lies. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from functools import lru_cache
from pathlib import PurePath

from assistant.frozen import dataclass
from assistant.library.documents import StoredPassage
from assistant.paths import is_mail
from assistant.regexes import lazy_regex

BEGINNING_CHARS = 400
"""Characters of a document in which it says what it is."""
TITLE_LINES, TITLE_CHARS_READ = 12, 900
"""Lines, and characters, of a document's beginning in which a title or the fields of a form are looked for."""
_TITLE_CHARS = 80
"""Characters of the longest title that names a kind of paper; a longer one is a sentence."""
_SHEETS = frozenset((".csv", ".tsv", ".xlsx", ".xls", ".xlsm", ".xlsb", ".ods"))


@dataclass(frozen=True, slots=True)
class Paper:
    """What tells of which kind a document is.

    Attributes:
        source: Absolute path.
        title: Its title.
        beginning: Its first words, headings first.
        roots: The folders that were read.
    """

    source: str
    title: str
    beginning: str
    roots: tuple[str, ...] = ()

    @property
    def stem(self) -> str:
        """Its file's name without the ending, words apart."""
        return _spaced(PurePath(self.source).stem)

    @property
    def folders(self) -> Sequence[str]:
        """The folders it lies in, the nearest first, up to the one that was read."""
        parents = [str(one) for one in PurePath(self.source).parents]
        root = max((one for one in self.roots if one in parents), key=len, default=parents[0])
        return [_spaced(PurePath(one).name) for one in parents[: parents.index(root) + 1]]


def paper_of(first: StoredPassage, roots: Sequence[str]) -> Paper:
    """Return what tells of which kind a document is, by its first passage.

    Args:
        first: See `Documents.beginnings`.
        roots: The folders that were read.
    """
    return Paper(first.source, first.title, " ".join([*first.heading, first.text]), tuple(roots))


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of papers.

    Attributes:
        nouns: What people call them in a question.
        named: What their names and titles say.
        begins: What their first words say.
        written: Whether they are running text: no table and no mail is one.
    """

    nouns: str
    named: str
    begins: str
    written: bool = True


_DEAL = (
    r"\bcontracts?\b|\bagreements?\b|\bleases?\b|\bsub-?leases?\b|\btenanc(?:y|ies)\b|\b(?:terms|letter) of engagement\b|\bengagement (?:letter|terms)\b|\bterms and conditions\b"
    r"|\bdeeds?\b|\bnda\b|\bmemorandum of understanding\b|\bhire purchase\b|\blicen[cs]e to (?:occupy|use)\b|\b(?:occupation|storage|software) licen[cs]e\b|\bconsignment (?:agreement|terms)\b|\b(?:subscription|hire|rental|engagement) terms\b|合同|协议|租约|契约|委托书|聘用书|承揽书|约定|(?:收购|服务|租用|寄存|交易|供货|订货|订购|采购|加工)(?:单|书)?[及与和]?条款"
    r"|\b\w*vertr(?:ae|[aä])g\w*|\bvereinbarung(?:en)?\b|\bcontrats?\b|\bbail\b|\bcontratos?\b|\bcontratt[oi]\b|\bovereenkomst\w*|\b\w+contract(?:en)?\b|договор|契約|계약"
)
_DEAL_BEGINS = (
    r"\bthis (?:[\w-]+ ){0,5}?(?:agreement|contract|lease|deed|tenancy)\b|(?<!variation of )(?<!extension of )(?<!termination of )(?<!under )(?<!the )(?<!your )(?<!our )\b(?:agreement|contract|lease|deed|tenancy)\b.{0,60}\b(?:between|dated|made|entered into|no\.)|\bby and between\b"
    r"|\bhereinafter\b|甲方.{0,120}乙方|(?:出租|委托|发包|采购|供货?|聘请|受聘|转让|借款|甲)方\s*[:：（(]|\b\w*vertrag\b.{0,60}\bzwischen\b|\bcontrat\b.{0,60}\bentre\b"
)
CONTRACTS = Kind(r"contracts?|agreements?|deeds?|合同书?|协议书?|契约|契約書?", _DEAL, _DEAL_BEGINS)
MINUTES = Kind(
    r"minutes|meetings?|会议纪要|会议记录|纪要|会议|会|議事録",
    r"\bminutes\b|\bmeetings?\b|会议|纪要|例会|\b\w*protokolle?\b|\b\w*besprechung\b|\b\w*sitzung\b|\bcomptes?[- ]rendus?\b|\bproc[eè]s[- ]verb\w+|\bactas?\b|\breuni[oó]n\b|\bverbal[ei]\b|\batas?\b|\bverslag\b|\bnotulen\b|протокол\w*|議事録|회의록",
    r"\bminutes\b|\bmeeting\b|^\W*present\s*:|纪要|会议|出席|\bprotokoll\b|\bcompte[- ]rendu\b",
)
MAILS = Kind(
    r"e-?mails?|mails?|邮件",
    r"\b(?:e-?)?mails?\b|邮件|\bcourriels?\b|\bcorreos?\b|メール|메일",
    r"\bsubject:|\bfrom:|发件人|\bbetreff:|\bobjet\s?:",
    written=False,
)
_KINDS: tuple[Kind, ...] = (
    CONTRACTS,
    Kind(
        r"leases?|tenanc(?:y|ies)(?: agreements?)?|租约|(?:房屋)?租赁(?:合同|协议书?)",
        r"\bleases?\b|\btenanc(?:y|ies)\b|\b(?:rental|rent) (?:agreement|contract)\b|\bletting\b|租赁|租约|出租|\bmiet\w+|\bbail\b|\barrendamiento\b|\balquiler\b|\blocazione\b|\baffitto\b|\barrendamento\b|\balugue[lr]\b|\bhuur\w*|аренд\w*|賃貸|임대",
        r"\blease\b|\btenancy\b|\blandlord\b|\blessor\b|出租方|承租方|出租人|\bmietvertrag\b|\bvermieter\b",
    ),
    Kind(r"invoices?|bills?|发票|账单", r"\binvoices?\b|\bbills?\b|发票|账单|\brechnung\w*|\bfactur\w+|\bfattur\w+|\bfaturas?\b|\bfactuur\b|\bсч[её]т\b|請求書|청구서",
         r"\binvoice\b|\bamount due\b|\bbill\b|发票|账单|\brechnung\b|\bfactur\w+|\bfattur\w+"),
    MINUTES,
    MAILS,
    Kind(r"letters?|信件?|信函", r"\bletters?\b|信函|信件|律师函|[来去回致复][信函]|函(?=$|[ （(〔])|\bbriefe\b|\bbrief\b(?= (?:an|von|vom)\b)|\b(?:an)?schreiben\b|\blettre\b|\bcarta\b|\blettera\b|письмо|手紙|편지", r"\bdear\b|\bsincerely\b|\byours\b|尊敬的|此致|\bsehr geehrte\b|\bmadame\b|\bestimad\w+"),
    Kind(r"reports?|报告", r"\breports?\b|报告|\bbericht\w*|\brapport\w*|\binforme\b|\brelat[oó]rio\b|\brelazione\b|отч[её]т|報告|보고서", r"\breport\b|报告|\bbericht\b|\brapport\b|\binforme\b"),
    Kind(r"polic(?:y|ies)|制度", r"\bpolic(?:y|ies)\b|制度|规定|\brichtlinie\w*|\bpolítica\b|\b\w+ordnung\b|\b\w*regeling\b|\br[eè]glement\b|\breg(?:la|ola|ula)mento\b|правила|規程|規則|규정", r"\bpolicy\b|制度|规定|\brichtlinie\b"),
    Kind(r"quotes?|quotations?|offers?|proposals?|报价单?", r"\bquot(?:e|ation)s?\b|\boffers?\b|\bproposals?\b|报价|\bangebot\w*|\bdevis\b|\boferta\b|\bpresupuesto\b|\bpreventivo\b|\bor[cç]amento\b|\bofferte\b|見積|견적",
         r"\bquot(?:e|ation)\b|\boffer\b|\bproposal\b|报价|\bangebot\b|\bdevis\b|\boferta\b"),
    Kind(r"orders?|订单", r"\borders?\b|订单|\bbestellung\w*|\bcommande\b|\bpedido\b|\bordine\b|\bencomenda\b|\bзаказ\b|注文書?|발주", r"\border\b|订单|\bbestellung\b|\bcommande\b|\bpedido\b"),
    Kind(r"certificates?|证书|证明书?", r"\bcertificates?\b|证书|证明|\b\w*zertifikate?\b|\bbescheinigung\w*|\bcertificats?\b|\bcertificad[oa]s?\b|\bcertificat[oi]\b", r"\bcertificate\b|证书|证明"),
    Kind(r"manuals?|handbooks?|说明书|手册|説明書", r"\bmanuals?\b|\bhandbooks?\b|\bguides?\b|\binstructions?\b|说明书|手册|指南|\b\w*anleitung\w*|\b\w*handbuch\b|\bmanuel\b|\bmanuale\b|\bhandleiding\b|инструкция|руководство|説明書|マニュアル|설명서",
         r"\bmanual\b|\binstructions?\b|\bhandbook\b|说明书|手册|\banleitung\b"),
)  # fmt: skip
_ELSE = (
    r"\bmemos?\b|\bnotes?\b|\breceipts?\b|\bprice ?lists?\b|\bpreislisten?\b|\btarifs?\b|\btarifas?\b|\blistin[oi]\b|\bprijslijst\w*|прейскурант\w*|料金表|価格表|가격표|\bprices\b|\blists?\b|\bregisters?\b|\boverviews?\b|\bsummar(?:y|ies)\b|\bchecklists?\b|\bcv\b|\bfaq\b|\bnewsletters?\b|\breminders?\b"
    r"|\bterminations?\b|\bcancellations?\b|\b(?:bank|account) statements?\b|\bdiary\b|\blog\b|\bcalendar\b|\bprocedures?\b|\bnotices?\b(?! period)|备忘|记录|笔记|杂记|清单|台账|一览|名单|目录|通知|说明$|收据|价目|简历|报表|总结|汇总|终止|解除|规程|须知|守则|\b\w{3,}listen?\b|\b\w*übersicht\b|\bkündigung\w*|\bmahnung\w*|\bmerkbl[aä]tt\w*|\bhausordnung\b|\baushang\b"
)
"""What the names of papers of other kinds say."""


def kind_called(*nouns: str) -> Kind | None:
    """Return the kind of papers that questions call so; None for papers of any kind."""
    narrowest = (_KINDS[1], _KINDS[0], *_KINDS[2:])  # 租赁合同 ends with 合同
    return next(
        (
            kind
            for kind in narrowest
            for noun in nouns
            if re.fullmatch(rf"(?:.* )?(?:{kind.nouns})|[^ ]*?(?:{kind.nouns})", noun.casefold())
        ),
        None,
    )


def is_called(noun: str) -> bool:
    """Return whether a noun is one of a kind of papers, with nothing before it."""
    return any(re.fullmatch(kind.nouns, noun.casefold()) for kind in _KINDS)


def is_sheet(source: str) -> bool:
    """Return whether a file is one of tables alone."""
    return PurePath(source).suffix.lower() in _SHEETS


def is_written(paper: Paper) -> bool:
    """Return whether a document is running text: no sheet."""
    return not is_sheet(paper.source)


def is_of_kind(paper: Paper, kind: Kind) -> bool:
    """Return whether a document is a paper of a kind.

    A lease is a contract too; a letter about one is none.
    """
    suffix = PurePath(paper.source).suffix.lower()
    if kind is MAILS and is_mail(paper.source):
        return True
    if kind.written and (suffix in _SHEETS or is_mail(paper.source)):
        return False
    own, others = _pattern(kind.named), _others(kind)
    names = [paper.stem, *([_spaced(paper.title)] if len(paper.title) <= _TITLE_CHARS else [])]
    for name in names:
        folded = name.casefold()
        says_own = own.search(folded) is not None
        if (other := others.search(own.sub(" ", folded))) is not None:
            return kind is CONTRACTS and _is_letter_deal(paper, other.group())
        if says_own:
            return True
    for folder in paper.folders:
        folded = folder.casefold()
        if own.search(folded) is not None:
            return True
        if others.search(folded) is not None:
            return False
    says = _pattern(kind.begins).search(paper.beginning[:BEGINNING_CHARS].casefold()) is not None
    if kind not in _KINDS[:2]:
        return says
    lines = first_lines(paper)
    if any(_NO_DEAL_LINE.match(line) for line in lines):
        return False
    return says or _is_deal_form(lines, kind)


def may_be_deal(paper: Paper) -> bool:
    """Return whether nothing in its names says that a text is no contract.

    A letter may be one that agrees on something.
    """
    if not is_written(paper) or is_mail(paper.source):
        return False
    names = [
        paper.stem,
        *([_spaced(paper.title)] if len(paper.title) <= _TITLE_CHARS else []),
        *paper.folders,
    ]
    others = (_others(CONTRACTS).search(name.casefold()) for name in names)
    return all(one is None or _may_agree(paper, one.group()) for one in others)


def is_letter(paper: Paper) -> bool:
    """Return whether a document is called a letter."""
    return _LETTER.search(f"{paper.stem} {paper.title}".casefold()) is not None


def _may_agree(paper: Paper, called: str) -> bool:
    """Return whether what is called a letter or an order may be a contract itself.

    A letter that refers to no other, and an order that names its parties, or its time and price: what both say tells the rest.
    """
    if _LETTER.fullmatch(called) is not None:
        return bool(paper.beginning) and _refers_to_none(paper)
    fields = _fields(first_lines(paper))
    return _ORDER.fullmatch(called) is not None and bool({"party"} <= fields or {"time", "price"} <= fields)


def _is_letter_deal(paper: Paper, called: str) -> bool:
    """Return whether a letter among contracts is one itself.

    It agrees on something, and refers to no other.
    """
    if _LETTER.fullmatch(called) is None or not any(
        _pattern(CONTRACTS.named).search(one.casefold()) for one in paper.folders
    ):
        return False
    return _agrees(paper)


def _agrees(paper: Paper) -> bool:
    agrees = _AGREES.search(paper.beginning[:_LETTER_READ].casefold()) is not None
    return agrees and _refers_to_none(paper)


def _refers_to_none(paper: Paper) -> bool:
    return _REFERS.search(paper.beginning[:_LETTER_READ].casefold()) is None


_LETTER = lazy_regex(r"letters?|briefe?|(?:an)?schreiben|信函|信件|[来去回致]信|函")
_ORDER = lazy_regex(r"orders?|bestellung|auftrag|订单")
_LETTER_READ = 1_500
"""Characters of a letter in which it agrees on something."""
_AGREES = lazy_regex(
    r"\b(?:arrangements?|agreed|let to you|we propose|i propose|our terms|our offer|my offer|you (?:may|can) (?:have|use|rent|keep)|we (?:will|shall) (?:pay|let|supply|provide|come|visit|do|take|hire|engage)|i (?:will|shall) (?:let|rent|do|come|supply|work))\b"
    r"|约定如下|说好|商定|谈定|谈妥|说定|作准|租给|[双我]方同意|(?:特此|现)确认"
)
"""How a letter agrees on something."""
_REFERS = lazy_regex(
    r"\b(?:our|your|above|existing|current)(?: [\w&'’-]+){0,3} (?:agreement|contract|lease|tenancy|deed|(?:supply|order|hire|account|trading) form)\b|\b(?:agreement|contract|lease|tenancy|deed) (?:of|dated|no\b|number|between|from|expires|ends)|\bclause \d|(?<!不签)(?<!没有)(?<!不用)(?:合同|协议|租约)"
)
"""How a letter speaks of another paper that it changes, ends or asks about."""


def _is_deal_form(lines: Sequence[str], kind: Kind) -> bool:
    """Return whether first lines are a title of such papers, or a contract's form.

    "SERVICE AGREEMENT" below a letterhead is a title, and "Client: …", "Duration: …", "Price: …" are such a form.
    """
    for line in lines:
        own = _pattern(kind.named).search(line) if len(line) <= _TITLE_CHARS else None
        if own is not None and not _SENTENCE.search(line) and not _ABOUT_ONE.search(line[: own.start()]):
            rest = line[: own.start()] + line[own.end() :]
            if _others(kind).search(_OFFERED.sub(" ", rest)) is None:
                return True
    if kind is not CONTRACTS:
        return False
    fields = _fields(lines)
    return "party" in fields and len(fields) >= _LEAST_FIELDS


def first_lines(paper: Paper) -> list[str]:
    """Return the first lines of a document, folded, without what marks them up."""
    lines = [_bare(line) for line in paper.beginning[:TITLE_CHARS_READ].splitlines()]
    return [line.casefold() for line in lines if line][:TITLE_LINES]


def _fields(lines: Sequence[str]) -> set[str | None]:
    """Return the sorts of fields of a form with which lines begin."""
    return {found.lastgroup for line in lines for found in [_FIELD.match(line)] if found is not None}


def _bare(line: str) -> str:
    return " ".join(line.replace("|", " | ").strip(" \t|*#_>-–—•").replace("*", "").split())


_LEAST_FIELDS = 3
"""Sorts of fields, a party among them, of a form that is a contract."""
_FIELD = lazy_regex(
    r"(?:\d{1,2}[.)]?\s*)?(?:(?:the |name of )?(?:"
    r"(?P<party>customer|client|buyer|purchaser|seller|supplier|vendor|(?:sub-?)?contractor|provider|landlord|landlady|tenant|lessor|lessee|licen[sc]or|licen[sc]ee|employer|employee|principal|agent|lender|borrower|hirer|owner|let to|to whom|(?:[甲乙丙买卖供需]方)|(?:出租|承租|委托|受托|发包|承包|采购|供货|聘用|受聘)[方人]|客户|房东|租客|用人单位)"
    r"|(?P<time>(?:minimum |initial |contract )?term|period|duration|validity|valid|currency|start|starts|starting|begins|beginning|commencement|commences|from|until|ends?|first (?:day|visit)|last (?:day|visit)|go-live|in post from|since|期限|租期|合同期|服务期限?|起始日?|开始|生效日?|起租日?)"
    r"|(?P<price>rent|price|fee|fees|charge|charges|monthly (?:charge|price|fee|rent)|salary|pay|wage|remuneration|租金|月租|价格|单价|费用|服务费|工资|报酬)"
    r"|(?P<notice>notice|notice period|cancellation|cancelling|termination|ending|getting out|通知|解约|终止)"
    r"|(?P<security>(?:rent )?deposit|security|advance security|押金|保证金)))"
    r"\s*(?:[:：.|–—-]|\bis\b|\s\||$)"
)
"""A field of a form, by what it holds."""
_NO_DEAL_LINE = lazy_regex(
    r"dear\b|sehr geehrte|madame\b|monsieur\b|estimad[oa]|尊敬的|您好|(?:subject|re|betreff|objet|asunto|主题|present|attended|there|出席|与会)\s*[:：]|(?:tax )?invoice\b|发票|quotation\b|报价单|memo(?:randum)?\b(?! of)|minutes\b|meeting\b|会议"
)
"""Begins a line of what is no contract: a letter, an invoice, minutes."""
_SENTENCE = lazy_regex(
    r"[.。;；!?！？,，]\s*$|\b(?:is|are|was|were|has|have|had|will|must|should|please|shall)\b(?! made)"
)
_ABOUT_ONE = lazy_regex(
    r"\b(?:the|your|our|this|that|under|re|per|about|regarding|concerning|variation|variations|extension|renewal|end|termination|notice|of your|list|overview|for)\b(?: \w+){0,2} *$|关于|变更|续签|终止|解除|你|贵"
)
"""Before the name of a contract in what only speaks of one."""
_OFFERED = lazy_regex(r"\b(?:orders?|offers?|polic(?:y|ies)|forms?|notes?)\b|订单|制度")
"""What a contract may be called as well: order form and agreement."""


def is_deal(noun: str) -> bool:
    """Return whether papers called so are contracts of any sort."""
    return kind_called(noun) in _KINDS[:2] if noun else False


def kind_pattern(noun: str) -> re.Pattern[str] | None:
    """Match what papers called so are named or begin with; None for any kind."""
    kind = kind_called(noun)
    return _loose(kind) if kind is not None else None


@lru_cache(maxsize=32)
def _loose(kind: Kind) -> re.Pattern[str]:
    return re.compile(f"{kind.named}|{kind.begins}", re.IGNORECASE | re.DOTALL | re.MULTILINE)


def is_about(paper: Paper, words: Collection[str]) -> bool:
    """Return whether what a document is called says one of some words."""
    called = f"{' '.join(paper.folders)} {paper.stem} {paper.title}".casefold()
    return any(word.casefold() in called for word in words if word)


LEASE = "lease"
"""The sort of contracts by which places and things are let."""
_SORTS: tuple[tuple[str, str, str], ...] = (
    ("employment", r"employment|employees?|staff|jobs?|workers?|personnel|apprentice\w*|劳动|聘用|雇佣|用工|员工",
     r"\bemploy\w*|\bapprentice\w*|\bstaff\b|\bpersonnel\b|\bhr\b|\bsalary\b|\bprobation\b|\bhired as\b|劳动合同|聘用|雇佣|用工|员工|人事|聘任|试用期"),
    (LEASE, r"rental|leases?|tenancy|letting|租赁|房屋|租约", r"\bleases?\b|\btenanc(?:y|ies)\b|\blettings?\b|\blandlord\b(?! white)|\blessor\b|\blicen[cs]e to (?:use|occupy)\b|\brent(?:al)?\b|租赁|租约|出租|承租"),
    ("loan", r"loans?|借款|贷款", r"\bloans?\b|\blender\b|借款|贷款"),
    ("insurance", r"insurance|保险", r"\binsurance\b|\binsurer\b|保险合同|保单"),
    ("supply", r"supply|supplies|purchase|sales?|framework|供货|供应|采购|销售|买卖|框架", r"\bsuppl(?:y|ies)\b|\bpurchas\w+|\bsales?\b|\bseller\b|\bbuyer\b|\bgoods\b|供货|供应|采购|买卖|销售|购销"),
    ("service", r"services?|maintenance|work|服务|维护|维保|保洁", r"\bservices?\b|\bmaintenance\b|\bcleaning\b|\bmanagement\b|\bsupport\b|\bpatrols?\b|\brepairs?\b|\bcatering\b|服务|维护|维保|保洁|物业|保安|运维"),
)  # fmt: skip
"""Sorts of contracts: their name, how questions call them, and what papers say; the first that a paper says is its own."""


def sorts_called(noun: str) -> frozenset[str]:
    """Return the sorts of contracts that are called so: "service contracts"."""
    folded = noun.casefold()
    before = re.sub(_KINDS[0].nouns + r"$", "", folded)
    return frozenset(
        name for name, asked, _ in _SORTS if re.search(rf"(?<![a-z])(?:{asked})(?![a-z])", before)
    )


def sort_of(paper: Paper) -> str:
    """Return a contract's sort, by its folder, its names, or its first lines."""
    for text in (*paper.folders[:1], f"{paper.stem} {paper.title}", paper.beginning[:TITLE_CHARS_READ]):
        folded = text.casefold()
        if (found := next((name for name, _, says in _SORTS if _pattern(says).search(folded)), "")) != "":
            return found
    return ""


def _spaced(name: str) -> str:
    return re.sub(r"[_\-]+", " ", name)


@lru_cache(maxsize=64)
def _pattern(words: str) -> re.Pattern[str]:
    return re.compile(words, re.DOTALL | re.MULTILINE)


@lru_cache(maxsize=32)
def _others(kind: Kind) -> re.Pattern[str]:
    """Match what the names of papers of other kinds say."""
    others = [one.named for one in _KINDS if one is not kind and not _overlap(one, kind)]
    return re.compile("|".join([*others, _ELSE]))


def _overlap(one: Kind, other: Kind) -> bool:
    """Return whether papers of one kind may be of another too: leases are contracts."""
    return one in _KINDS[:2] and other in _KINDS[:2]
