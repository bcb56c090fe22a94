"""Detect which of ten languages a text is in, and which words only ask.

Nothing is loaded and nothing is learnt: scripts tell Chinese, Japanese, Korean and Russian apart; function words, accents
and endings tell apart the languages of Latin script. A text that gives no sign is taken for English.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from typing import Literal, get_args

from assistant.regexes import lazy_regex
from assistant.text import CYRILLIC, HALF_WIDTH_KANA, HAN, HANGUL, KANA

Language = Literal["en", "zh", "de", "fr", "es", "it", "pt", "ru", "ja", "ko"]
LANGUAGES: tuple[Language, ...] = get_args(Language)
UNSPACED_LANGUAGES: frozenset[Language] = frozenset(("zh", "ja", "ko"))
"""Languages whose words are looked for inside running text; spaces do not separate them, or not from their endings."""

_WORDS: Mapping[Language, str] = {
    "en": """
a about after all also am an and any are as at be been before being between both but by can could did do does doing
down during each else ever every few for from further get gets give got had has have having he her here hers him his
how i if in into is it its itself just let list lot many may me might mine more most much must my myself no nor not of
off often on once only or other our ours out over own per please s same shall she should show so some such t tell than
that the their theirs them then there these they this those through to too under until up upon us very want was we were
what whats what's when where which while who whom whose why will with would yet you your yours
don't doesn't didn't isn't aren't wasn't can't couldn't won't i'm i've i'd we're we've it's there's who's where's
""",
    "de": """
ab aber alle allem allen aller alles als also am an ander andere anderen auch auf aus bei beim bekomme bekommen bekommt
bin bis bist bitte da dabei dafür damit dann daran darauf daraus darüber davon dazu darf darfst das dass dein deine dem den denn der des
dich die dies diese diesem diesen dieser dieses dir doch dort du durch ein eine einem einen einer eines er es etwa etwas
euch euer eure für gegen gib gibt hab habe haben hat hatte hatten hier hin ich ihm ihn ihnen ihr ihre ihrem ihren ihrer
im in ins ist ja je jede jedem jeden jeder jedes kann kannst kein keine keinem keinen keiner können könnt könnte
liste man manche mehr mein meine meinem meinen meiner mich mir mit muss musst müssen nach nein nenne nicht nichts noch nun
nur ob oder oft ohne sag sage sehr sein seine seinem seinen seiner seit sich sie sind so soll sollen sollte sowie über
um und uns unser unsere unserem unseren unserer unter viel viele vielen vom von vor wann war waren warum was wegen
weil welche welchem welchen welcher welches wem wen wenn wer werde werden wessen weshalb wie wieso wieviel wieviele
will wir wird wo wofür woher wohin womit wozu worin worum wurde wurden würde zeig zeige zu zum zur zwischen
""",
    "fr": """
a à ai ainsi après as au aucun aucune auquel aussi autre autres aux avant avec avez avoir avons c ça car ce ceci cela
celle celles celui ces cet cette ceux chaque chez ci combien comme comment d dans de depuis des dis dit dites doit
doivent dois donc donne donnez dont du duquel durant elle elles en encore entre es est et étaient était êtes être eu
eux faut fois font il ils j je l la laquelle le lequel les lesquelles lesquels leur leurs lister là m ma mais me mes moi
mon montre n ne ni nos notre nous on ont ou où par pas pendant peu peut peuvent peux plus pour pourquoi pouvez puis
puisque qu quand que quel quelle quelles quelque quelques quels qui quoi s sa sans se sera ses si son sont souvent
sous sur t ta te tes toi ton tous tout toute toutes très tu un une vers veux voici voilà vos votre vous y
""",
    "es": """
a al algo algún alguna algunas algunos ante antes aquel aquella aquí así aunque cada como cómo con contra cual cuál
cuales cuáles cualquier cuando cuándo cuanta cuánta cuantas cuántas cuanto cuánto cuantos cuántos da dame de debe deben
debo del desde dime donde dónde dos durante e el él ella ellas ellos en entre era es esa esas ese eso esos esta está
estamos están estar estas este esto estos estoy fue fueron ha había han hasta hay haya he hemos hace la las le les lo
los más me mediante mi mí mis muestra mucho muchos muy nada ni no nos nosotros nuestra nuestro nuestros o otra otras
otro otros para pero poco por porque porqué puede pueden puedo pues que qué quien quién quienes quiénes se según ser si
sí sin sobre solo son soy su sus también tan tanto te tenemos tener tengo ti tiene tienen tienes toda todas todo todos tras tu tú
tus un una unas uno unos usted ustedes y ya yo
""",
    "it": """
a abbiamo ad agli ai al alla alle allo altra altre altri altro anche ancora avere c'è che chi ci cioè coi col come con
contro cosa cos'è cui da dagli dai dal dalla dalle dallo dammi de degli dei del dell dell' della delle dello deve devo
devono di dice dimmi do dove dopo due e è ed elenca era erano essere fa fino fra gli gliela ha hai hanno ho i il in io
l la le lei lo loro lui ma me mi mia mie miei mio molto mostra ne negli nei nel nell nella nelle nello no noi non
nostra nostri nostro o ogni oppure per perché però più poco poi possiamo posso possono prima può qual quale quali
quando quanta quante quanti quanto quel quell quella quelle quelli quello questa queste questi questo qui se sei senza
si sì sia solo sono sopra sotto spesso sta su sua sue sugli sui sul sulla sulle sullo suo suoi tra tu tua tue tuo
tuoi tutta tutte tutti tutto un un' una uno vi voi volta volte vostra vostro
""",
    "pt": """
a à ainda algo algum alguma algumas alguns ante antes ao aos apenas após aquela aquele aqueles aquilo às as até cada
com como contra cuja cujo da dá das de dela dele deles depois desde dessa desse desta deste deve devem devo diga disso
do dos durante e é ela elas ele eles em embora enquanto então entre era és essa essas esse esses esta está estamos
estão estar estas este estes estou eu existe existem fica foi foram há isso isto já lhe lhes liste mais mas me mesmo
meu meus minha minhas mostre muita muito muitos na nada não nas nem nenhum nessa nesse nesta neste no nos nós nossa
nosso nossos num numa o onde os ou outra outras outro outros para pela pelas pelo pelos pode podem por porque porquê
posso pouco pra qual quais qualquer quando quanta quantas quanto quantos que quê quem são se sem sempre sendo ser seu
seus sob sobre sua suas também tanto te tem têm temos tenho ter teu toda todas todo todos tu tudo um uma umas uns você
vocês
""",
    "ru": """
а без более больше бы был была были было быть в вам вами вас ваш ваша ваше ваши весь во вот все всё всего всех всю вы
где да дай дайте даже для до его ее её если есть еще ещё же за зачем и из из-за или им имеется имеют их к как какая
какие каким каких какого какое какой каком какому какую ко когда кого кому которая которые который которых кто куда
ли лишь между меня мне много может можно могу можем мой моя мои моё мы на над надо назови наш наша наше наши не него
нее неё нет ни них но ну нужно о об однако он она они оно от откуда очень перед по под покажи после потому почему
при про с сам свой своего своя свои себя сейчас сколько скажи скажите со так также такой там тебя то того тоже той
только том тот ты у уже часто чего чей чем чему что чтобы чья эта эти этих это этого этой этом этот эту я
""",
    "zh": """
多少 多久 多长 多长时间 多大 多高 多远 多重 多宽 多快 多深 多厚 几 几个 几天 几次 几年 几点 什么 什么时候 什么样 什么样的 是什么
为什么 为何 怎么 怎么样 怎样 如何 哪 哪个 哪一个 哪些 哪里 哪儿 哪一年 哪年 哪天 哪位 何时 何地 谁 谁的 是否 有没有 是不是 能不能 可不可以
请 请问 请告诉我 告诉我 请列出 列出 吗 呢 吧 啊 的 了 在 是 有 和 与 或 及 也 都 就 被 把 对 从 到 由 为 于 以 而 我 我们 你 你们 您 他 她 它
他们 这 这个 这些 那 那个 那些 一下 可以 需要 应该 必须 能 会 要
""",
    "ja": """
いつ いくら いくつ 何 なに なん 何時 何日 何年 何人 何回 どこ どれ どの どのくらい どれくらい どんな どう どうやって どうすれば どちら だれ 誰
なぜ どうして ですか ますか でしょうか ましたか ませんか か は が を に へ と で の も や から まで より です ます ください 教えて 教えてください
について とは これ それ あれ この その あの ここ そこ こと もの ため する して した ある あります いる います できる できます
""",
    "ko": """
얼마 얼마나 얼마입니까 얼마인가요 얼마예요 얼마에요 몇 몇개 몇일 며칠 언제 어디 어디서 어디에 누구 누가 무엇 무엇을 무엇이 무엇인가요 무엇입니까
뭐 뭐가 뭐야 뭔가요 뭘 무슨 어떤 어느 어떻게 왜 있나요 있습니까 있어 있어요 인가요 입니까 합니까 하나요 되나요 됩니까 해야 할 수 것 것들 이 그 저
이것 그것 저것 우리 저희 나 저는 제가 내 및 또는 그리고 에서 까지 부터 알려줘 알려주세요 말해줘 주세요 좀 은 는 가 을 를 의 에 와 과 도 로 으로
""",
}
_ACCENTED = lazy_regex("[\u0300-\u036f]")
_LATIN_ACCENTED = lazy_regex("([a-z])[\u0300-\u036f]+")


def folded(word: str) -> str:
    """Return a word of an alphabetic script in lower case and without accents."""
    lowered = word.casefold()
    if lowered.isascii():
        return lowered
    return unicodedata.normalize("NFC", _ACCENTED.sub("", unicodedata.normalize("NFKD", lowered)))


ISNT = r"(?:n['’]t|\b(?:do|does|did|is|are|was|were|has|have|had|wo|ca)nt)\b"
"""A denial that is cut short; "amount" and "rent" only end like one."""


def plain(text: str) -> str:
    """Normalise a text for comparing.

    Lower case, Latin letters without accents, straight apostrophes, single spaces.
    """
    text = unicodedata.normalize("NFKC", text).casefold().replace("’", "'").replace("ё", "е")
    if not text.isascii():
        text = _LATIN_ACCENTED.sub(r"\1", unicodedata.normalize("NFKD", text))
        text = unicodedata.normalize("NFC", text)
    return " ".join(text.split())


class _Plain(dict[int, str]):
    """Give letters without accents, and of usual width."""

    def __missing__(self, code: int) -> str:
        letter = chr(code)
        if code < 0x0530:
            decomposed = unicodedata.normalize("NFKD", letter)
            plain = "".join(one for one in decomposed if not unicodedata.combining(one)) or letter
        else:
            plain = unicodedata.normalize("NFKC", letter) if code >= 0xFF00 else letter
        self[code] = plain.casefold()
        return self[code]


_PLAIN = _Plain()


def plain_letters(text: str) -> str:
    """Return a text in small letters without accents, but Korean and Japanese."""
    return text.casefold() if text.isascii() else text.translate(_PLAIN).casefold()


_TYPED = lazy_regex(r"\b(what|who|where|how|when|that|it|there)s(?= )", re.IGNORECASE)


def as_typed(text: str) -> str:
    """Spell out what is typed in haste: "whats in it" and 啥."""
    return _TYPED.sub(r"\1's", text).replace("啥", "什么").replace("咋", "怎么")


FUNCTION_WORDS: Mapping[Language, frozenset[str]] = {
    language: frozenset(form for word in words.split() for form in (word.casefold(), folded(word)))
    for language, words in _WORDS.items()
}
"""Words of each language that say nothing of what is asked for, question words among them: in lower case, each also without
accents. Of Chinese, Japanese and Korean they are pieces of running text. Words that ask only beside another ("long" in "how
long", "hoch" in "wie hoch") are not among them: `without_asking` takes those out of a question."""


def is_function_word(word: str, language: str) -> bool:
    """Return whether a word only holds a sentence together, or only asks."""
    known = _dutch()[0] if language == "nl" else FUNCTION_WORDS.get(language, frozenset())  # type: ignore[call-overload]
    return word.casefold() in known or folded(word) in known


_MEASURES_EN = (
    "much|many|long|often|old|far|high|big|large|tall|wide|deep|heavy|fast|quickly|soon|late|early|frequently|hot|cold|warm|big"
    "|thick|expensive|likely"
)
_MEASURES_DE = "hoch|viele?[nrs]?|lange?|oft|alt|weit|groß|gross|schwer|tief|breit|schnell|teuer|spät|früh|häufig|warm|heiß|kalt|dick|bald"
_ASKING = lazy_regex(
    rf"\bhow\s+(?:{_MEASURES_EN})\b(?:\s+(?:does|do|is|are|will|can|would|did|was|were)\b)?|\bhow\s+come\b"
    r"|\b(?:at\s+)?what\s+time\b|\b(?:can|could|would)\s+you\b|\btell\s+me\b|\bshow\s+me\b|\bgive\s+me\b|\bi\s+(?:want|need)\s+to\s+know\b"
    rf"|\bwie\s+(?:{_MEASURES_DE})\b|\bwas\s+für\b|\bsag(?:e|en)?\s+(?:mir|sie\s+mir)\b|\bgibt\s+es\b"
    r"|\bcombien\s+de\s+(?:temps|fois)\b|\bà\s+quel(?:le)?\b|\best-ce\s+qu[e']|\bqu'est-ce\s+qu[ei'](?:\s+c'est\s+que)?|\by\s+a-t-il\b|\bdis-moi\b"
    r"|\bcu[áa]nto\s+tiempo\b|\b(?:a|de)\s+qu[ée]\b|\bcada\s+cu[áa]nto\b|\bd[íi]me\b"
    r"|\bquanto\s+(?:tempo|spesso|costa\s+(?=\W*$))|\bogni\s+quanto\b|\bcon\s+che\s+frequenza\b|\bdimmi\b"
    r"|\bcom\s+que\s+frequ[êe]ncia\b|\bdiga-me\b"
    r"|\bкак\s+(?:долго|часто|много|далеко|высоко|быстро|давно)\b|\bсколько\s+(?:времени|раз)\b|\bскажи(?:те)?\b"
    r"|请?(?:您|你)?告诉我|请问|为什么|是?什么(?:时候|样的|样)?|多长时间|多(?:少|久|长|大|高|远|重|宽|快|深|厚)|怎么样|怎么|怎样|如何|哪一个|哪一年|哪(?:个|些|里|儿|年|天|位)?"
    r"|几(?=[个天次年点月周人台份号层楼岁])|何时|是否|有没有|是不是|能不能|可不可以|[吗呢吧](?=[?？。！\s]|$)"
    r"|(?:を|は)?(?:教えて|知らせて)(?:ください|下さい)?|どの(?:くらい|ぐらい|ように)|どれ(?:くらい|ぐらい)|どう(?:やって|すれば)|何(?=[でがをかはに時日月年人回個台つ？?])"
    r"|いつ(?:まで|から)?|いくら|いくつ|どこ|どんな|どちら|だれ|誰|なぜ|どうして|(?:は|が)?(?:です|ます|でしょう|ました|ません)か(?=[?？。\s]|$)"
    r"|얼마나?(?:입니까|인가요|예요|에요)?|며칠|언제(?:까지|부터)?|어디(?:서|에)?|누구|누가|무엇(?:을|이|인가요|입니까)?|뭐(?:가|야|예요)?|무슨|어떤|어느|어떻게"
    r"|(?:있|하|되|인)(?:나요|습니까|가요)|(?:합|됩|입)니까|알려\s?(?:줘|주세요)|말해\s?(?:줘|주세요)|몇(?=\s|[개일번명년시])",
    re.IGNORECASE,
)


def without_asking(question: str) -> str:
    """Remove the turns of phrase that only ask, in any of the languages.

    Such as "how long", "wie hoch" and "多长时间".

    Single words that only ask stay where they are told by `is_function_word`.
    """
    return _ASKING.sub(" ", question)


# Which language a text is written in

_HAN = lazy_regex(f"[{HAN}]")
_KANA = lazy_regex(f"[{KANA}{HALF_WIDTH_KANA}]")
_HANGUL = lazy_regex(f"[{HANGUL}]")
_CYRILLIC = lazy_regex(f"[{CYRILLIC}]")
_NOT_RUSSIAN = lazy_regex("[іїєґўћђџљњјѓќѕ]", re.IGNORECASE)
_JAPANESE_HAN = lazy_regex(
    "[円働込畑証庁価検険圏権駅沢択釈訳満気広拡売読続転伝総経済斉歩毎渋渉図対応払仏桜県労栄営厳単戦弾獣脳悩両悪壱弐齢塩縄鉄銭様辺変稲陥児焼暁奨掲帰拝抜髪発廃覧隣緑録覚]"
)
"""Characters as Japanese writes them and Chinese, in either of its ways, does not."""
_LATIN_WORD = lazy_regex(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_SIGNS: Mapping[Language, re.Pattern[str]] = {
    "de": lazy_regex(r"ß|[äöü]|\w{3}(?:ungs?|ungen|heit|keit|schaft|lich|liche[nrs]?|isch|isches?)\b|frist\b|vertrag|sch(?!ool|edul|eme|ola)\w|(?<!ya)cht|(?<!te)chn|ch[lps]|pf|\w{3}tet\b|\w{4}tz\b|ge\w{3,}t\b|\w{4}(?:igen|ieren)\b"),
    "fr": lazy_regex(r"œ|[êâôûëï]|é|\b(?:[ldjmnstc]|qu)['’]|\w{3}(?:eaux?|euse?s?|ière|aire|oire|ette|elle|ement|ées?|ait|ons|ez)\b|\w{2}é\b|\w+-(?:t-)?(?:il|elle|on|ce|tu|vous|moi|je)\b|ç|\bè|\wè"),
    "es": lazy_regex(r"[¿¡ñ]|\w{2}(?:ción|ciones|dad|dades|miento|mientos|ador|ería|amos|áis)\b|[íóúá]|\bll|ll[oa]s?\b|\w{2}(?:(?<!qu)ando|iendo)\b"),
    "it": lazy_regex(r"\w{2}(?:zione|zioni|aggio|mento|mente|ità|ezza|ello|etto|are|ere|ire|ato|ata|iamo|ino|essa)\b|\w[ìòùà]\b|\b(?:l|d|un|dell|nell|all|dall|sull|quest)['’]|gli|cch|zz|\w{3}[aei](?:mi|lo|la|ci)\b"),
    "pt": lazy_regex(r"[ãõ]|[áíóú]|\w{2}(?:ção|ções|dade|dades|mento|agem|inho|ário|eiro|eira|ência)\b|nh|lh|[êâô]|\b(?:o que|é|às|o|os|um|uma|dos?|das|nas?|ao)\b|^os?\s|\w+-(?:me|se|lhe|o|a)\b|ç"),
    "en": lazy_regex(r"\w{2}(?:ing|ings|ight|ness|ship|ful|ly)\b|\b(?:th|wh|kn|wr)\w|\w(?:ck|sh|th)\b|\w{3}ed\b|oo|ee|ow\b"),
}  # fmt: skip
_LATIN: tuple[Language, ...] = ("en", "de", "fr", "es", "it", "pt")
_DUTCH = """
aan al als ben bij daar dan dat de deze die dit door een en er ga gaan gaat geen haar had heb hebben heeft hem het hier hoe hoeveel hoelang
hoeft hun iets ik in is ja je jij jullie kan komt krijg krijgen krijgt kunnen maar mag meer met mijn moet moeten mogen na naar nee niet
nog nu of om onder ons onze ook op over per staan staat te tegen terug toch tot uit van veel volgens voor waar waarom wanneer was wat we
welk welke werd weten wie wij wil worden wordt wil zal zat ze zich zijn zit zo zonder zou zullen hoort betaalt betaald kost zegt zeggen
"""
"""Words of Dutch that hold sentences together, those that other languages have too among them."""
_OTHER_LANGUAGES = """
och att det som är inte hur
många vad vilken jag vi ska från til ikke hvor hvad hvilken jeg med czy jak jest nie ile dla jaki jaka jakie kiedy gdzie się
kolik jaký jaká kdy kde není má které bir ve için nasıl kaç zaman hangi değil mı cât câte când unde pentru și mennyi hogyan
melyik hol mikor nem egy kuinka mikä milloin missä onko ei paljonko
"""
"""Words that other languages of Latin script ask with; what they are found in is taken for none of ours."""
_TELLING: Mapping[Language, str] = {
    "en": """
summarise summarize summary explain write draft translate contract lease rent price cost invoice files document
documents supplier warranty notice deposit shorter longer again english german french spanish italian russian chinese year
hello hi thanks thank good morning evening nutshell bullet points please shorter table why sure again details
anything everything something nothing since taken last come came compare find meeting decided decisions
""",
    "de": """
fasse fass fassen zusammen zusammenfassung erkläre erklär erzähl schreib schreibe übersetze kostet kosten miete
mietvertrag rechnung rechnungen datei dateien dokument dokumente lieferant lieferanten preis garantie kündigung kaution
verdient zahlt zahlen bezahlt öffnet schließt arbeitet büro urlaub kürzer länger englisch deutsch französisch spanisch russisch chinesisch jahr hallo danke vergleiche mach
guten morgen tag abend warum bedeutet stichpunkten tabelle sicher einmal anders formuliere detail details gib alles
""",
    "fr": """
résume résumez résumé explique expliquez raconte écris rédige traduis coûte coûtent contrat contrats bail loyer prix facture
factures paie paient gagne ouvre ferme travaille bureau vacances fichier fichiers fournisseur fournisseurs garantie préavis caution court anglais allemand français espagnol
italien chinois russe année bonjour merci compare comparez fais mets
salut bonsoir tableau liste puces forme sûr reformule continue pourquoi davantage détails montre donne
""",
    "es": """
resume resumen resúmeme explica explícame cuenta cuéntame escribe redacta traduce cuesta cuestan contrato contratos alquiler
precio paga pagan gana abre cierra trabaja oficina vacaciones quien factura facturas archivo archivos proveedor proveedores garantía plazo fianza corto inglés alemán francés español
italiano chino ruso año hola gracias compara ponlo haz
buenos buenas días tardes noches tabla forma seguro sigue detalles muéstrame lista cliente pedido
""",
    "it": """
riassumi riassunto spiega spiegami racconta raccontami scrivi traduci costa costano contratto contratti affitto prezzo
paga pagano guadagna apre chiude lavora ufficio ferie fattura fatture fornitore fornitori garanzia preavviso cauzione breve corto inglese tedesco francese spagnolo italiano
cinese russo anno ciao grazie confronta mettilo fai
buongiorno buonasera tabella forma sicuro continua perché dettagli mostrami elenca riscrivilo modo ordine
""",
    "pt": """
resuma resume resumo explique explica conte conta escreva traduza custa custam contrato contratos aluguel preço fatura
paga pagam ganha abre fecha trabalha vêm escritório férias horas faturas arquivo arquivos ficheiro ficheiros fornecedor fornecedores garantia prazo caução curto inglês alemão francês
espanhol italiano chinês russo ano olá obrigado compare coloque faça mais
bom boa dia tarde noite tabela forma certeza continue detalhes lista pedido cliente trocar
""",
}
"""Words that are often asked with and about, which tell a language where a request is short."""
_SIGN, _MOST_SIGNS = 0.6, 8
"""What one accent or ending counts beside a function word that is of one language alone."""
FEW_WORDS = 5
"""Words of a question that may be of the language of the one before."""
_LEAST = 0.45
"""Least sign of a language that is believed."""


@lru_cache(maxsize=1)
def _word_weights() -> Mapping[str, tuple[tuple[Language, float], ...]]:
    """Weigh each function word of Latin script for each language it is of."""
    languages: dict[str, list[Language]] = {}
    for language in _LATIN:
        for word in FUNCTION_WORDS[language] | frozenset(_TELLING[language].split()):
            languages.setdefault(word, []).append(language)
    return {
        word: tuple((language, (1 if len(word) > 1 else 0.5) / len(among)) for language in among)
        for word, among in languages.items()
    }


@lru_cache(maxsize=32)  # a question is asked for its language by each step that reads it
def detected(text: str) -> Language | None:
    """Detect the language of a text; None where it shows none of the ten."""
    if text.isascii():
        return _latin(text)
    text = unicodedata.normalize("NFC", text)
    letters = sum(map(str.isalpha, text))
    han, kana, hangul = (len(found.findall(text)) for found in (_HAN, _KANA, _HANGUL))
    # A character of these scripts says as much as several letters.
    if hangul and hangul * 4 > letters and hangul >= kana:
        return "ko"
    if (han + kana) * 4 > letters or (han + kana > 1 and not _asks_in_latin(text)):
        # A lone の stands in Chinese names too.
        return (
            "ja" if kana * 8 > han or (_JAPANESE_HAN.search(text) and not _SIMPLIFIED.search(text)) else "zh"
        )
    if len(_CYRILLIC.findall(text)) * 2 > letters:
        return None if _NOT_RUSSIAN.search(text) else "ru"
    return _latin(text)


def _asks_in_latin(text: str) -> bool:
    words = [word.casefold() for word in _LATIN_WORD.findall(text)]
    if _ASKS_IN_HAN.search(text):  # Latin words in a Chinese sentence name things
        return any(is_function_word(word, language) for word in words for language in _LATIN if len(word) > 1)
    return any(word in _word_weights() for word in words)


_ASKS_IN_HAN = lazy_regex("[的吗呢吧是有了]|多少|什么|怎么|哪|几|谁|如何|何时|是否")


_SIMPLIFIED = lazy_regex(
    "[们这说对时为发后里电话车间门问见现条东书买卖从个两么么义务员钱难风飞马鸟鱼龙长张应该还给]"
)


_NO_WORD = lazy_regex(r"\w\.\w|[\d@/\\_]|\w{80}")
"""What makes of a run of characters a file name, an address, an identifier or a word without end: of no language."""


_NAMES = lazy_regex(r"(?:\b[A-ZÀ-Þ][\w'’-]*[^\S\n]+){1,5}[A-ZÀ-Þ][\w'’-]*")
"""Capitalised words beside each other, most often a name: its endings are of the language it was given in."""


@lru_cache(maxsize=1)
def _others() -> frozenset[str]:
    return frozenset(_OTHER_LANGUAGES.split())


def _latin(text: str) -> Language | None:
    weights = _word_weights()
    scores = dict.fromkeys(_LATIN, 0.0)
    # Run by run: a pattern that sought them in the whole would take the square of the length of a word without end.
    text = re.sub(r"\S+", lambda run: " " if _NO_WORD.search(run[0]) else run[0], text)
    lowered = text.casefold().replace("’", "'")
    for token in _LATIN_WORD.findall(lowered):
        for word in (token, *re.split(r"['-]", token)) if not token.isalpha() else (token,):
            for language, weight in weights.get(word, ()):
                scores[language] += weight
    lowered = text.lower()
    if is_dutch(lowered):
        return None
    others = sum(map(_others().__contains__, _LATIN_WORD.findall(lowered)))
    *_rest, second, first = sorted(scores.values())
    if first < others or first - second <= _SIGN * _MOST_SIGNS:  # else signs would change nothing
        unnamed = _NAMES.sub(" ", text).lower()
        for language, signs in _SIGNS.items():
            read = lowered if language == "de" else unnamed  # where every noun has a capital
            scores[language] += _SIGN * min(len(signs.findall(read)), _MOST_SIGNS)
    best = max(_LATIN, key=lambda language: scores[language])
    return best if scores[best] >= max(_LEAST, others) else None


@lru_cache(maxsize=1)
def _dutch() -> tuple[frozenset[str], Mapping[Language, frozenset[str]]]:
    own = frozenset(_DUTCH.split())
    return own, {one: FUNCTION_WORDS[one] for one in _LATIN}


@lru_cache(maxsize=32)
def is_dutch(text: str) -> bool:
    """Return whether a text is in Dutch, of which only the words are known.

    More of its words hold Dutch together than any language that is spoken here, and more than one is Dutch alone.
    """
    own, others = _dutch()
    words = [word.casefold() for word in _LATIN_WORD.findall(text)]
    said = [word for word in words if word in own]
    known = any(all(word in others[one] for word in said) for one in _LATIN)
    return (
        len(said) > 1
        and not known
        and all(len(said) > sum(word in others[one] for word in words) for one in _LATIN)
    )


def may_be_dutch(text: str) -> bool:
    """Return whether a few words may be Dutch: the word for "and" is French too."""
    own, others = _dutch()
    words = [word.casefold() for word in _LATIN_WORD.findall(text)]
    return (
        len(words) <= FEW_WORDS
        and any(word in own for word in words)
        and all(word in own for word in words if any(word in known for known in others.values()))
    )


def speaks(text: str, language: Language) -> bool:
    """Return whether a text may be in a language; in doubt, yes.

    By its script and a few function words, which is quick.
    """
    if _HAN.search(text) or _KANA.search(text) or _HANGUL.search(text) or _CYRILLIC.search(text):
        return detected(text[:80]) in (language, None)
    if language not in _LATIN:
        return not any(map(str.isalpha, text))
    weights = _word_weights()
    own = other = 0.0
    for word in text.casefold().split():
        for known, weight in weights.get(word, ()):
            own += weight if known == language else 0.0
            other += weight if known != language else 0.0
    return own >= other / 2


def language_of(text: str) -> Language:
    """Detect the language that a text is written in; English where it has no sign."""
    return detected(text) or "en"


# Languages named in a request ("in Chinese", "auf Deutsch")

_NAMED: Mapping[Language, str] = {
    "en": "english|englisch|anglais|ingles|inglese|английск\\w*|英语|英文|英語|영어",
    "zh": "chinese|mandarin|chinesisch|chinois|chino|cinese|chines|китайск\\w*|中文|汉语|漢語|中国語|중국어",
    "de": "german|deutsch|allemand|aleman|tedesco|alemao|немецк\\w*|德语|德文|ドイツ語|독일어",
    "fr": "french|franzosisch|francais|frances|francese|французск\\w*|法语|法文|フランス語|프랑스어",
    "es": "spanish|spanisch|espagnol|espanol|castellano|spagnolo|espanhol|испанск\\w*|西班牙语|西班牙文|スペイン語|스페인어",
    "it": "italian|italienisch|italien|italiano|итальянск\\w*|意大利语|意大利文|イタリア語|이탈리아어",
    "pt": "portuguese|portugiesisch|portugais|portugues|portoghese|португальск\\w*|葡萄牙语|葡萄牙文|ポルトガル語|포르투갈어",
    "ru": "russian|russisch|russe|ruso|russo|русск\\w*|俄语|俄文|ロシア語|러시아어",
    "ja": "japanese|japanisch|japonais|japones|giapponese|японск\\w*|日语|日文|日本語|일본어",
    "ko": "korean|koreanisch|coreen|coreano|корейск\\w*|韩语|韩文|韓国語|한국어",
}
"""How each language is called in the ten: in lower case and without accents, as patterns."""
LANGUAGE_NAMES = "|".join(_NAMED.values())


def language_named(name: str) -> Language | None:
    """Return the language that is called so in any of the ten, or None."""
    bare = plain(name)
    return next((language for language, names in _NAMED.items() if re.fullmatch(names, bare)), None)


HEADINGS: Mapping[str, Mapping[Language, str]] = {
    "The nearest passages": {
        "de": "Die nächstliegenden Stellen", "fr": "Les passages les plus proches", "es": "Los pasajes más cercanos",
        "it": "I passi più vicini", "pt": "As passagens mais próximas", "ru": "Самые близкие отрывки",
        "ja": "最も近い箇所", "ko": "가장 가까운 구절",
    },
    "Sources": {
        "de": "Quellen", "fr": "Sources", "es": "Fuentes", "it": "Fonti", "pt": "Fontes", "ru": "Источники",
        "ja": "出典", "ko": "출처",
    },
}  # fmt: skip
"""What stands above passages, in languages of questions that there is no catalogue of."""
