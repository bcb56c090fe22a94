"""Define how requests are put in ten languages, for `question.request`.

Every entry is a pattern over a text as `assistant.languages.plain` gives it: lower case, Latin letters without accents,
straight apostrophes, single spaces. `{lang}` stands for the name of a language.
"""

from __future__ import annotations

from collections.abc import Mapping

from assistant.frozen import dataclass
from assistant.languages import Language


@dataclass(frozen=True, slots=True)
class Phrasing:
    """How requests are put in a language.

    Attributes:
        polite: Words around a request that ask for nothing.
        asks: How a real question begins, which works on nothing that was said ("is it longer?").
        operations: What can be done with the last answer, by its name.
        carriers: Words that may stand beside an operation, function words apart.
        summarise: A summary of the conversation.
        recall: What was said in it.
        library: Questions about which documents there are.
        compare: Differences, and who or what is at the top of several.
        whole: A document as a whole.
        listed: All that match, or the steps of a procedure.
        composed: Texts to be written, which any model can.
        explained: Things to be explained, unless they are the user's own.
        creative: Jokes, poems, greetings.
        ours: Words for the user's own things and documents.
        points: Words that only what went before explains, and beginnings that lean on it.
    """

    polite: str
    asks: str
    operations: Mapping[str, str]
    carriers: str
    summarise: str
    recall: str
    library: str
    compare: str
    whole: str
    listed: str
    composed: str
    explained: str
    creative: str
    ours: str
    points: str


_EN_DOCUMENT = (
    r"(?:documents?|files?|pdfs?|papers?|contracts?|agreements?|leases?|reports?|minutes|manuals?|handbooks?|polic(?:y|ies)|letters?"
    r"|e-?mails?|mails?|invoices?|decks?|slides|presentations?|books?|articles?|chapters?|guides?|(?:spread)?sheets?|memos?|transcripts?"
    r"|brochures?|statements?|notes|terms|protocols?|offers?|quotes?|certificates?|receipts?)"
)
_EN_FILES = r"(?:files?|documents?|docs?|papers|pdfs?|sources|materials)"
_EN_STEM = (
    r"(?:long|short|high|low|cheap|large|small|bigg?|great|heavi|light|fast|slow|young|strong|weak|wide|deep|hott?|cold|few|strict|thick"
    r"|thinn?|rich|tight|warm|old|new)"
)

ENGLISH = Phrasing(
    polite=(
        r"please|pls|plz|ok(?:ay)?|so|now|and|then|well|hey|thanks|thank you|great|good|sorry|(?:can|could|would|will) you(?: please)?"
        r"|i(?:'d| would) like(?: you)? to|i (?:want|need)(?: you)? to|(?:tell me|show me|let me know|say|i(?:'d| would) like to know|do you know)(?=,? (?:what|which|how|who|when|where|why|whether|if)\b)|let's|just|maybe|for me"
    ),
    asks=r"^(?:is|are|was|were|does|do|did|has|have|how (?:much|many|long|old|far|often|big|high)|who|when|which)\b",
    operations={
        "translate": r"\btranslat\w+|\b(?:in|into|to) (?:{lang})\b|\b(?:{lang})(?: version)?$",
        "table": r"\b(?:table|tabular|spreadsheet)\b",
        "shorter": (
            r"\b(?:short(?:er|en(?:ed)?)?|brief(?:er|ly)?|concise(?:ly)?|condensed?|compress(?:ed)?|tl;?dr|nutshell|less (?:detail(?:ed)?|text|verbose)"
            r"|fewer words|too long|to the point|(?:cut|trim|boil|pare|narrow) (?:it|that|this) down|trim|trimmed|abridged?|abbreviate\w*|(?:in )?(?:one|two|three|four|five|a (?:single|few|couple)|\d+) (?:short |single )?(?:sentences?|words?|lines?)|in a (?:sentence|word|line)"
            r"|sum (?:it|that|this) up|summari[sz]e(?: (?:it|that|this))?)\b"
        ),
        "simpler": (
            r"\b(?:simpl\w+|easier|dumb (?:it|that|this) down|plain (?:words|english|language)|layman\w*|eli5|(?:like|as if) i(?:'m| am| were| was) \w+|(?:for|to) (?:a )?(?:child|kid|beginner)s?"
            r"|(?:don't|do not|didn't|can't) (?:get|understand|follow)(?: (?:it|that|this))?|what (?:do|does) (?:you|that|it|this) mean|what do you mean(?: by (?:it|that|this))?)\b"
        ),
        "longer": (
            r"\b(?:longer|(?:in )?(?:more|greater) details?|more detailed|in detail|details|(?:tell|say|give)(?: me)?(?: (?:a (?:bit|little)|some|much))? more(?: (?:info(?:rmation)?|details?|context|background|examples?))?|elaborat\w+"
            r"|expand|go on|carry on|continue|keep going|go deeper|in depth|anything (?:else|more)|what else|what more|further|more (?:about|on) (?:it|this|that)|more info(?:rmation)?|flesh)\b|^more$"
        ),
        "why": (
            r"\b(?:why|how come|what makes you|how do you know|how did you (?:get|come|arrive|find|reach|know)|are you (?:really )?sure|really|where (?:does|did) (?:it|that|this|you)(?: (?:come|say|stand|find|get))?"
            r"|(?:what|which)(?:'s| is)? (?:the |your )?sources?|sources?|(?:which|what) (?:document|file|paper|page)(?:'s| is| was| does| did)? (?:says? (?:so|that|this|it)|(?:that|this|it)(?: from| in)?)|says who|reasons?|prove|based on what|(?:on )?what (?:basis|grounds|evidence)|evidence|reference)\b"
        ),
        "rephrase": (
            r"\b(?:rephras\w+|reword\w*|paraphras\w+|differently|in other words|another way|formal(?:ly)?|polite(?:ly|r)?|friendl(?:y|ier)|casual(?:ly)?|professional(?:ly)?"
            r"|bullet(?: ?points?|s)?|(?:as|into) (?:a |an )?(?:list|e-?mail|letter|poem|json|csv)|number(?:ed)?(?: the)?(?: points| items)?|repeat|sort(?:ed)?|alphabetically|once more|say that again)\b"
        ),
    },
    carriers=(
        r"see|seeing|view|reduce|reduced|needed|required|wanted|please|kindly|information|infos?|details?|terms|paragraphs?|lines?|length|overview|description|message|rest|provide|offer|add|love|prefer|possible|nice|slightly|somewhat|significantly|lot|way|quite|possible|english|stuff|describe|explaining|version|writing|ask|answer|piece|item|items|compact|neat|simple|plain|possibly|again|go|get|dive|lay|set|provide|present|display|express|phrase|break|tell|talk|read|try|redo|redone|done|same|thing|stuff|content|result|results|below|full|quick(?:ly)?|better|clear(?:er|ly)?|language|summary|manner|said|wrote|told|work|create|build|render|give|layout|arranged?|organi[sz]ed?|structured?|fit|whole|answers?|reply|response|last|previous|above|make|made|put|write|rewrite|say|show|turn|convert|format|keep|bit|little|even|text"
        r"|version|part|explain(?:ed)?|explanation|form|using|words?|sentences?|style|way|use|need|like|draft|list|point|points|tone|one|everything"
    ),
    summarise=(
        r"\b(?:summar\w+|sum up|recap|wrap up|overview of)\b.*\b(?:conversation|chat|discussion|dialog(?:ue)?|session|talk|we(?:'ve| have)?(?: just)? (?:talked|discussed|said|spoken|covered|had))\b"
        r"|^(?:recap|summar\w+|sum up|wrap up)(?: (?:everything|it all|it|all|things))? so far$|^what have we (?:talked|discussed|covered|said)\b[^?]{0,20}$|^recap$"
    ),
    recall=(
        r"\bwhat (?:did|have) i (?:just )?(?:ask|say|said|tell|told|mention)|\bwhat did you (?:just )?(?:say|answer|tell|reply|mention)|\b(?:my|the) (?:very )?(?:first|last|previous|earlier|second|third|initial) (?:question|message)(?=$| (?:again|i\b|that i\b|of mine))"
        r"|\bwhat (?:was|were|is) (?:my|your) (?:very )?(?:first|last|previous|earlier) \w+|\b(?:repeat|list|show|remind|tell)(?: me)?(?: of)? (?:all )?(?:of )?(?:my questions?|what i (?:just |first |last )?(?:asked|said))|\bwhat (?:were|was) (?:we|i) (?:just )?(?:talking|saying|asking)"
        r"|\bwhat did we (?:just )?(?:talk|discuss|chat)(?: about)?(?: (?:before|earlier|first|so far))?$"
    ),
    library=(
        rf"^(?:what|which)(?: kinds? of| other| sort of)? {_EN_FILES} (?:do|have|can|did|could) (?:you|we|i) (?:have|got|hold|know|see|read|access|store|search|use|index|upload|add|give|import|load|ingest|put in)"
        rf"|^(?:what|which)(?: kinds? of)? {_EN_FILES} are (?:there|here|in (?:here|there|(?:the|my|your|our|this) (?:library|collection|folder|archive|database|system|knowledge base))|available|loaded|indexed|uploaded|stored|included)\b"
        rf"|^(?:list|show|name|give|display|print)(?: me)?(?: an?| the)?(?: (?:full |complete )?(?:list|titles?|names?|overview) of)?(?: all| every)?(?: of)?(?: the| my| your| our| these| available)? {_EN_FILES}(?: (?:names?|titles?|list))?(?: (?:you have|you know|you hold|there are|here|in (?:the|your|my|our) \w+|by (?:name|title)))?$"
        rf"|\b(?:number|count|amount) of (?:all )?(?:the |my |our )?{_EN_FILES}$|\bhow many (?:\w+ )?{_EN_FILES}\b(?!.*\b(?:must|need|should|required?|submit|hand in|bring)\b)"
        rf"|^how many (?:\w+ ){{0,2}}{_EN_DOCUMENT} (?:(?:do|have|did) (?:we|you|i)(?: have| got| hold)?|are (?:there|here|in (?:here|the library)))(?: in total| here| now)?$"
        r"|^what(?:'s| is| do (?:you|we|i) have)?(?: stored| all)? in (?:the|my|your|our|this) (?:library|collection|knowledge base|database|archive)\b|^what(?: all)? (?:do you (?:know|have)|have you got)(?: about| on file| here)?$"
        rf"|^(?:show|tell|list|give)(?: me)? (?:everything|all) (?:that )?(?:you|we) (?:know|have|hold)\b|^what can (?:i ask|you (?:tell me|answer))(?: you)?(?: about)?$"
        rf"|\b(?:summar\w+|overview|outline|digest)(?: \w+)? (?:all|every|each|the whole|my (?:whole|entire))(?: of)?(?: the| my| our| your| these)? (?:{_EN_FILES}|library|collection|archive)$"
        rf"|\b(?:summary|overview|list) of (?:the|my|our|your|these|all) (?:{_EN_FILES}|library|collection|archive)$|^(?:summar\w+ everything|(?:the )?(?:library|table of) contents?)$|^(?:is|are) there (?:a |any )?{_EN_FILES} (?:about|on|called|named|mentioning)\b"
        rf"|^do you have (?:a |any |the )?{_EN_FILES}\b"
    ),
    compare=(
        rf"\bdifferences?\b|\bdistinguish\w*|\bcontrast\b|^(?:which|who|what|whose) (?:one )?of (?:the|these|those|our|both)(?: \w+)? ?(?:two|three|both)?\b.*\b(?:more|less|most|least|better|best|\w+er|\w+est|first|last)\b|^which\b(?!.*\bthan \d).*\b(?:{_EN_STEM}er|better|worse)\b|\bdiffers?$|\bdiffer(?:s|ent|ently)?\b.*\b(?:between|from|than|and|to)\b|\bcompar(?:e|es|ed|ing|ison|isons)\b|\bversus\b|\bvs\b|\bwhat(?:'s| has| is)?(?: been)? (?:changed?|new|different)\b.*\b(?:between|since|from|compared|and|in)\b"
        rf"|^(?:which|who|whose)\b.*\b(?:{_EN_STEM}(?:i?est|st)|most|least|best|worst|fewest|earliest|latest|soonest|nearest|(?:ends?|expires?|starts?) (?:first|last))\b"
        rf"|\b(?:{_EN_STEM}er|more|less|fewer|better|worse)\b[^?]*\bthan\b(?! (?:\d|one\b|two\b|three\b|an? (?:day|week|month|year)))|^(?:which|who|what|is|are|was|were|did|does|do)\b.*\b(?:{_EN_STEM}er|more|less|better|worse)\b.*\bor\b|\bwhat (?:did|do|does) \w+ change\b|^(?:has|have|did) (?:anything|something|much|it)\b.*\bchanged?\b.*\bin\b|^(?:is|are|does|do)\b.*\bor\b.*\b(?:{_EN_STEM}er|more|less|better|worse)\b"
        r"|^(?:are|is|do|does)\b.*\b(?:different|differ|the same|identical|equal)\b|\b(?:pros and cons|advantages? over|contradict\w*|conflicts? with|consistent with|(?:do|does|did) .{1,40} (?:agree|match(?: up)?|tally|line up) with|inconsisten\w+|discrepanc\w+|disagree(?: with)?|in common|similarit\w+|diff|side by side)\b"
    ),
    whole=(
        r"\bsumm?[ae]r(?:y|ies|i[sz]e[sd]?|i[sz]ing|ie[sz]e)\b|^sum up\b|\btl;?dr\b|\b(?:the )?gist\b|\bsynopsis\b|\boverview of\b|\bnutshell\b|\btakeaways?\b|\bhighlights?\b|\bbottom line\b|\boutline of\b|^(?:outline|sketch)\b"
        r"|\b(?:main|key|central|most important|essential) (?:points?|messages?|findings?|facts|ideas?|topics?|contents?|terms|conclusions?|statements?|parts?|aspects?|arguments?|sections?|details?)\b"
        rf"|^what(?:'s| is| are| was)\b.{{1,60}}\babout$|^what (?:does|do|did) (?:this|the|that|these|my|our) (?:[\w.-]+ ){{0,3}}{_EN_DOCUMENT}(?: (?:from|of|by) [^?]{{2,40}})? (?:say|contain|cover|state|deal with|tell(?: (?:me|us))?)$"
        rf"|^what(?:'s| is) (?:in|inside) (?:this|the|that|my) (?:[\w.-]+ ){{0,3}}{_EN_DOCUMENT}(?: (?:from|of|by) [^?]{{2,40}})?$|\bcontents? of (?:this|the|that|my) (?:[\w.-]+ ){{0,3}}{_EN_DOCUMENT}$"
        rf"|^(?:tell me|explain|describe|read|walk me through)(?: (?:something|all|more))?(?: about)? (?:this|the|that|my|our) (?:[\w.-]+ ){{0,3}}{_EN_DOCUMENT}(?: (?:of|for|from|with|to me)\b.*)?$"
        r"|^(?:tell me about|explain|describe|read|what(?:'s| is) in) [\w. -]+\.\w{2,5}$"
        rf"|^(?:go (?:through|over)|look (?:through|over|at|into)|(?:have|take) a look at|check|review|analy[sz]e|assess|read(?: through)?)\b.*(?:\.\w{{2,5}}\b|\b{_EN_DOCUMENT}\b)|^what (?:else|other)\b.*\b(?:it|{_EN_DOCUMENT})\b|\bin (?:brief|short)$|\b(?:run-?down|recap|digest|abstract) (?:of|on)\b|\bbreak down\b.*\b{_EN_DOCUMENT}\b|\bin (?:simple|plain|easy) (?:words|terms|english|language)\b|^(?:the )?(?:terms|conditions|terms and conditions) of\b|^what(?:'s| is| are) [\w-]+\.\w{{2,5}}$"
        r"|^what (?:was|were|got|did (?:we|they|you)|have (?:we|they)|had)\b.*\b(?:discuss(?:ed)?|decided?|agreed?|talk(?:ed)? about|resolved?)\b.*\b(?:in|at|on|during)\b|^what happened (?:at|in|during)\b.*\b(?:meeting|session|call)\b|\bwho (?:has|have|had|needs?|must) (?:to )?do what\b|\b(?:action items?|to-?dos?|decisions)\b.*\b(?:minutes|meeting)\b"
        rf"|\b(?:risks?|red flags?|pitfalls?|downsides?|(?:know about|watch out for|look out for|aware of))\b.*\b{_EN_DOCUMENT}\b|\b{_EN_DOCUMENT}\b.*\b(?:risks?|red flags?|pitfalls?|downsides?|watch out for|look out for|aware of)\b"
    ),
    listed=(
        r"^(?:list|enumerate|name|which)\b(?! (?:day|date|year|month|time|floor|room|page|address|price|temperature|week|hour|number|percentage)\b)"
        r"|^(?:give|show|tell|find|get|collect|name)\b.*\b(?:all|every|each|list|names of)\b|^what (?:are|were) (?:the|all|our|my|your)\b|^what (?:[\w-]+ )?[\w-]+s (?:are|do|have|must|can|should|were|need)\b"
        r"|^how (?:do|can|should|must|would|could|does|may) (?:i|we|you|one|[a-z]+s?) (?!know\b|get (?:to|there)\b)|^how to\b|\b(?:steps?|procedure|instructions?|checklist|process|requirements) (?:to|for|of|in)\b|\bstep by step\b|^(?:walk|talk|guide|take) (?:me|us) through\b|^what(?:'s| is) (?:in|inside|on) (?:the|our|my|this) (?!\w+ ?$)"
        r"|^what do (?:the|our|my|these|those|all|your)(?: \w+){{0,3}} (?!minutes|terms|notes|slides){_EN_DOCUMENT}(?<=s) (?:say|state|provide)|^what (?:do|must|should|shall) (?:i|we|you|one) (?:need|bring|do|have|prepare|pay attention)|^who (?:are|were)\b|^everyone\b|^everything\b"
        rf"|^how many (?:{_EN_DOCUMENT}|suppliers|customers|clients|tenants|employees|products|machines|companies|vendors)\b|^all (?:the |our |my )?\w+s\b|\b(?:each|every|all)(?: one)?(?: of)?(?: the| my| our| these| those)? (?:[\w-]+ )?(?:{_EN_DOCUMENT}|meetings?)\b|\b(?:per|across (?:the|our|my|all)(?: our| my| the)?) {_EN_DOCUMENT}\b|^(?:(?:make|give|show|create|build|draw up)(?: me| us)? )?(?:an? )?(?:table|list|overview) of (?:all )?(?:the |our |my )?{_EN_DOCUMENT}(?<=s) (?:with|and|by|showing)\b|\bone by one\b|\bwho all\b|^where (?:are|is) .* (?:mentioned|listed)"
    ),
    composed=(
        r"^(?:write|draft|compose|formulate|translate|proofread|correct|brainstorm|invent|imagine|code|program|implement)\b(?! (?:down|out|up)\b)"
        r"|^(?:prepare|create|generate|make|design|suggest|propose|give|come up with|help)\b(?: me)?(?: with| write)?(?: (?:an?|some|the|my|our|\w+)){0,4} (?:e-?mail|letter|reply|response|message|text|post|speech|essay|article|code|function|script|program|query|regex|formula|macro|agenda|template|slogan|names?|titles?|headlines?|toast|ideas?|invitation|reminder|recipe|examples?|tips?|advice|excuse)\b"
        r"|^help me (?:write|understand|draft|to write)\b|^how (?:do|would|can) (?:i|you) (?:say|spell|pronounce|translate)\b|^what(?:'s| is) [\w' ]+ in (?:{lang})$"
    ),
    explained=(
        r"^(?:explain|define|teach me|describe|tell me (?:about|something about))\b|^what(?:'s| is) (?!the\b|our\b|my\b|your\b|this\b|that\b|these\b|it\b|there\b|in\b|on\b|at\b|to\b|for\b|not\b|a?n?other\b|\w+ed\b|new\b|wrong\b|due\b)(?:(?:an? )(?:[a-z-]+ ?){1,4}|[a-z-]+(?: [a-z-]+)?)$"
        r"|^what does (?:the (?:word|term|expression|abbreviation) )?['\x22“”]?[a-z-]+(?: [a-z-]+)?['\x22“”]? mean$|^what(?:'s| is) the meaning of\b|^how does (?:an? )?[a-z-]+(?: [a-z-]+)? work$|^who (?:invented|discovered|wrote|painted|composed)\b|^what(?:'s| is) the (?:capital|meaning) of\b|^why (?:is|are) (?:the )?(?:sky|grass|water|sea|moon)\b"
    ),
    creative=(
        r"^(?:write|tell|compose|invent|make up|give|sing|create|(?:do )?you know|know|got|have you got|do you have)\b(?: me| us)?(?: (?:an?|another|some|one))?(?: [\w-]+){0,2} (?:stor(?:y|ies)|poems?|jokes?|songs?|haikus?|limericks?|fairy tales?|riddles?|puns?|rhymes?|ballads?|lyrics)\b|^(?:poem|joke|story|haiku)\b"
        r"|^(?:hi|hello|hey|hiya|good (?:morning|afternoon|evening|night|day)|greetings|thanks|thank you|thx|cheers|bye|goodbye|see you|you(?:'re| are) welcome|no problem|my pleasure|how are you|how's it going|what's up|who are you|what are you|what's your name|what is your name|what can you do|nice|cool|great|perfect|ok(?:ay)?|yes|no|lol|wow)(?:[ ,.!]+(?:how are you|how's it going|what's up|nice to meet you|thanks|thank you|there|everyone|all|you|very much|a lot|so much|doing|today|again|friend))*$"
    ),
    ours=rf"\b(?:our|ours|we|(?:the|this|that|these|my) (?:[\w-]+ ){{0,2}}{_EN_DOCUMENT}|(?:section|clause|paragraph|article|chapter|page) \w+)\b|\.\w{{2,4}}\b",
    points=(
        r"^(?:and|but|or|also|what about|how about|what if|why not|how so|which one|for whom|then|so)\b|\b(?:it|its|they|them|their|theirs|he|she|him|his|her|hers|these|those|the same|the former|the latter|there|the other|that one|this one|both|else)\b"
        r"|\b(?:this|that)(?= (?:is|was|does|did|do|has|can|will|mean|means|apply|applies|include|includes|cost|costs|end)\b|$)"
    ),
)

_DE_DOCUMENT = (
    r"(?:dokument\w*|datei\w*|pdfs?|papiers?|vertrag\w*|\w*vertrag(?:e|es|s)?|vereinbarung\w*|bericht\w*|\w*protokoll\w*|handbuch\w*|richtlinie\w*|anleitung\w*"
    r"|brief\w*|e-?mails?|mail|rechnung\w*|prasentation\w*|folien|buch|artikel|kapitel|tabelle|notiz\w*|angebot\w*|unterlage\w*|text|gutachten|bescheid\w*|ordnung|satzung)"
)
_DE_FILES = r"(?:dateien?|dokumente?n?|unterlagen|papiere|pdfs|quellen|akten)"
_DE_COMPARED = (
    r"(?:langer|kurzer|hoher|niedriger|billiger|gunstiger|teurer|grosser|kleiner|schwerer|leichter|schneller|langsamer|alter|junger|neuer|starker"
    r"|schwacher|besser|schlechter|mehr|weniger|fruher|spater|strenger|warmer|kalter|breiter|tiefer)"
)

GERMAN = Phrasing(
    polite=(
        r"bitte|ok(?:ay)?|nun|jetzt|und|also|danke|gut|na gut|dann|mal|doch|(?:kannst|konntest|wurdest) du(?: mir)?|(?:konnen|konnten|wurden) sie(?: mir)?"
        r"|ich (?:mochte|will|brauche)|(?:sag|sage|sagen sie|zeig|zeige|erklar) mir(?=,? (?:was|welche\w*|wie|wer|wann|wo|warum|ob|worum)\b)|mir|hallo|hey"
    ),
    asks=r"^(?:ist|sind|war|waren|hat|haben|gibt|wird|werden|wer|wann|wo|welche[rsnm]?|wie (?:viel|viele|lange|hoch|oft|alt|weit|gross))\b",
    operations={
        "translate": r"\b(?:ue?bersetz\w*|(?:auf|ins?|zu) (?:{lang})(?:e|en|es)?)\b|^(?:{lang})$",
        "table": r"\btabell\w+",
        "shorter": (
            r"\b(?:kue?rze[rn]?(?:e|en)?|kurz(?:e|er)?(?: (?:und knapp|gefasst))?|knapp(?:er)?|gekurzt|zu lang|auf den punkt|weniger (?:text|worte|lang|ausfuhrlich)"
            r"|reduzier\w*|(?:in|auf) (?:einen?m?|zwei|drei|vier|funf|wenigen?|\d+) (?:satz|satze|satzen|worten|worte|wort|zeilen?)|fasse? (?:es|das|dies) (?:kurz )?zusammen|zusammengefasst|kurzfassung)\b"
        ),
        "simpler": (
            r"\b(?:(?:in )?einfach(?:er|en|eren|e)?(?: (?:worten?|sprache))?|leichter|leichte sprache|verstandlich\w*|(?:verstehe?|kapier\w*)(?: (?:ich|es|das))* nicht|wie (?:fur|einem) (?:ein )?kind"
            r"|was (?:heisst|bedeutet) das|was meinst du(?: damit)?|fur (?:laien|anfanger|dummies))\b"
        ),
        "longer": (
            r"\b(?:lae?nger|ausfue?hrlich\w*|genauer|detail\w*|naher|mehr (?:dazu|daruber|davon|infos?|informationen|einzelheiten)|(?:erzahl|sag|schreib|berichte|erklar)e?(?: mir)?(?: noch| etwas)? mehr"
            r"|weiter|fahr fort|mach weiter|was noch|sonst noch (?:was|etwas)|einzelheiten|vertief\w*)\b|^(?:noch )?mehr$"
        ),
        "why": (
            r"\b(?:warum|wieso|weshalb|woher (?:weisst|kommt|hast|wissen)|wie kommst du(?: darauf)?|wie kommen sie darauf|bist du (?:dir )?sicher|sind sie sicher|wirklich|quellen?|begrunde?\w*|wo steht(?: das)?|grund|grundlage|beleg\w*|nachweis)\b"
        ),
        "rephrase": (
            r"\b(?:anders|umformulier\w*|formulier\w*|formell\w*|formlich\w*|hoflich\w*|freundlich\w*|stichpunkt\w*|stichwort\w*|aufzahlung|als (?:liste|mail|brief)|nummerier\w*(?: die punkte)?|noch ?(?:mal|einmal)|wiederhol\w*|sortier\w*|in anderen worten)\b"
        ),
    },
    carriers=(
        r"sehen|seht|hatte|antworte|antworten|packe?n?|brauche|brauchen|benotige|mochte|hatte|gern|gerne|wissen|erfahren|bitte|informationen|infos?|angaben|absatz|absatze|zeilen?|satz|satzen|worten|wortern|lange|stil|ton|uberblick|beschreibung|nachricht|rest|lieber|moglich|etwas|deutlich|wesentlich|ziemlich|sehr|wirklich|liefern?|nennen|deutsch|lass|lassen|wissen|moglichst|formulierung|fassung|daruber|dazu|nochmals|noch|auch|sagen|packen?|geben|bringen|darstellen|stellen|zeigen|ausdrucken|formulieren|kurzen|kurze|geh|gehe|ausgeben|anzeigen|auflisten|ordnen|ordne|gliedern?|umschreiben|erlautern?|schildern?|beschreiben?|wiedergeben|ubertragen?|umsetzen|sein|halten?|halte|ganz|sprache|inhalt|gesagte|gesagten|ergebnis|besser|klarer|selbe|gleiche|gleichen|nur|antwort|antworten|letzten?|vorigen?|obigen?|machs?|machen?|schreib|schreiben?|stell|stelle|dar|fass|fassen?|zusammen|erklare?n?|bring|form|daraus|draus|text|ganzen?|bisschen"
        r"|wenig|version|formatiere?|wandle?|umwandeln|setz|setze|konnen|kannst|nochmal|worte|satze|zeig|drucke? aus|ausdrucken|verwandle|wandeln|gern|gerne|geht|es"
    ),
    summarise=(
        r"\b(?:zusammenfass\w*|fasse?\b.*\bzusammen|zusammenfassung|uberblick|rekapitulier\w*)\b.*(?:gesprach|unterhaltung|chat|dialog|diskussion|bisher|besprochen|geredet|gesagt)|\b(?:gesprach|unterhaltung|chat|dialog|bisherige)\w*\b.*\b(?:zusammen|zusammenfass\w*)\b"
        r"|\bfasse?\b.*\b(?:gesprach|unterhaltung|chat|dialog|diskussion|bisher|besprochen|geredet)\w*\b|^(?:was|woruber|wovon) haben wir (?:\w+ ){0,2}(?:besprochen|geredet|gesagt|gesprochen)"
    ),
    recall=(
        r"\bwas (?:habe|hab|hatte) ich (?:\w+ ){0,3}(?:gefragt|gesagt|wissen wollen)|\bwas (?:hast du|haben sie) (?:\w+ ){0,3}(?:gesagt|geantwortet)|\b(?:meine|die) (?:erste|letzte|vorige|zweite|vorherige)n? (?:frage|nachricht)"
        r"|\bwonach habe? ich\b|\bwelche fragen? habe? ich\b|\bwovon (?:haben wir|war die rede)\b|\bwas wollte ich\b"
    ),
    library=(
        rf"^(?:welche|was fur)(?: \w+)? {_DE_FILES} (?:hast|haben|gibt|sind|liegen|kennst|kennen|kannst|stehen|besitzt|besitzen|habe)\b(?: (?:du|sie|wir|ich|es|hier|da|dir|ihr|denn|alle|alles|in der (?:bibliothek|sammlung|ablage)|vorhanden|verfugbar|gespeichert|eingelesen|geladen|drin|vor|zugriff|gelesen|hochgeladen))*$"
        rf"|^(?:zeige?|liste?|nenne?|gib)(?: mir)?(?: (?:eine?|die) (?:liste|ubersicht) (?:aller|der|von))? ?(?:alle|die|meine|samtliche|aller)?(?: meine| deine| die| vorhandenen)? ?{_DE_FILES}(?: auf| an| in der bibliothek)?$|^(?:liste|ubersicht|verzeichnis) (?:aller|der|meiner) {_DE_FILES}"
        rf"|^welche (?:\w+ )?{_DE_FILES} (?:(?:alle )?in (?:der|meiner|deiner|unserer) (?:bibliothek|sammlung|ablage)|du|es|hier|vorhanden|da)\b(?: (?:sind|liegen|stehen|hast|kennst|gibt|enthalten))*$|\bwie ?viele (?:\w+ )?{_DE_FILES}\b(?!.*\b(?:muss|mussen|brauche|benotige|soll|einreichen)\b)|^wie ?viele (?:\w+ ){{0,2}}\w*(?:vertrage|rechnungen|berichte|protokolle|handbucher|angebote|briefe) (?:haben wir|habe ich|hast du|gibt es|sind (?:es|da|vorhanden))(?: insgesamt)?$"
        rf"|\bwas (?:ist|steht|liegt|hast du)(?: alles)? in (?:der|meiner|deiner|unserer) (?:bibliothek|sammlung|wissensdatenbank|ablage)\b|^was weisst du(?: alles)?$|\b(?:zusammenfassung|uberblick|ubersicht) (?:uber |von )?(?:all(?:e|er|en)?|meine[rn]?|die|der)(?: meine[rn]?| deine[rn]?| unsere[rn]?)? {_DE_FILES}$"
        rf"|^fasse? alle?(?: meine| die)? {_DE_FILES} zusammen$|^(?:gibt es|hast du|haben (?:sie|wir)) (?:ein(?:e|en)? |irgendwelche )?(?:dokumente?|dateien?|unterlagen) (?:uber|zu|zum|zur|mit|namens)\b"
    ),
    compare=(
        rf"\bunterschied\w*|^(?:welche[rsnm]?|wer|was)\b(?!.*\bals \d).*(?:\b{_DE_COMPARED}\b|\b\w{{4,}}er, .*\boder\b)|\bunterscheide\w*|\bvergleich\w*|\bverglichen\b|\bversus\b|\bvs\b|\bgegenuber\b|\bwas (?:hat sich|ist)\b.*\b(?:geandert|anders|neu)\b|\bgegenuberstell\w*|^(?:ist|sind|haben|hat)\b.*\b(?:gleich\w*|identisch\w*|verschieden\w*|unterschiedlich\w*)\b|\bvor- und nachteile\b|\bwiderspr\w+|\b{_DE_COMPARED} als\b(?! (?:\d|ein(?:en|em)? (?:tag|woche|monat|jahr)))|\b{_DE_COMPARED}\b.*\boder\b|\boder\b.*\b{_DE_COMPARED}\b"
        r"|^(?:welche[rsnm]?|wer|wo)\b.*\b(?:am \w+sten|(?:der|die|das|den|dem) \w+ste[nrs]?|(?:langste|kurzeste|hochste|niedrigste|billigste|gunstigste|teuerste|grosste|kleinste|beste|schlechteste|alteste|neueste|meiste|wenigste|fruheste|spateste)[nrsm]?|zuerst|zuletzt)\b"
    ),
    whole=(
        r"\b(?:jede[mnrs]?|pro|je) (?:kapitel|abschnitt|teil)\b|"
        rf"\bfass\w*\b.*\bzusammen\b|\bzusammenfass\w*|\bzusammengefasst\b|^(?:umreisse?n?|skizziere?n?)\b|\b(?:umreissen|skizzieren)$|^worum geht(?: es|'s)?\b|^wovon handelt\b|\buberblick uber\b|\b(?:wichtigsten|zentralen|wesentlichen) (?:punkte|aussagen|inhalte|ergebnisse|fakten|themen)\b|\bhauptpunkte\b|\bkernaussage\w*|\bkernpunkte\b|\bwesentliche\b|\binhalt (?:des|der|von|dieses|dieser)\b|\bkurzfassung\b"
        rf"|^was steht (?:in|im|drin)\b(?: (?:der|dem|diesem|dieser|den|meinem|meiner))?(?: [\w.-]+){{0,3}}$|^was (?:sagt|enthalt|beinhaltet) (?:das|die|der|dieses|dieser|diese|mein|meine) (?:\w+ ){{0,2}}{_DE_DOCUMENT}$|^(?:erklare?|beschreibe?|erzahle? (?:mir )?(?:\w+ )?(?:uber|von))(?: mir)? (?:das|die|der|den|dieses|diesen|dem|diesem) (?:[\w.-]+ ){{0,2}}{_DE_DOCUMENT}$"
    ),
    listed=(
        r"^(?:liste|nenne?|zahle? .* auf|welche[rsnm]?|zeige? (?:mir )?alle|gib mir alle|such alle|finde alle)\b(?! (?:temperatur|hohe|zeit|uhrzeit|jahr|datum|adresse|nummer|miete|preis|frist)\b)|^(?:gib|zeig|such|find|nenn|sag)\w*\b.*\b(?:alle[nrs]?|jede[nrsm]?|samtliche|liste)\b|^was sind (?:die|alle|unsere)\b"
        r"|^was (?:ist|gehort|befindet sich) (?:alles )?(?:im|in der|in den|in dem|zum|zur) (?!\w+(?:vertrag|datei|dokument|protokoll|bericht|brief)\b)|^wie (?!viele?\b|kommst\b|kommen\b|hoch\b|lange?\b|oft\b|alt\b|weit\b|gross\b|teuer\b|heisst\b|ist\b|sind\b|war\b|geht\b|spat\b|schwer\b|schnell\b|warm\b|heiss\b|haufig\b|breit\b|tief\b|viel\b)(?:[a-z]+(?:e|t|st|en)) (?:ich|man|wir|du|sie)\b|^wie (?:kann|muss|soll|darf) (?:ich|man|wir)\b|\bschritt\w*\b|\banleitung (?:zum|zur|fur)\b|\bvorgehen\w*|^was (?:muss|soll|brauche|benotige|braucht) (?:ich|man|wir)\b"
        r"|^wie ?viele \w*(?:vertrage|rechnungen|lieferanten|kunden|mieter|mitarbeiter|produkte|firmen)\b|^wer (?:sind|alles)\b|^alle \w+|\bwer alles\b|\bwas alles\b"
    ),
    composed=(
        r"^(?:schreibe?n?|verfass\w*|formulier\w*|entwirf|erstelle?|ue?bersetz\w*|korrigiere?|erfinde?|programmiere?|setz \w+ auf|denk dir|uberleg dir|schlag mir|mach mir (?:einen?|ein) (?:entwurf|text|vorschlag))\b(?! (?:auf|heraus)\b)|^hilf mir\b|^wie (?:sagt|schreibt|ubersetzt) man\b|^(?:gib|nenn|schlag)\w* mir (?:ein(?:e|en|ige)? )?(?:\w+ )?(?:beispiel\w*|ideen?|rezept\w*|tipps?|vorschlag\w*)\b|\b(?:einen? entwurf|ein rezept) (?:fur|von)\b"
    ),
    explained=(
        r"^(?:erklare?|erlautere?|definiere?|beschreibe?)\b|^was (?:ist|sind|bedeutet|heisst|versteht man unter) (?!der\b|die\b|das\b|den\b|unser\w*|mein\w*|dein\w*|es\b|in\b|im\b|mit\b|bei\b|zu\b|fur\b|an\b|am\b|auf\b|nicht\b|erlaubt\b|verboten\b|neu\b|los\b|alles\b|wenn\b)(?:ein(?:e|en)? )?[a-z-]+(?: [a-z-]+)?$|^wie funktioniert (?:ein(?:e|en)?|die|der|das)? ?[a-z-]+$|^wer (?:hat|war) .*(?:erfunden|entdeckt|geschrieben|gemalt)$|^was ist die hauptstadt\b|^warum ist der himmel\b"
    ),
    creative=(
        r"^(?:erzahle?|schreibe?|dichte?|sing|gib|erfinde?|mach|reim|kennst du|weisst du|hast du)\w*\b(?: mir| uns)?(?: (?:einen?|eine|ein|noch einen?))?(?: [\w-]+){0,2} (?:witz\w*|gedicht\w*|\w*geschichte\w*|lied\w*|marchen|ratsel\w*|limerick|haiku|reim\w*|scherz\w*)\b|^(?:witz|gedicht)\b"
        r"|^(?:hallo|hi|hey|moin|servus|gruss gott|guten (?:morgen|tag|abend)|gute nacht|danke(?:schon)?|vielen dank|bitte(?: schon| sehr)|gern geschehen|kein problem|tschuss|auf wiedersehen|wie geht(?: es|'s)(?: dir| ihnen)?|wer bist du|was kannst du|wie heisst du|super|prima|toll|alles klar|ja|nein)(?:,? (?:wie geht(?: es|'s)(?: dir| ihnen)?|dir|ihnen|sehr|schon|zusammen|du|auch))*$"
    ),
    ours=rf"\b(?:unser\w*|wir|(?:der|die|das|den|dem|des|mein\w*|dieser?\w*|diese\w*) (?:[\w-]+ ){{0,2}}{_DE_DOCUMENT}|(?:abschnitt|klausel|absatz|paragraph|kapitel|seite|punkt) \w+)\b|\.\w{{2,4}}\b|§",
    points=(
        r"^(?:und|aber|oder|auch|was ist mit|wie sieht es mit|wie ist es (?:mit|bei)|also|dann|dort)\b|\b(?:er|sie|es|ihn|ihm|ihr|ihre[nrsm]?|sein|seine[nrsm]?|davon|dafur|dazu|damit|darin|daran|darauf|dabei|daruber|dort|dessen|deren|diese[rnsm]?|dies|derselbe|dieselbe|jene[rnsm]?|beide[rnsm]?|sonst)\b|\bdas(?= (?:ist|war|gilt|kostet|heisst|bedeutet)\b|$)"
    ),
)

_FR_DOCUMENT = (
    r"(?:documents?|fichiers?|pdfs?|contrats?|accords?|bail|baux|rapports?|proces-verb\w+|pv|compte-rendu|manuels?|guides?|reglements?|politiques?|lettres?"
    r"|courriers?|e-?mails?|mails?|factures?|presentation|livres?|articles?|chapitres?|tableaux?|notes?|offres?|devis|notices?|textes?|statuts)"
)
_FR_FILES = r"(?:fichiers?|documents?|pdfs?|sources|papiers)"

FRENCH = Phrasing(
    polite=(
        r"s'il (?:te|vous) plait|stp|svp|merci|ok|alors|et|maintenant|bon|bien|donc|(?:peux|pourrais)(?:-| )tu(?: me)?|(?:pouvez|pourriez)(?:-| )vous(?: me)?|tu peux(?: me)?|vous pouvez(?: me)?"
        r"|je (?:veux|voudrais|souhaite)(?: que tu)?|(?:dis|dites|montre|montrez|explique)-moi(?= (?:quel\w*|qui|quand|ou|comment|combien|pourquoi|si|ce qu\w*)\b)|moi|juste|bonjour"
    ),
    asks=r"^(?:est-ce|quel|quelle|quels|quelles|qui|quand|ou|combien|a-t|y a-t|est-il|est-elle)\b",
    operations={
        "translate": r"\b(?:tradui\w+|traduction|en (?:{lang}))\b",
        "table": r"\btableaux?\b",
        "shorter": (
            r"\b(?:court(?:e|s|es)?|bref|brieve(?:ment)?|concis(?:e)?|resume(?:r|z)?(?: (?:ca|cela|le|la))?(?: reponse)?|raccourci[sr]?|redui\w+|(?:en|a) (?:une|deux|trois|quatre|quelques|\d+) (?:phrases?|mots?|lignes?)|trop long(?:ue)?|condense\w*|abrege\w*|moins de (?:texte|mots|details?))\b"
        ),
        "simpler": (
            r"\b(?:simple(?:s|ment)?|simplifie\w*|plus facile|clair(?:e|ement)?|compren(?:ds|d)s?(?: pas)?|mots simples|vulgaris\w+|pour (?:un enfant|debutants?)|qu'est-ce que (?:ca|cela) (?:veut dire|signifie)|comme si j'avais \w+ ans)\b"
        ),
        "longer": (
            r"\b(?:long(?:ue)?(?:ment)?|detail\w*|developpe\w*|(?:dis|dites|raconte)(?:-|\s)(?:m'en|moi) (?:plus|davantage)|en (?:dire|savoir) (?:plus|davantage)|davantage|continue[rz]?|approfondi\w*|quoi d'autre|autre chose|plus (?:d'infos?|d'informations|precis\w*)|precise[rz]?|vas-y|poursui\w+)\b|^(?:encore )?plus$"
        ),
        "why": (
            r"\b(?:pourquoi|comment (?:le )?sa(?:is|vez)(?:-tu|-vous)?|(?:tu es|es-tu|vous etes|etes-vous) sure?|vraiment|sources?|d'ou (?:vient|viennent|tiens-tu|ca vient)(?: (?:ca|cela|cette information|cette reponse))?|ou est-ce ecrit|justifie\w*|pour quelle raison|raisons?|sur quelle base|preuves?)\b"
        ),
        "rephrase": (
            r"\b(?:reformul\w+|autrement|differemment|formel\w*|poli(?:e|ment)?|courtois\w*|soutenu|puces|liste a puces|(?:sous forme de|en) liste|repete\w*|en d'autres termes|trie[rz]?|a nouveau)\b"
        ),
    },
    carriers=(
        r"voir|besoin|ai|j|faut|veux|voudrais|savoir|plait|informations?|infos?|details?|paragraphes?|lignes?|langage|style|ton|apercu|description|message|reste|fournir|fournis|ajoute[rz]?|possible|legerement|beaucoup|assez|tres|vraiment|prefere|aimerais|redaction|decris|decrire|bien|encore|cette|dire|ecrire|mettre|faire|donner|rendre|presenter|expliquer|refais|refaire|redis|redire|affiche[rz]?|montre[rz]?|organise[rz]?|structure[rz]?|passe|va|vas|langue|contenu|resultat|meme|chose|claire?|clairement|mieux|seulement|juste|reponses?|derniere|precedente|ci-dessus|fais|faites|mets?|mettez|ecris|ecrivez|ecrire|dis|dites|donne[rz]?|rends|rendez|forme|sous|texte|version|peu|beaucoup|trop|explique[rz]?|explication|utilis\w+|mots?|phrases?|presente[rz]?|transforme[rz]?|reponds|tout|maniere|facon|redige[rz]?|version|le|ca|tu|plus|moins|autre"
    ),
    summarise=r"\b(?:resum\w+|recapitul\w+|synthese|recap)\b.*\b(?:conversation|discussion|echange\w*|dialogue|chat|nous avons (?:dit|discute|parle)|on (?:a|s'est) (?:dit|discute|parle))\b|^(?:de quoi|qu')(?=.*\b(?:nous|on|vous|tu|j)\b).*\b(?:parle|discute)(?: jusqu'ici| jusqu'a present)?$|^recap(?:itulatif)?$",
    recall=r"\b(?:qu'est-ce que|que|quoi) (?:j'ai|je t'ai|je vous ai|ai-je|t'ai-je|vous ai-je) (?:\w+ )?(?:demande|dit|pose)|\bqu'ai-je (?:\w+ )?(?:demande|dit)|\b(?:ma|mes|la) (?:premiere|derniere|precedente|deuxieme)s? (?:question|questions|message)\b|\bqu'(?:as-tu|avez-vous|est-ce que tu as) (?:\w+ )?(?:dit|repondu)|\bquelles questions ai-je\b",
    library=(
        rf"^(?:quels|quelles|quel) (?:sont (?:les|tes|vos|mes) )?{_FR_FILES}\b(?:(?: |-)(?:as|avez|avons|ai|a|tu|vous|nous|je|on|sont|y|il|t|disponibles?|connais|connaissez|possedes|possedez|dans|la|ma|ta|votre|notre|bibliotheque|base|existent|est-ce|que|qu'il|ici|presents?|charges?|indexes?|contient|contenus?|peux|pouvez|lire|voir|consulter|ont|ete|deja|ajoutes?|importes?|stockes?|enregistres?|conserves?|archives?|ranges?|telecharges?|charges?|mis|donnes?))*$"
        rf"|^(?:liste|listez|montre|montrez|affiche|affichez|donne|donnez|enumere)(?:-moi| moi)?(?: la liste (?:de|des))?(?: tous)? ?(?:les|mes|tes|vos|nos|de|des)?(?: tous)?(?: mes| les| tes)? ?{_FR_FILES}(?: disponibles| de la bibliotheque| que tu as)?$|^liste (?:de tous )?(?:de|des|les|mes) {_FR_FILES}"
        rf"|\bcombien (?:de |d'|y a-t-il de )(?:\w+ )?{_FR_FILES}\b(?!.*\b(?:dois|faut|devons|doit|fournir|necessaires?)\b)|^combien de (?:\w+ ){{0,2}}{_FR_DOCUMENT}(?: \w+)? (?:avons-nous|as-tu|avez-vous|ai-je|y a-t-il|a-t-on)(?: en tout)?$"
        rf"|\bqu'(?:est-ce qu'il |est-ce que tu )?(?:y a-t-il|y a|as-tu|as|avez-vous) dans (?:la|ma|ta|votre|notre) (?:bibliotheque|base|collection)\b|^que sais-tu$|\b(?:resum\w+|apercu|synthese)(?: de)? (?:tous|l'ensemble de)? ?(?:les|mes|nos|tes) {_FR_FILES}$|^(?:as-tu|avez-vous|y a-t-il|existe-t-il) (?:un|des|une) {_FR_FILES} (?:sur|concernant|a propos|qui parlent?|nommes?)\b"
    ),
    compare=(
        r"\bdifferen(?:ce|ces|cie\w*)\b|\bdifferent\w*\b.*\b(?:de|entre|des|du)\b|\bdiffere\w*\b|\bcompar\w+|\bversus\b|\bvs\b|\b(?:identiques?|pareils?|les memes?)\b(?=$| pour| dans| entre)|\bpar rapport (?:a|au|aux)\b|\bqu'est-ce qui (?:a change|change|est different)\b|\b(?:a|ont) change\b|\bavantages et\b|\bcontredi\w+|\b(?:plus|moins) [\w-]+ que\b(?! \d)|\bmeilleure?s? que\b|\b(?:plus|moins|meilleure?)\b.*\bou\b|\bou\b.*\b(?:plus|moins|meilleure?)\b"
        r"|^(?:quel|quelle|quels|quelles|qui|lequel|laquelle)\b.*\b(?:le|la|les) (?:plus|moins|meilleure?s?|pires?)\b"
    ),
    whole=(
        r"\b(?:par|chaque) (?:chapitre|section|partie)\b|"
        rf"\bresum\w+|\bsynthese\b|\bsynthetise\w*|\bde quoi (?:(?:ca|cela) )?(?:parle|traite|s'agit|est-il question)|\b(?:principaux|principales|points?|idees?|messages?) (?:points|idees|cles?|essentiels?|importants?|conclusions|elements|principal|principale|principaux|principales|themes)\b|\bpoints? cles?\b|\bl'essentiel\b|\bapercu\b|\bgrandes lignes\b|\bque (?:dit|contient) (?:ce|cette|le|la|l'|mon|ma) ?(?:[\w.-]+ ){{0,2}}{_FR_DOCUMENT}$|\bcontenu (?:de|du) (?:ce|cette|le|la)? ?(?:\w+ )?{_FR_DOCUMENT}"
        rf"|^qu(?:'y a-t-il|'est-ce qu'il y a|e contient|e dit|e trouve-t-on) (?:dans )?(?:ce|cette|le|la|l'|mon|ma) ?(?:[\w.-]+ ){{0,2}}{_FR_DOCUMENT}$|^(?:explique|decris|parle)(?:-moi)?(?: de| du)? ?(?:ce|cette|le|la|l'|mon|ma)? ?{_FR_DOCUMENT}$"
    ),
    listed=(
        r"^(?:quels|quelles|liste|listez|enumere\w*|nomme[rz]?|cite[rz]?)\b|^(?:quel|quelle) (?!est\b|sera\b|etait\b|jour\b|date\b|annee\b|heure\b|prix\b|montant\b|age\b|temperature\b|duree\b|delai\b)\w+ |^(?:donne|montre|trouve|cherche)\w*\b.*\b(?:tous|toutes|chaque|la liste)\b|^comment (?:puis-je|peut-on|dois-je|faut-il|faire|je|on|nous|[a-z]+(?:er|ir|re|oir))\b"
        r"|\betapes?\b|\bprocedure\b|\bmarche a suivre\b|\bmode d'emploi\b|^que (?:dois-je|faut-il|doit-on)\b|^de quoi (?:ai-je|a-t-on) besoin\b|^qu'est-ce qu'il faut\b|^tous les\b|^toutes les\b|^combien de (?:contrats|factures|fournisseurs|clients|employes|locataires)\b|^qui sont\b|^quelles? sont\b|^quels sont\b"
    ),
    composed=(
        r"^(?:ecri\w+|redige\w*|compose\w*|tradui\w+|corrige\w*|invente\w*|imagine\w*|programme\w*|code[rz]?)\b|^(?:prepare|cree|genere|propose|fais|donne)\w*(?:-moi| moi)?(?: (?:un|une|des|quelques|le|la)) (?:\w+ )?(?:e-?mail|mail|lettre|reponse|message|texte|discours|article|code|fonction|script|formule|modele|slogan|idees?|invitation|rappel|recette|exemples?|conseils?)\b|^aide[rz]?-moi a\b|^comment (?:dit-on|dire|ecrit-on)\b"
    ),
    explained=(
        r"^(?:explique|expliquez|definis|definissez|decris)\b|^(?:qu'est-ce que|qu'est-ce qu'|c'est quoi|que signifie|que veut dire|qu'est-ce qu'est) ?(?:c'est que )?(?:l'|le |la |les |un |une |d')?[a-z'-]+(?: [a-z'-]+){0,2}$|^comment (?:fonctionne|marche) (?:l'|le |la |un |une )?[a-z'-]+$|^qui a (?:invente|decouvert|ecrit|peint)\b|^quelle est la capitale\b|^pourquoi le ciel\b"
    ),
    creative=(
        r"^(?:raconte|ecri|dis|compose|invente|chante|fais|donne|tu connais|connais-tu|as-tu|tu as)\w*(?:-moi| moi|-nous)?(?: (?:un|une|des|encore une))?(?: [\w-]+)? (?:blagues?|poemes?|histoires?|chansons?|contes?|devinettes?|haikus?|plaisanterie)\b|^(?:blague|poeme)\b"
        r"|^(?:bonjour|salut|coucou|bonsoir|bonne (?:nuit|journee|soiree)|merci|merci beaucoup|au revoir|a bientot|comment (?:ca va|vas-tu|allez-vous)|ca va|qui es-tu|que sais-tu faire|super|parfait|genial|oui|non|d'accord)(?:,? (?:comment (?:ca va|vas-tu|allez-vous)|ca va|beaucoup|bien|a tous|toi|et toi))*$"
    ),
    ours=rf"\b(?:notre|nos|(?:le|la|les|ce|cet|cette|ces|mon|ma|mes|du|au) (?:[\w-]+ ){{0,1}}{_FR_DOCUMENT}|(?:article|clause|section|paragraphe|chapitre|page) \w+)\b|\bl'accord\b|\.\w{{2,4}}\b",
    points=(
        r"^(?:et|mais|ou|aussi|qu'en est-il|alors|puis|donc)\b|\b(?:il|elle|ils|elles|lui|leur|leurs|son|sa|ses|celui|celle|ceux|celles|cela|ca|y|en|la-bas|le meme|la meme|ce dernier|cette derniere|autres?)\b|\b(?:ce|cet|cette|ces)(?=\W*$|-ci|-la)"
    ),
)

_ES_DOCUMENT = (
    r"(?:documentos?|archivos?|ficheros?|pdfs?|contratos?|acuerdos?|informes?|actas?|manual(?:es)?|guias?|politicas?|reglamentos?|cartas?|correos?|e-?mails?|facturas?"
    r"|presentacion|libros?|articulos?|capitulos?|notas?|ofertas?|presupuestos?|textos?|tablas?)"
)
_ES_FILES = r"(?:archivos?|ficheros?|documentos?|pdfs?|fuentes|papeles)"

SPANISH = Phrasing(
    polite=r"(?:dime|digame|muestrame)(?= (?:que|cual\w*|quien\w*|cuando|donde|como|cuant\w*|por que|si)\b)|por favor|porfa|gracias|ok|vale|bueno|ahora|y|entonces|pues|(?:me )?(?:puedes|podrias|puede|podria)|quiero(?: que)?|quisiera|me|solo|hola",
    asks=r"^(?:¿ ?)?(?:es|son|esta|hay|quien|cuando|donde|cual|cuales|cuant[oa]s?|que)\b",
    operations={
        "translate": r"\b(?:traduc\w+|traduzca\w*|(?:en|al) (?:{lang}))\b",
        "table": r"\b(?:tabla|cuadro)\b",
        "shorter": r"\b(?:cort[oa]s?|brevemente|breves?|concis[oa]|acorta\w*|resum(?:e|elo|ela|ido|ir|en)|abrevia\w*|reduc\w+|(?:en|a) (?:una|dos|tres|cuatro|pocas|\d+) (?:frases?|palabras?|lineas?)|demasiado larg[oa]|menos (?:texto|palabras)|condensa\w*)\b",
        "simpler": r"\b(?:simple(?:s|mente)?|simplifica\w*|sencill\w+|mas facil|claro|no (?:lo )?entiendo|entiendo|que (?:significa|quiere decir) (?:eso|esto)|palabras (?:sencillas|simples)|como (?:a|si fuera) un nino|para (?:ninos|principiantes))\b",
        "longer": r"\b(?:larg[oa]|detall\w+|amplia\w*|(?:cuenta|dime|di|cuente)(?:me)? mas|mas (?:informacion|datos|sobre (?:eso|esto|ello))|continua\w*|sigue|profundiza\w*|que mas|algo mas|desarrolla\w*|elabora\w*|extiende\w*)\b|^mas$",
        "why": r"\b(?:por ?que|como (?:lo )?sabes|(?:estas|esta) segur[oa]|de verdad|en serio|fuentes?|de donde (?:sale|viene|lo sacas)(?: (?:eso|esto))?|donde (?:pone|dice)(?: (?:eso|esto))?|justifica\w*|razon(?:es)?|en base a que|pruebas?)\b",
        "rephrase": r"\b(?:reformula\w*|reescrib\w+|de otra (?:manera|forma)|diferente|formal(?:mente)?|educad\w+|cortes|amable\w*|vinetas|en (?:forma de )?lista|como (?:lista|correo|carta)|repit\w+|repetir|otras palabras|ordena\w*)\b",
    },
    carriers=r"ver(?:lo|la)?|necesito|necesitamos|quisiera|saber|favor|informacion|info|detalles?|parrafos?|lineas?|lenguaje|estilo|tono|resumen|descripcion|mensaje|resto|proporciona\w*|anade|agrega|posible|ligeramente|bastante|realmente|prefiero|gustaria|describe\w*|otra|vez|decir|hacer|poner|escribir|dar|mostrar|explicar|organiza\w*|estructura\w*|ve|mismo|cosa|idioma|lengua|contenido|resultado|claro|clara|mejor|solo|respuesta|ultima|anterior|arriba|haz(?:lo|la)?|hazme|pon(?:lo|la|melo)?|escrib\w+|di(?:lo|melo)?|da(?:lo|me)?|muestra(?:lo)?|forma|formato|texto|version|poco|expli(?:ca|que|quen)\w*|explicacion|usa\w*|usando|palabras?|frases?|presenta\w*|convierte\w*|responde|todo|manera|mas|menos|eso|esto|quiero",
    summarise=r"\b(?:resum\w+|recapitula\w*|sintesis)\b.*\b(?:conversacion|charla|dialogo|chat|discusion|hemos (?:hablado|dicho|discutido|visto)|hablamos)\b|^(?:¿ ?)?de que hemos hablado\b[^?]{0,25}\??$",
    recall=r"\bque (?:te |le |os )?(?:he |habia )?(?:pregunte|preguntado|pregunte|dije|dicho)\b|\b(?:mi|la) (?:primera|ultima|anterior|segunda) pregunta\b|\bque (?:me )?(?:has |habias )?(?:respondiste|respondido|contestaste|dijiste|dicho)\b|\bque preguntas (?:he hecho|hice)\b",
    library=(
        rf"^(?:¿ ?)?(?:que|cuales|cuantos) (?:son (?:los|mis|tus) )?{_ES_FILES}(?: (?:tienes|tiene|tenemos|tengo|hay|conoces|guardas|puedes|leer|ver|estan|existen|disponibles?|cargados?|subidos?|indexados?|contiene|en|la|mi|tu|nuestra|biblioteca|coleccion|base|de|datos|conocimiento|aqui|en total|he|has|ha|hemos|guardados?|almacenados?|archivados?|contenidos?|subido|cargado|importado|anadido|hablan|mencionan|tratan|total))*\W*$"
        rf"|^(?:¿ ?)?(?:cuantos|que) {_ES_FILES} (?:hablan|mencionan|tratan|contienen)\b|^(?:lista|enumera|muestra|muestrame|ensename|dame|dime)(?: (?:una|la) lista de)?(?: todos)?(?: los| mis| tus)?(?: nombres de)?(?: los)? ?{_ES_FILES}(?: disponibles| que tienes| de la biblioteca)?$|^lista de (?:todos )?(?:los |mis )?{_ES_FILES}"
        rf"|^(?:¿ ?)?cuantos (?:\w+ )?(?:contratos|informes|manuales|acuerdos) (?:tenemos|hay|tengo|tienes)(?: en total)?\W*$|^(?:¿ ?)?cuantas (?:facturas|actas|cartas|ofertas) (?:tenemos|hay|tengo|tienes)(?: en total)?\W*$|\bque (?:hay|tienes|contiene)(?: en)? (?:la|mi|tu|nuestra) (?:biblioteca|coleccion|base)\b|^(?:¿ ?)?que sabes\W*$|\b(?:resum\w+|vision general)(?: de)? (?:todos )?(?:los|mis|nuestros) {_ES_FILES}$|^(?:¿ ?)?(?:tienes|hay) (?:algun|un|algunos)? ?{_ES_FILES} (?:sobre|de|que)\b"
    ),
    compare=(
        r"\bdiferencias?\b|\bdiferencia\w*\b|\bdiferentes?\b.*\b(?:de|entre|que)\b|\bdistint[oa]s?\b.*\b(?:de|entre|a)\b|\bcompar\w+|\bversus\b|\bvs\b|\b(?:iguales|identic[oa]s|l[oa]s mism[oa]s|igual que)\b|\bfrente a\b|\bque (?:ha cambiado|cambio|cambia)\b|\bventajas y\b|\bcontradi\w+|\b(?:mas|menos) \w+ que\b(?! \d)|\b(?:mejor|peor|mayor|menor)(?:es)? que\b|^(?:¿ ?)?(?:cual|quien|que) de (?:los|las|l[oa]s dos|estos|ambos)\b|\b(?:mas|menos|mejor|peor|mayor|menor)\b.*\bo\b|\bo\b.*\b(?:mas|menos|mejor|peor|mayor|menor)\b"
        r"|^(?:¿ ?)?(?:que|cual|cuales|quien)\b.*\b(?:el|la|los|las|es|tiene|cuesta|dura|ofrece) (?:\w+ )?(?:mas|menos|mejor|peor|mayor|menor)\b"
    ),
    whole=(
        r"\bcada (?:capitulo|apartado|seccion|parte)\b|"
        rf"\bresum\w+|\bsintesis\b|\bsintetiza\w*|\bde que (?:trata|va|habla|se trata)\b|\b(?:puntos?|ideas?|aspectos|conclusiones|temas|mensajes?) (?:principales?|clave|importantes|centrales|fundamentales|mas importantes)\b|\bprincipales (?:puntos|ideas|conclusiones|temas)\b|\blo (?:mas importante|esencial)\b|\bvision general\b|^(?:¿ ?)?que (?:dice|contiene|pone en|hay en) (?:el|la|este|esta|mi) (?:[\w.-]+ ){{0,2}}{_ES_DOCUMENT}\W*$|\bcontenido (?:de|del) (?:este|esta|la|el)? ?{_ES_DOCUMENT}|^(?:explica|explicame|describe|hablame de|cuentame)(?: sobre)? (?:el|la|este|esta|mi) (?:[\w.-]+ )?{_ES_DOCUMENT}$"
    ),
    listed=(
        r"^(?:¿ ?)?(?:cuales|lista|enumera|nombra|cita|menciona)\b|^(?:¿ ?)?que (?!es\b|son las? \b|dias?\b|mes\b|hora\b|ano\b)\w+s\b|^(?:¿ ?)?que (?:proveedor|contrato|empresa|cliente|empleado|producto|documento|archivo|inquilino|modelo|maquina|factura|persona)\b|^(?:¿ ?)?(?:dame|muestra\w*|encuentra|busca|dime)\b.*\b(?:todos|todas|cada|lista)\b|^(?:¿ ?)?como (?:puedo|se|debo|hago|podemos|hay que|tengo que|\w+o|\w+(?:ar|er|ir|arse))\b(?! (?:llama|dice|escribe)\b)"
        r"|\bpasos?\b|\bprocedimiento\b|\binstrucciones\b|^(?:¿ ?)?que (?:debo|tengo que|necesito|hay que|hace falta)\b|^tod[oa]s l[oa]s\b|^(?:¿ ?)?quienes\b|^(?:¿ ?)?cuant[oa]s (?:contratos|facturas|proveedores|clientes|empleados|inquilinos)\b"
    ),
    composed=r":\s*(?:escribe|redacta|haz)\b|^(?:escrib\w+|redacta\w*|compon\w*|traduc\w+|corrige\w*|inventa\w*|imagina\w*|programa\w*)\b|^(?:prepara|crea|genera|propon|haz|dame|sugiere)(?:me)?(?: (?:un|una|unos|unas|el|la)) (?:\w+ )?(?:e-?mail|correo|carta|respuesta|mensaje|texto|discurso|articulo|codigo|funcion|script|formula|plantilla|eslogan|ideas?|invitacion|recordatorio|receta|ejemplos?|consejos?)\b|^ayudame a\b|^(?:¿ ?)?como se (?:dice|escribe)\b",
    explained=(
        r"^(?:explica|explicame|explique|define|describe)\b|^(?:¿ ?)?que (?:es|significa|quiere decir|son)(?: (?:el|la|los|las|un|una|lo))? [a-z]+(?: [a-z]+){0,2}\W*$|^(?:¿ ?)?como funciona (?:el |la |un |una )?[a-z]+\W*$|^(?:¿ ?)?quien (?:invento|descubrio|escribio|pinto)\b|^(?:¿ ?)?cual es la capital\b|^(?:¿ ?)?por que el cielo\b"
    ),
    creative=(
        r"^(?:¿ ?)?(?:cuenta|escrib|di|compon|inventa|canta|haz|dame|sabes|conoces|tienes)\w*(?: (?:un|una|otro|algun))?(?: [\w-]+)? (?:chistes?|poemas?|cuentos?|historias?|cancion(?:es)?|adivinanzas?|haikus?|broma)\b|^(?:chiste|poema)\b"
        r"|^(?:¡ ?)?(?:hola|buenos dias|buenas (?:tardes|noches)|buenas|gracias|muchas gracias|adios|hasta luego|(?:¿ ?)?(?:como estas|que tal|quien eres|que puedes hacer)|genial|perfecto|vale|si|no)(?:[,!]? (?:(?:¿ ?)?(?:como estas|que tal)|a todos|amigo|por todo))*\W*$"
    ),
    ours=rf"\b(?:nuestr[oa]s?|nosotros|(?:el|la|los|las|este|esta|estos|mi|mis|del|al) (?:[\w-]+ ){{0,1}}{_ES_DOCUMENT}|(?:clausula|seccion|articulo|parrafo|capitulo|pagina) \w+)\b|\.\w{{2,4}}\b",
    points=r"^(?:¿ ?)?(?:y|pero|o|tambien|que tal|entonces)\b|\b(?:el|ella|ellos|ellas)(?=\W*$)|\b(?:su|sus|suyo|suya|eso|esto|ese|esa|esos|esas|aquel|aquella|alli|ahi|lo mismo|el mismo|la misma|este ultimo|ambos|otros?|otras?|lo|le|les)\b|\best[ea](?=\W*$)",
)

_IT_DOCUMENT = (
    r"(?:document[oi]|file|pdf|contratt[oi]|accord[oi]|relazion[ei]|verbal[ei]|manual[ei]|guid[ae]|regolament[oi]|letter[ae]|e-?mail|mail|fattur[ae]|presentazion[ei]|libr[oi]"
    r"|articol[oi]|capitol[oi]|not[ae]|offert[ae]|preventiv[oi]|test[oi]|tabell[ae]|rapport[oi]|polizz[ae])"
)
_IT_FILES = r"(?:file|document[oi]|pdf|fonti|carte)"

ITALIAN = Phrasing(
    polite=r"(?:dimmi|mostrami|mi dica)(?= (?:che|quali?|chi|quando|dove|come|quant\w*|perche|se|cosa)\b)|per favore|per piacere|grazie|ok|va bene|bene|ora|adesso|e|allora|poi|(?:mi )?(?:puoi|potresti|puo|potrebbe)|vorrei(?: che)?|voglio|solo|ciao",
    asks=r"^(?:e'?|sono|c'e|ci sono|chi|quando|dove|qual|quale|quali|quant[oaie])\b",
    operations={
        "translate": r"\b(?:traduc\w+|traduzione|in (?:{lang}))\b",
        "table": r"\btabell[ae]\b",
        "shorter": r"\b(?:brev[ei](?:mente)?|cort[oa]|sintetic\w+|concis[oa]|accorcia\w*|abbrevia\w*|riassumi(?:lo|la)?|riduc\w+|(?:in|a) (?:una|due|tre|quattro|poche|\d+) (?:frasi|frase|parole|parola|righe)|troppo lung[oa]|meno (?:testo|parole)|sintetizza\w*|stringat\w*)\b",
        "simpler": r"\b(?:semplic\w+|semplifica\w*|facile|chiar[oa]|non (?:ho )?capi\w+|capisco|che (?:cosa )?(?:significa|vuol dire)(?: (?:cio|questo))?|parole povere|per (?:bambini|principianti)|come a un bambino)\b",
        "longer": r"\b(?:lung[oa]|dettagl\w+|approfondi\w*|(?:dimmi|raccontami|di') (?:di )?piu|(?:dimmi|raccontami) di piu|di piu|continua|prosegui|vai avanti|che altro|cos'altro|altro|maggiori informazioni|espandi\w*|sviluppa\w*|piu informazioni)\b|^(?:di )?piu$",
        "why": r"\b(?:perche|come mai|come (?:lo )?sai|(?:sei|e) sicur[oa]|davvero|font[ei]|da dove (?:viene|l'hai preso)|dov'e scritto|motiva\w*|motivo|ragione|in base a (?:che )?cosa|prove)\b",
        "rephrase": r"\b(?:riformula\w*|riscriv\w+|in (?:un )?altr[oa] modo|diversamente|formale|formalmente|cortes\w+|gentile\w*|elenco(?: puntato)?|(?:come|in) (?:lista|elenco)|ripet\w+|con altre parole|altre parole|ordina\w*)\b",
    },
    carriers=r"veder\w+|serv\w+|bisogno|occorr\w+|sapere|scriver\w+|favore|piacere|informazion[ei]|info|dettagl[io]|paragraf[oi]|righ[ea]|linguaggio|stile|tono|riassunto|descrizione|messaggio|resto|fornisci|forniscimi|darmi|aggiungi|possibile|leggermente|abbastanza|davvero|preferisco|piacerebbe|descrivi\w*|fa(?:nne|i|lla|llo)|ancora|dire|fare|mettere|scrivere|dare|mostrare|spiegare|organizza\w*|struttura\w*|vai|stessa|stesso|cosa|lingua|contenuto|risultato|chiaro|chiara|meglio|solo|rispost[ae]|ultima|precedente|sopra|fai|fallo|fammi|metti(?:lo|la)?|mettimelo|scriv\w+|di'?|dillo|dimmelo|da(?:mmi)?|mostra\w*|forma|formato|testo|versione|po'?|piu|meno|spieg\w*|lascia\w*|spiegazione|usa\w*|usando|parol[ae]|fras[ei]|presenta\w*|trasforma\w*|rispondi|tutto|modo|maniera|rendi(?:lo|la)?|questo|cio",
    summarise=r"\b(?:riassu\w+|riepilog\w+|ricapitola\w*|sintesi)\b.*\b(?:conversazione|discussione|dialogo|chat|chiacchierata|abbiamo (?:detto|discusso|parlato)|ci siamo detti)\b|^di (?:che )?cosa abbiamo parlato\b[^?]{0,20}\??$",
    recall=r"\b(?:che )?cosa (?:ti )?(?:ho|avevo) (?:\w+ )?(?:chiesto|detto|domandato)\b|\b(?:mia|la) (?:prima|ultima|precedente|seconda) domanda\b|\b(?:che )?cosa (?:mi )?hai (?:\w+ )?(?:detto|risposto)\b|\bquali domande ho\b|\bprima domanda\b",
    library=(
        rf"^(?:che|quali|quanti)(?: sono i)? {_IT_FILES}(?: (?:hai|ha|avete|abbiamo|ho|ci sono|sono|conosci|contiene|possiedi|disponibili|salvat[oi]|archiviat[oi]|memorizzat[oi]|contenut[oi]|caricat[oi]|aggiunt[oi]|importat[oi]|presenti|indicizzati|esistono|puoi|leggere|vedere|nella|in|biblioteca|libreria|raccolta|archivio|qui|totale|in totale|ci|vi))*\W*$|^quanti {_IT_FILES} (?:parlano|menzionano|citano|contengono|trattano)\b"
        rf"|^(?:elenca|mostra|mostrami|dammi|dimmi|fammi vedere)(?: (?:un|l'|la) ?(?:elenco|lista) (?:di|dei))?(?: tutti)?(?: i| miei| i miei| dei| tuoi)? ?{_IT_FILES}(?: disponibili| che hai| della biblioteca)?$|^(?:elenco|lista) (?:di|dei) (?:tutti )?(?:i |miei )?{_IT_FILES}"
        rf"|^quanti (?:\w+ )?(?:contratti|verbali|manuali|rapporti|accordi) (?:abbiamo|ci sono|ho|hai)(?: in totale)?\W*$|^quante (?:fatture|lettere|offerte|relazioni) (?:abbiamo|ci sono|ho|hai)(?: in totale)?\W*$|\b(?:che )?cosa (?:c'e|hai|contiene)(?: nella| nell'| nel| la)? ?(?:mia|tua|nostra)? ?(?:biblioteca|libreria|raccolta|archivio)\b|^(?:che )?cosa sai\W*$|\b(?:riassu\w+|panoramica)(?: di)? (?:tutti )?(?:i|dei)? ?(?:miei|nostri)? ?{_IT_FILES}$|^(?:hai|c'e|ci sono) (?:un|dei|qualche)? ?{_IT_FILES} (?:su\w*|riguardo|relativi|che|di)\b"
    ),
    compare=(
        r"\bdifferenz[ae]\b|\bdivers[oaie]\b.*\b(?:da|dal|dalla|tra|fra)\b|\bdifferisc\w+|\bconfront\w+|\bparagon\w+|\bversus\b|\bvs\b|\b(?:uguali|identic[hi]\w*|gli stessi|le stesse)\b|\brispetto a\w*\b|\b(?:cosa|che cosa) (?:e cambiato|cambia)\b|\bvantaggi e\b|\bcontraddi\w+|\b(?:piu|meno) \w+ (?:di|del|della|dello|dei|delle|dell'|che)\b(?! \d)|^(?:quale|qual|chi) (?:dei|delle|degli|tra|fra) |\b(?:piu|meno|migliore|peggiore|maggiore|minore)\b.*\bo\b|\bo\b.*\b(?:piu|meno|migliore|peggiore|maggiore|minore)\b"
        r"|^(?:quale|qual|quali|chi|che)\b.*\b(?:il|la|i|le) (?:\w+ )?(?:piu|meno|migliore?|peggiore?|maggiore?|minore?)\b"
    ),
    whole=(
        r"\b(?:ogni|ciascun\w*|per) (?:capitolo|sezione|parte)\b|"
        rf"\briassu\w+|\bsintesi\b|\bsintetizza\w*|\bdi (?:che )?cosa (?:parla|tratta|si tratta)\b|\b(?:punti|idee|aspetti|conclusioni|temi|messaggi) (?:principali|chiave|importanti|salienti|fondamentali|piu importanti)\b|\bprincipali (?:punti|idee|conclusioni|temi)\b|\bl'essenziale\b|\bpanoramica\b|^(?:che )?cosa (?:dice|contiene|c'e (?:in|nel|nella)) (?:il|la|lo|questo|questa|mio)? ?(?:[\w.-]+ ){{0,2}}{_IT_DOCUMENT}\W*$|\bcontenuto (?:di|del|della) (?:questo|questa)? ?{_IT_DOCUMENT}|^(?:spiega|spiegami|descrivi|parlami di|parlami del|parlami della|raccontami) ?(?:il|la|lo|questo|questa|del|della)? ?(?:[\w.-]+ )?{_IT_DOCUMENT}$"
    ),
    listed=(
        r"^(?:quali|elenca|elencami|nomina|cita|lista)\b|^(?:quale|che) (?:fornitore|contratto|azienda|ditta|cliente|dipendente|prodotto|documento|inquilino|modello|macchina|fattura|persona)\b|^(?:dammi|mostra\w*|trova|cerca|dimmi)\b.*\b(?:tutti|tutte|ogni|elenco|lista)\b|^come (?:posso|si|devo|faccio|possiamo|dobbiamo|bisogna|\w+o|\w+(?:are|ere|ire))\b(?! (?:chiama|dice|scrive)\b)"
        r"|\bpassi\b|\bpassaggi\b|\bprocedura\b|\bistruzioni\b|^(?:che )?cosa (?:devo|bisogna|occorre|serve|mi serve)\b|^tutt[ie] (?:i|le|gli)\b|^chi sono\b|^quant[ie] (?:contratti|fatture|fornitori|clienti|dipendenti|inquilini)\b"
    ),
    composed=r"^(?:scriv\w+|redigi|componi|traduc\w+|correggi|inventa\w*|immagina|programma)\b|^(?:prepara|crea|genera|proponi|fai|dammi|suggerisci)(?:mi)?(?: (?:un|una|uno|dei|delle|il|la|un'|qualche)) ?(?:\w+ )?(?:e-?mail|mail|lettera|risposta|messaggio|testo|discorso|articolo|codice|funzione|script|formula|modello|slogan|ide[ae]|invito|promemoria|ricetta|esemp\w+|consigli\w*)\b|^aiutami a\b|^come si (?:dice|scrive)\b",
    explained=(
        r"^(?:spiega|spiegami|definisci|descrivi)\b|^(?:che )?cos'?(?:'e|a e|a sono|a significa|a vuol dire) (?:il |la |lo |l'|i |le |un |una |un')?[a-z'-]+(?: [a-z'-]+){0,2}\W*$|^che (?:significa|vuol dire) [a-z'-]+\W*$|^come funziona (?:il |la |lo |l'|un |una )?[a-z'-]+\W*$|^chi ha (?:inventato|scoperto|scritto|dipinto)\b|^qual e la capitale\b|^perche il cielo\b"
    ),
    creative=(
        r"^(?:racconta|scriv|di|dimmi|componi|inventa|canta|fammi|dammi|conosci|sai|hai)\w*(?: (?:un|una|un'|un altro))?(?: [\w-]+)? (?:barzellett[ae]|poesi[ae]|storie?ll?[ae]|storia|favol[ae]|canzon[ei]|indovinell[oi]|haiku|battuta)\b|^(?:barzelletta|poesia)\b"
        r"|^(?:ciao|salve|buon ?giorno|buona ?sera|buona ?notte|grazie(?: mille)?|arrivederci|come (?:va|stai|sta)|chi sei|cosa sai fare|perfetto|ottimo|va bene|si|no)(?:,? (?:come (?:va|stai|sta)|a tutti|tante|mille))*\W*$"
    ),
    ours=rf"\b(?:nostr[oaie]|(?:il|la|lo|i|le|questo|questa|questi|mio|mia|miei|del|della|al|nel|nella) (?:[\w-]+ ){{0,1}}{_IT_DOCUMENT}|(?:clausola|sezione|articolo|paragrafo|capitolo|pagina) \w+)\b|\.\w{{2,4}}\b",
    points=r"^(?:e|ma|o|anche|allora|e per|che ne dici)\b|\b(?:lui|lei|loro|esso|essa|suo|sua|suoi|sue|cio|quello|quella|quelli|quelle|questi ultimi|li|lo stesso|la stessa|entrambi|altr[oaie]|ne|gli)\b|\bquest[oa](?=\W*$)",
)

_PT_DOCUMENT = (
    r"(?:documentos?|arquivos?|ficheiros?|pdfs?|contratos?|acordos?|relatorios?|atas?|manua(?:l|is)|guias?|politicas?|regulamentos?|cartas?|e-?mails?|faturas?|apresentacao|livros?"
    r"|artigos?|capitulos?|notas?|ofertas?|propostas?|orcamentos?|textos?|tabelas?)"
)
_PT_FILES = r"(?:arquivos?|ficheiros?|documentos?|pdfs?|fontes|papeis)"

PORTUGUESE = Phrasing(
    polite=r"(?:diga-me|me diga|diz-me|me mostre)(?= (?:que|quais|qual|quem|quando|onde|como|quant\w*|por que|se|o que)\b)|por favor|se faz favor|obrigad[oa]|ok|ta bom|bem|agora|e|entao|depois|(?:me )?(?:pode|podes|poderia|podia)(?: me)?|voce pode|quero(?: que)?|queria|gostaria|so|ola|oi",
    asks=r"^(?:e|sao|esta|ha|existe|quem|quando|onde|qual|quais|quant[oa]s?)\b",
    operations={
        "translate": r"\b(?:tradu[zc]\w*|traducao|(?:em|para o|para) (?:{lang}))\b",
        "table": r"\b(?:tabela|quadro)\b",
        "shorter": r"\b(?:curt[oa]|brevemente|breve|concis[oa]|encurt\w*|resum(?:a|e|ido|ir|a-o)|abrevi\w*|reduz\w+|(?:em|a|para) (?:uma|duas|tres|quatro|poucas|\d+) (?:frases?|palavras?|linhas?)|muito long[oa]|menos (?:texto|palavras)|sucint\w*)\b",
        "simpler": r"\b(?:simples(?:mente)?|simplific\w*|mais facil|clar[oa]|nao (?:entendi|entendo|percebi|compreendi)|entendi|o que (?:significa|quer dizer)(?: isso| isto)?|palavras simples|para (?:criancas|leigos|iniciantes)|como para uma crianca)\b",
        "longer": r"\b(?:long[oa]|detalh\w+|ampli\w*|(?:conta|conte|diga|diz|fala|fale)(?:-me| me)? mais|mais (?:informac\w+|dados|sobre (?:isso|isto))|continu\w*|prossig\w*|aprofund\w*|que mais|mais alguma coisa|algo mais|desenvolv\w*|elabor\w*|expand\w*)\b|^mais$",
        "why": r"\b(?:por ?que|porque|como (?:voce )?sabe[s]?|tem (?:certeza|a certeza)|de verdade|a serio|fontes?|de onde (?:vem|tirou)(?: isso)?|onde (?:esta|diz)(?: (?:escrito|isso))?|justifi\w*|razao|motivo|com base em que|provas?)\b",
        "rephrase": r"\b(?:reformul\w*|reescrev\w*|de (?:outra|outro) (?:maneira|forma|modo)|diferente|formal(?:mente)?|educad\w+|cortes|topicos|em (?:forma de )?lista|como (?:lista|carta|e-?mail)|repit\w+|repetir|outras palavras|orden\w*)\b",
    },
    carriers=r"ver|preciso|precisamos|necessito|saber|favor|informac(?:ao|oes)|info|detalhes?|paragrafos?|linhas?|linguagem|estilo|tom|resumo|descricao|mensagem|resto|forneca|fornecer|acrescente|possivel|ligeiramente|bastante|realmente|prefiro|gostaria|descrev\w*|novo|outra|vez|dizer|fazer|colocar|escrever|dar|mostrar|explicar|organiz\w*|estrutur\w*|va|mesmo|mesma|coisa|lingua|idioma|conteudo|resultado|clar[oa]|melhor|so|apenas|resposta|ultima|anterior|acima|fac\w*|faz|colo(?:c|qu)\w*|ponh\w*|por|poe|escrev\w*|diga|diz|dizer|de|da|mostr\w*|forma|formato|texto|versao|pouco|expli(?:c|qu)\w*|deix\w*|fi(?:c|qu)\w*|explicacao|us[ea]\w*|palavras?|frases?|apresent\w*|transform\w*|respond\w*|tudo|maneira|modo|mais|menos|isso|isto|quero|torn\w*",
    summarise=r"\b(?:resum\w+|recapitul\w*|sintese)\b.*\b(?:conversa|discussao|dialogo|chat|falamos|dissemos|conversamos|discutimos)\b|^(?:sobre o )?(?:de )?que (?:falamos|conversamos)\b[^?]{0,20}\??$",
    recall=r"\bo que (?:e que )?(?:eu )?(?:te |lhe )?(?:perguntei|disse|pedi|tinha perguntado)\b|\b(?:minha|a) (?:primeira|ultima|anterior|segunda) pergunta\b|\bo que (?:voce |tu )?(?:me )?(?:respondeu|respondeste|disseste)\b|\bquais perguntas (?:eu )?fiz\b",
    library=(
        rf"^(?:que|quais|quantos)(?: sao os)? {_PT_FILES}(?: (?:voce|tem|tens|temos|tenho|ha|existem|conhece|conheces|estao|sao|contem|disponiveis|guardados|armazenados|salvos|arquivados|contidos|carreg\w+|envi\w+|adicion\w+|import\w+|eu|indexados|pode|podes|ler|ver|na|no|em|minha|nossa|sua|biblioteca|colecao|acervo|base|aqui|total|no total|e|que))*\W*$|^quantos {_PT_FILES} (?:falam|mencionam|citam|contem|tratam)\b"
        rf"|^(?:liste|lista|mostre|mostra|de-me|me de|me mostre|enumere|diga)(?:-me| me)?(?: (?:uma|a) lista (?:de|dos))?(?: todos)?(?: os| meus| os meus| dos| seus)? ?{_PT_FILES}(?: disponiveis| que (?:voce )?tem| da biblioteca)?$|^lista (?:de|dos) (?:todos )?(?:os |meus )?{_PT_FILES}"
        rf"|^quantos (?:\w+ )?(?:contratos|relatorios|manuais|acordos) (?:temos|ha|existem|tenho|voce tem)(?: no total)?\W*$|^quantas (?:faturas|atas|cartas|propostas) (?:temos|ha|existem|tenho)(?: no total)?\W*$|\bo que (?:ha|tem|existe|contem)(?: na| no| a)? ?(?:minha|nossa|sua|tua)? ?(?:biblioteca|colecao|acervo|base)\b|^o que (?:voce )?sabe\W*$|\b(?:resum\w+|visao geral)(?: de)? (?:todos )?(?:os|dos)? ?(?:meus|nossos)? ?{_PT_FILES}$|^(?:ha|existe|existem|voce tem|tem) (?:algum|um|alguns)? ?{_PT_FILES} (?:sobre|de|que)\b"
    ),
    compare=(
        r"\bdiferencas?\b|\bdiferen(?:te|tes|cia\w*)\b.*\b(?:de|do|da|entre)\b|\bdifer(?:e|em)\b|\bcompar\w+|\bversus\b|\bvs\b|\b(?:iguais|identic[oa]s|[oa]s mesm[oa]s)\b|\bem relacao a[o]?\b|\bo que mudou\b|\bvantagens e\b|\bcontradi\w+|\b(?:mais|menos) \w+ (?:do )?que\b(?! \d)|\b(?:melhor|pior|maior|menor)(?:es)? (?:do )?que\b|^(?:qual|quem) (?:dos|das|destes|destas|entre) |\b(?:mais|menos|melhor|pior|maior|menor)\b.*\bou\b|\bou\b.*\b(?:mais|menos|melhor|pior|maior|menor)\b"
        r"|^(?:qual|quais|quem|que)\b.*\b(?:o|a|os|as|e|tem|custa|dura) (?:\w+ )?(?:mais|menos|melhor|pior|maior|menor)\b"
    ),
    whole=(
        r"\bcada (?:capitulo|secao|parte)\b|"
        rf"\bresum\w+|\bsintese\b|\bsintetiz\w*|\b(?:de que|do que|sobre o que|sobre que) (?:se )?(?:trata|fala|e)\b|\b(?:pontos|ideias|aspectos|conclusoes|temas|mensagens) (?:principais|chave|importantes|centrais|fundamentais|mais importantes)\b|\bprincipais (?:pontos|ideias|conclusoes|temas)\b|\bo essencial\b|\bvisao geral\b|^o que (?:diz|contem|ha em|ha no|tem n[oa]|esta n[oa]) ?(?:o|a|este|esta|esse|meu|neste|nesta)? ?(?:[\w.-]+ ){{0,2}}{_PT_DOCUMENT}\W*$|\bconteudo (?:de|do|da|deste|desta) ?{_PT_DOCUMENT}|^(?:explique|explica|descreva|fale sobre|conte sobre)(?:-me| me)? (?:o|a|este|esta|meu) (?:[\w.-]+ )?{_PT_DOCUMENT}$"
    ),
    listed=(
        r"^(?:quais|liste|lista|enumere|nomeie|cite|mencione)\b|^que (?!e\b|horas?\b|dias?\b|mes\b|ano\b)\w+(?:s|es)\b|^(?:que|qual) (?:fornecedor|contrato|empresa|cliente|funcionario|produto|documento|arquivo|inquilino|modelo|maquina|fatura|pessoa)\b|^(?:de|me de|mostr\w+|encontr\w+|procur\w+|diga)\b.*\b(?:todos|todas|cada|lista)\b|^como (?:posso|se|devo|faco|podemos|fazer|e que|\w+o|\w+(?:ar|er|ir))\b(?! (?:chama|diz|escreve)\b)"
        r"|\bpassos?\b|\betapas?\b|\bprocedimento\b|\binstrucoes\b|^(?:o )?que (?:devo|preciso|e preciso|tenho que|tenho de|precisamos)\b|^tod[oa]s [oa]s\b|^quem sao\b|^quant[oa]s (?:contratos|faturas|fornecedores|clientes|funcionarios|inquilinos)\b"
    ),
    composed=r"^(?:escrev\w+|redij\w*|redigir|componh\w*|traduz\w*|corrij\w*|invent\w+|imagin\w+|program\w+)\b|^(?:prepar|cri|ger|proponh|fac|sugir|de|me de)\w*(?:-me| me)?(?: (?:um|uma|uns|umas|o|a|alguns|algumas)) (?:\w+ )?(?:e-?mail|carta|resposta|mensagem|texto|discurso|artigo|codigo|funcao|script|formula|modelo|slogan|ideias?|convite|lembrete|receita|exemplos?|dicas?|conselhos?)\b|^(?:me ajud\w+|ajud\w+-me) a\b|^como se (?:diz|escreve)\b",
    explained=(
        r"^(?:expliqu\w*|explic\w*|defin\w*|descrev\w*)\b|^o que (?:e|sao|significa|quer dizer)(?: (?:o|a|os|as|um|uma))? [a-z]+(?: [a-z]+){0,2}\W*$|^como funciona (?:o |a |um |uma )?[a-z]+\W*$|^quem (?:inventou|descobriu|escreveu|pintou)\b|^qual e a capital\b|^por que o ceu\b"
    ),
    creative=(
        r"^(?:voce )?(?:cont|escrev|diz|dig|componh|invent|cant|fac|de|me cont|conhec|sabe|tem)\w*(?:-me| me)?(?: (?:um|uma|outra|outro))?(?: [\w-]+)? (?:piadas?|poemas?|historias?|contos?|cancao|adivinhas?|haikus?|anedotas?|musica)\b|^(?:piada|poema)\b"
        r"|^(?:ola|oi|bom dia|boa (?:tarde|noite)|obrigad[oa]|muito obrigad[oa]|adeus|tchau|ate logo|como (?:vai|estas|esta)|tudo bem|quem (?:e voce|es tu)|o que (?:voce )?sabe fazer|perfeito|otimo|sim|nao)(?:,? (?:como (?:vai|estas|esta)|tudo bem|a todos|voce|por tudo))*\W*$"
    ),
    ours=rf"\b(?:noss[oa]s?|(?:o|a|os|as|este|esta|esse|essa|meu|minha|meus|do|da|no|na) (?:[\w-]+ ){{0,1}}{_PT_DOCUMENT}|(?:clausula|secao|seccao|artigo|paragrafo|capitulo|pagina) \w+)\b|\.\w{{2,4}}\b",
    points=r"^(?:e|mas|ou|tambem|que tal|entao)\b|\b(?:el[ea]s?|del[ea]s?|nel[ea]s?|seu|sua|seus|suas|isso|isto|aquilo|ess[ea]s?|aquel[ea]s?|la|ali|o mesmo|a mesma|ambos|outr[oa]s?|disso|disto|nisso|lhe)\b|\best[ea](?=\W*$)",
)

_RU_DOCUMENT = (
    r"(?:документ\w*|файл\w*|pdf|договор\w*|контракт\w*|соглашени\w+|отчет\w*|протокол\w*|руководств\w+|инструкци\w+|политик\w+|положени\w+|письм\w+|писем|счет\w*|накладн\w+|презентаци\w+"
    r"|книг\w*|стать\w+|глав\w+|заметк\w+|предложени\w+|текст\w*|таблиц\w+|приказ\w*|устав\w*|справк\w+|акт\w*)"
)
_RU_FILES = r"(?:файл(?:ы|ов|ах)?|документ(?:ы|ов|ах)?|источник(?:и|ов)|бумаг[и]?)"

RUSSIAN = Phrasing(
    polite=r"(?:скажи|скажите|покажи|подскажи|подскажите)(?:те)?(?: мне)?(?=,? (?:что|как\w*|кто|когда|где|почему|сколько|о чем|ли)\b)|пожалуйста|плиз|спасибо|ок|хорошо|ну|а|и|теперь|тогда|так|(?:ты )?(?:можешь|мог бы|могла бы)|(?:вы )?(?:можете|могли бы)|можно|хочу|мне|давай|только|просто|привет",
    asks=r"^(?:сколько|кто|когда|где|какой|какая|какое|какие|есть ли)\b",
    operations={
        "translate": r"\b(?:перевед\w+|перевод\w*|по-?(?: )?(?:{lang})|на (?:{lang})(?: язык\w*)?)\b",
        "table": r"\bтаблиц\w+|\bтабличк\w+",
        "shorter": r"\b(?:(?:по)?короче|кратко|кратк\w+|покороче|сократи\w*|сжат\w+|сожми\w*|лаконичн\w+|(?:в|до) (?:одно(?:м|го)|двух|трех|четырех|\d+) (?:предложени\w+|слов\w*)|одним предложением|в двух словах|слишком длинно|суть|меньше (?:текста|слов))\b",
        "simpler": r"\b(?:проще|попроще|прост\w+|понятн\w+|не понима\w+|не понял\w*|что это значит|что ты имеешь в виду|для (?:чайников|детей|ребенка|новичков)|как ребенку)\b",
        "longer": r"\b(?:подробн\w+|поподробнее|длинн\w+|детальн\w+|расскажи(?:те)?(?: \w+)? больше|больше|дальше|продолж\w+|что еще|еще что-нибудь|разверн\w+|раскрой\w*|углуб\w+)\b|^еще$",
        "why": r"\b(?:почему(?: ты| вы)?(?: так)?(?: решил\w*| дума\w+| счита\w+)?|отчего|откуда (?:ты |вы |это )?(?:знае\w+|взял\w*|известно|информация)|(?:ты )?уверен\w*|правда|точно|источник\w*|где (?:это )?(?:написано|сказано)|на (?:чем|основании чего)|обоснуй\w*|на каком основании|доказательств\w+|зачем|причин\w+)\b",
        "rephrase": r"\b(?:переформулир\w+|перефразир\w+|иначе|по-другому|другими словами|иными словами|формальн\w+|официальн\w+|вежлив\w+|списком|по пунктам|пунктами|повтори\w*|как (?:список|письмо)|отсортируй\w*|перепиши\w*)\b",
    },
    carriers=r"хочу|увидеть|видеть|нужн\w+|надо|требу\w+|знать|пожалуйста|информаци\w+|сведени\w+|детал\w+|подробност\w+|абзац\w*|строк\w*|языком|стил\w+|тон\w*|обзор|описание|сообщение|остальное|предоставь\w*|добавь\w*|возможно|слегка|довольно|очень|действительно|хотел\w*|бы|предпочитаю|опиши\w*|дать|можешь|сказать|показать|объяснить|изложить|оформить|представить|вывести|дать|то|самое|же|содержание|результат|понятнее|яснее|лучше|только|целиком|опиши|ответ\w*|последн\w+|предыдущ\w+|сделай\w*|сделать|напиши\w*|написать|скажи\w*|дай\w*|покажи\w*|выведи|оформи\w*|представь|преобразуй|преврати|вид\w*|виде|форм\w+|текст\w*|верси\w+|немного|чуть|объясни\w*|объяснение|слов\w*|предложени\w+|раз|все|это|его|ее|расскажи\w*|можно|язык\w*|изложи\w*|помести\w*|вставь",
    summarise=r"\b(?:подытож\w+|резюм\w+|обобщ\w+|кратк\w+|суммируй\w*|итог\w*|перескажи\w*|подведи)\b.*\b(?:разговор\w*|беседы?|беседу|диалог\w*|чат\w*|переписк\w+|говорили|обсуждали|обсудили)\b|^о чем мы (?:говорили|беседовали|разговаривали)\b[^?]{0,20}\??$",
    recall=r"\b(?:что|о чем) я (?:\w+ ){0,2}(?:спрашивал\w*|спросил\w*|сказал\w*|говорил\w*|писал\w*)\b|\b(?:мой|какой был) (?:\w+ )?(?:первый|последний|предыдущий|второй) вопрос\b|\b(?:первый|последний|предыдущий) вопрос\b|\bчто (?:ты|вы) (?:\w+ )?(?:ответил\w*|сказал\w*)\b|\bкакие вопросы я\b",
    library=(
        rf"^(?:какие|сколько)(?: \w+)?(?: у (?:тебя|вас|нас|меня))?(?: есть)?(?: в библиотеке)?(?: \w+)? ?{_RU_FILES}(?: (?:у|тебя|вас|нас|меня|есть|имеются|в|библиотеке|базе|коллекции|архиве|доступны|загружены|загрузил\w*|добавил\w*|я|мы|уже|имеется|здесь|тут|всего|ты|знаешь|видишь|хранятся|наличии|данных|знаний))*\W*$|^(?:сколько|какие|в скольких) {_RU_FILES} (?:упомина\w+|говор\w+|содерж\w+|рассказ\w+)\b"
        rf"|^(?:покажи|перечисли|выведи|назови|дай)(?:те)?(?: мне)?(?: список)?(?: всех| все)?(?: мои| моих| имеющиеся| доступные)? ?{_RU_FILES}(?: в библиотеке)?$|^список (?:всех )?(?:моих )?{_RU_FILES}|^сколько (?:у (?:нас|меня|вас) )?(?:всего )?(?:\w+ )?(?:договоров|контрактов|отчетов|протоколов|счетов|писем)(?: у (?:нас|меня|вас))?(?: всего| есть)?\W*$"
        rf"|\bчто (?:есть|хранится|лежит|находится|у тебя)(?: есть)? в (?:библиотеке|базе|архиве|коллекции)\b|^что ты знаешь\W*$|\b(?:кратк\w+ (?:содержание|обзор|изложение)|обзор|резюме|сводк\w+) (?:всех )?(?:моих )?{_RU_FILES}$|^(?:перескажи|подытожь|резюмируй|обобщи) все (?:мои )?{_RU_FILES}$|^(?:есть ли|есть)(?: у (?:тебя|вас|нас))? {_RU_FILES} (?:о|об|про|с)\b"
    ),
    compare=(
        r"^как(?:ой|ая|ое|ие)\b.*\b(?:дешевле|дороже|длиннее|короче|больше|меньше|лучше|хуже|выгоднее|тяжелее|легче|новее|выше|ниже)\b|\bразниц\w+|\bразлич\w+|\bотлич\w+|\bсравн\w+|\bодинаков\w+|\bсовпада\w+|\bпо сравнению\b|\bчто (?:изменилось|поменялось|нового)\b|\bизменени\w+ между\b|\bпротивореч\w+|\bпреимуществ\w+ и\b|\b(?:больше|меньше|длиннее|короче|дороже|дешевле|выше|ниже|лучше|хуже|тяжелее|легче|быстрее|медленнее|старше|новее|раньше|позже|строже),? чем\b(?! \d)|\b(?:больше|меньше|длиннее|дороже|дешевле|выше|ниже|лучше|хуже|тяжелее|легче)\b.*\bили\b|\bили\b.*\b(?:больше|меньше|длиннее|дороже|дешевле|выше|ниже|лучше|хуже)\b"
        r"|^(?:какой|какая|какое|какие|у кого|у какого|в каком|кто|где)\b.*\b(?:сам\w+|наибол\w+|наимен\w+|дольше всех|больше всего|меньше всего|дороже всего|дешевле всего|раньше всех|позже всех|лучш\w+|худш\w+|максимальн\w+ срок|минимальн\w+ срок)\b"
    ),
    whole=(
        r"\bкажд\w+ (?:глав\w+|раздел\w*|част\w+)\b|\bвсе (?:раздел\w+|глав\w+)\b|"
        rf"\bкратк\w+ (?:содержание|изложение|пересказ|обзор)|\bрезюм\w+|\bподытож\w+|\bобобщ\w+|\bпереска[жз]\w+|\bсуммируй\w*|^о чем (?!мы\b|я\b|ты\b|вы\b|спраш|догов)\w+|\b(?:главн\w+|основн\w+|ключев\w+) (?:мысл\w+|пункт\w*|момент\w*|положени\w+|вывод\w*|тезис\w*|иде\w+|тем\w+|содержани\w+)|\bсуть (?:документ\w*|договор\w*|файл\w*|отчет\w*|протокол\w*|письма)|\bизложи\w*\b.*\bкратко\b|\bкратко\b.*\b(?:изложи\w*|опиши\w*|расскажи\w*)\b|^что (?:написано |сказано |содержится |есть )?в (?:этом|этой|данном|нашем|моем)? ?{_RU_DOCUMENT}\W*$|\bсодержание {_RU_DOCUMENT}|^(?:расскажи|опиши|объясни)\w*(?: мне)?(?: о| об| про)? (?:этот|эту|этом|этой|наш|мой)? ?{_RU_DOCUMENT}$"
    ),
    listed=(
        r"^(?:(?:у |в |с |о |на |из |для |по )?как(?:ие|их|им|ими)|перечисли\w*|назови\w*|список|составь\w* список)\b|^(?:у |в |с )?как(?:ой|ая|ого|ому|ом|им) (?:поставщик\w*|договор\w*|компани\w+|фирм\w+|клиент\w*|сотрудник\w*|продукт\w*|документ\w*|арендатор\w*|модел\w+|машин\w+)\b|^(?:дай|покажи|найди|выведи|собери)\w*\b.*\b(?:все|всех|каждый|список)\b|^как (?:мне |нам |правильно |можно |нужно |надо )?\w+(?:ть|ться|ти|чь)\b|\bпо шагам\b|\bшаги\b|\bпорядок действий\b|\bпошагов\w+|\bинструкци\w+ по\b"
        r"|^что (?:мне |нам )?(?:нужно|надо|необходимо|требуется|следует)\b|^все \w+|^кто (?:все|такие)\b|^сколько (?:договоров|счетов|поставщиков|клиентов|сотрудников|арендаторов)\b|^каковы\b"
    ),
    composed=r"^(?:напиши\w*|написать|составь\w*|сочини\w*|перевед\w+|исправь\w*|придумай\w*|вообрази\w*|запрограммируй\w*|отредактируй\w*)\b(?! список)|^(?:подготовь|создай|сгенерируй|предложи|сделай|дай|посоветуй)\w*(?: мне)? (?:\w+ )?(?:письм\w+|ответ|сообщени\w+|текст|речь|статью|код|функцию|скрипт|формулу|шаблон|слоган|иде\w+|приглашение|напоминание|рецепт|пример\w*|совет\w*)\b|^помоги\w*(?: мне)? (?:написать|составить|понять)\b|^как (?:будет|сказать|пишется|перевести)\b",
    explained=(
        r"^(?:объясни\w*|поясни\w*|растолкуй\w*|дай определение|опиши\w*)\b|^что (?:такое|значит|означает) [а-яa-z-]+(?: [а-яa-z-]+){0,2}\W*$|^как (?:работает|устроен\w*) [а-яa-z-]+\W*$|^кто (?:изобрел|открыл|написал|придумал)\b|^столица\b|^какая столица\b|^почему небо\b"
    ),
    creative=(
        r"^(?:ты )?(?:расскажи|напиши|сочини|придумай|спой|давай|знаешь|есть)\w*(?: мне| нам)?(?: [\w-]+){0,2} (?:анекдот\w*|шутк\w+|стих\w*|стихотворени\w+|сказк\w+|истори\w+|песн\w+|загадк\w+|хокку|хайку)\b|^(?:анекдот|стих)\b"
        r"|^(?:привет|здравствуй(?:те)?|доброе утро|добрый (?:день|вечер)|доброй ночи|спасибо|благодарю|пока|до свидания|как (?:дела|ты|поживаешь)|кто ты|что ты умеешь|отлично|супер|хорошо|да|нет|понятно)(?:,? (?:как дела|большое|тебе|вам|всем|огромное))*\W*$"
    ),
    ours=rf"\b(?:наш\w*|(?:этот|эта|это|эти|этого|этой|этом|мой|моего|моем|данн\w+) (?:\w+ )?{_RU_DOCUMENT}|договор\w*|(?:пункт|раздел|глава|статья|параграф|страница)\w* \w+)\b|\.\w{{2,4}}\b|§",
    points=r"^(?:а|и|но|или|тоже|также|что насчет|как насчет|тогда|ну а)\b|\b(?:он|она|оно|они|его|ее|их|ему|ей|им|ними?|нем|ней|него|нее|этот|эта|эти|этого|этой|этом|этих|тот|та|те|того|там|тогда|тот же|та же|такой|оба|остальн\w+|друг\w+)\b|\bэто(?=\W*$| (?:стоит|значит|действует|входит)\b)",
)

_ZH_DOCUMENT = r"(?:文件|文档|文章|合同|协议|租约|报告|纪要|记录|手册|指南|制度|政策|规定|规程|办法|信件|信|邮件|发票|账单|演示文稿|幻灯片|书|章|表格|说明书|通知|报价单?|条款|资料|材料|pdf)"
_ZH_FILES = r"(?:文件|文档|资料|材料|pdf)"

CHINESE = Phrasing(
    polite=r"(?:请)?告诉我(?!更多|多)|请问?|麻烦|劳驾|帮我|帮忙|好的?|那么?|现在|谢谢|你?能不能|你?可不可以|可以|能|我想|我要|我需要|给我|你|您",
    asks=r"^(?:多少|几|哪|谁)|多少|多久|哪[个些里家份]",
    operations={
        "translate": r"翻译(?:成|为)?(?:{lang})?|译[成为](?:{lang})?|(?:用|以|换成|改成|变成|说成)(?:{lang})|(?:{lang})(?:版|呢)|^(?:{lang})$",
        "table": r"表格|列?表(?=形式|呈现|展示|显示|[吧。]?$)|做[成个]表格?|制表",
        "shorter": r"简?短|简洁|精简|简要|简略|缩短|压缩|浓缩|[一两二三四五几\d]句话|太长|少[说写讲]|少(?=一?[点些])|概括|字以内|字左右|总结(?=$|一下|它|这)|长话短说|简单(?:点)?说",
        "simpler": r"简单|通俗|易懂|白话|[听看]不懂|[没不](?:太|[听看])?(?:懂|明白|理解)|什么意思|小孩|小学生|容易",
        "longer": r"详细|具体|展开|多说|继续|接着|再(?:多)?说(?:说|点|些)|更多|长(?=一?[点些])|补充|进一步|还有(?:吗|别的|什么|其他)?|细说|深入|多讲|细节",
        "why": r"为什么|为何|为啥|怎么(?:知道|得出|得来|来)的?|哪[份个](?:文件|文档|资料)?[里中]?(?:写|说|提到?|来)的|从哪|看到的?|依据|根据(?:是|在)?(?:什么|哪)|出处|来源|哪里写|写在哪|确定|真的|理由|凭什么|原因",
        "rephrase": r"换[个一]?种?(?:说法|方式)|改写|重写|重新[写说组]|换句话说|正式|礼貌|客气|列点|要点|分点|条列|再说一遍|重复|条目|清单|列表|口语|书面",
    },
    carriers=r"没有|有|了解|需要|知道|出来|写出|讲出|关于|方面|提供|信息|资讯|语句|句子|段落|段|行|稍微|稍|尽量|尽可能|非常|很|比较|最好|希望|想要|可不可以|好吗|行吗|谢谢|讲述|描述|字数|大家|请|帮我|帮忙|麻烦|你|您|能不能|能|可以|可否|把|将|它|这个|这|那个|那|刚才|刚刚|上面|上述|之前|最后|前面|上一个?|一个|的|回答|答案|答复|内容|话|文字|一下|点|些|吧|吗|呢|啊|再|更|太|成|为|做|写|说|弄|给|我|用|以|形式|方式|出来|列|整理|变|改|换|讲|解释|要|想|了|得|地|是|整个|部分|来|又|也|还|到|版本|一|遍|在|呈现|展示|显示|说明|生成|转|有没有|什么|都|对|哪里|哪儿|哪|清楚|清晰|语气|口吻|风格|文风|全部|别|只|就|按|看|听|起来|一些|能够|语|语言",
    summarise=r"(?:总结|概括|回顾|归纳|小结|梳理|摘要)[^。]{0,8}(?:对话|聊天|谈话|讨论|交流|会话|我们(?:刚才|刚刚|之前|说|聊|谈|讨论))|(?:对话|聊天|谈话|刚才(?:说|聊|谈)的)[^。]{0,8}(?:总结|概括|回顾|归纳|小结|摘要)|我们(?:刚才|刚刚|都|之前)?(?:聊|谈|说|讨论)了(?:些)?(?:什么|哪些)",
    recall=r"我(?:都|刚才|刚刚|之前|最开始|一开始|开始|前面|最早|上次|第一[次句])?(?:问|说|提)(?:了|过|的)?(?:你)?(?:是)?(?:什么|哪些|啥|第一)|我(?:的|问的)?(?:第一|上一|最后一?|前一|第二)个?(?:问题|条消息)|你(?:刚才|刚刚|之前|前面)(?:说|回答|答|讲)(?:了|的)?(?:什么|啥|是)|^(?:第一|上一|最后一?)个问题是",
    library=(
        rf"^(?:这里|库里|库中|知识库[里中]?|文件库[里中]?|资料库[里中]?|目前|现在|库里?|你(?:这里|手上|那里)?|我们?|一共|总共|都)*(?:共|存)?(?:有|收录|包含|存)(?:了)?(?:些)?(?:哪些|什么|多少[份个篇]?|几[份个篇]){_ZH_FILES}|^(?:有)?(?:哪些|多少[份个篇]?|几[份个篇]?){_ZH_FILES}(?:可用|可以(?:用|查)|在库)?(?:[?？。]|$)|^(?:都)?有(?:哪些|什么){_ZH_FILES}"
        rf"|(?:知识|文件|资料|文档)库[里中]?(?:都|一共|总共|现在|目前)*(?:有|收录|包含|存)了?(?:些)?(?:什么|哪些|多少|几)|(?:列出|显示|展示|查看|看看|告诉我)(?:一下)?(?:所有|全部|现有|库[里中])?的?(?:所有|全部)?的?{_ZH_FILES}(?:列表|清单|名称|名字|目录|标题)?(?:[。?]|$)|{_ZH_FILES}(?:列表|清单|目录)(?:[。?]|$)|(?:哪些|多少[份个篇]?|几[份个篇]){_ZH_FILES}(?:中|里)?(?:都)?(?:提到|提及|涉及|包含|说到|讲到|关于)"
        rf"|(?:一共|总共|我们|目前|现在|库里)(?:签|有)了?(?:多少|几)[份个篇](?:\w{{0,4}}){_ZH_DOCUMENT}(?:[?]|$)|(?:看到|读到|访问|查到|知道|了解|掌握|读过)(?:了|过)?(?:哪些|什么|多少[份个篇]?){_ZH_FILES}|我(?:都)?(?:上传|导入|添加|放)(?:了|过)?(?:哪些|什么|多少[份个篇]?){_ZH_FILES}|你(?:都)?知道(?:些)?什么|(?:总结|概括|概述|概览)(?:一下)?(?:我的|我们的)?(?:所有|全部)(?:我的|的)?{_ZH_FILES}|(?:所有|全部){_ZH_FILES}的?(?:总结|概要|摘要|概述|概览)|有没有(?:关于|提到|涉及).{{1,20}}的?{_ZH_FILES}"
    ),
    compare=r"(?:有什么|有何|有哪些|什么|的|主要)(?:不同|区别|差别|差异|变化|改动|出入)|不同(?:之处|点|吗)|区别|差异|(?:一样|相同|一致|相等)(?:吗|么|[?]|$)|是否(?:一样|相同|一致)|对比|比较(?!好|合适)|相比|相差|差多少|差几|哪[种个款家份].{0,8}更|变了什么|改了(?:什么|哪些)|(?:哪里|哪儿|什么地方)(?:变|改)|[跟和与同].{2,30}哪[个份一]|比.{1,12}[多少]了|一样[多长高大贵重远]?(?:吗|么)|异同|差在|有什么变化|矛盾|冲突|不一致|不相符|对[得不]上|对照|出入|共同点|相似|优缺点|[跟和与同].{1,15}比(?:一下|起来|呢|[?]|$)|比.{1,15}(?:更|长|短|高|低|贵|便宜|重|轻|大|小|快|慢|多|少|早|晚|好)(?:吗|多少|一些|[?]|$)|还是.{1,20}(?:更|比较|长|贵|便宜|高|重)|(?:哪|谁).{0,20}最|哪[一个家份款种台].{0,10}(?:更|比较(?:便宜|贵|长|短|高|低|好|重|轻|大|小|快|慢))|最.{1,4}的是哪",
    whole=(
        rf"总结|概括|概述|归纳|摘要|概要|概况|综述|太长不看|主要(?:条款|条件|约定|规定)|风险|(?:需要|要|该|应该?|得)(?:注意|留意|当心|知道)(?:的)?(?:什么|哪些)|还(?:写|说|讲|提到|规定)了?(?:些)?(?:什么|哪些)|提炼|提纲|大纲|要点|重点(?:是|内容|有|[?]|$)|亮点|看点|主要(?:内容|观点|讲|说|意思|信息|结论)|核心(?:内容|观点|意思)|中心思想|大意|梗概|(?:讲|说|写|谈|介绍|约定|规定|讨论|决定|定)(?:的|了)(?:是|些)?(?:什么|啥|哪些)|梳理|过一[遍下]|简述|速览|划重点|(?:写|说|讲)的?些?什么|(?:关键|核心|重要|主要)的?(?:条款|点|信息|内容|约定)|介绍(?:一下)?[a-z]|提没提|(?:关于|有关)什么的|是关于什么|什么内容|内容是什么|(?:介绍|讲讲|说说|解释|读)(?:一下)?(?:这|该|那)(?:份|个|篇|本|封)?{_ZH_DOCUMENT}(?:[。?]|$)|(?:这|该|那)(?:份|个|篇|本|封){_ZH_DOCUMENT}[里中]?(?:都)?(?:有|写|说)(?:了)?(?:什么|哪些)(?:[?]|内容|$)"
    ),
    listed=r"哪些|有哪几|列出|列举|罗列|列一下|所有|全部|每[一个份家]|清单|都有(?:什么|谁)|[里中](?:都)?有(?:些)?什么|各[个份家项]|各(?:合同|租约|协议|会议)|逐[一个份]|一份一份|一览|(?:哪|哪一)(?:个|家|份|位|款|台|种)(?!日期)|步骤|流程|程序|怎么(?!样|回事|说|知道|了|算|没|会|这么|那么|还)|怎样|如何|(?:需要|要|应该|应当|得)(?:准备|带|提交|做|提供|注意)?(?:些)?(?:什么|哪些|啥)|分别|有谁|哪几|有(?:多少|几)(?:份|家|个)(?:供应商|合同|客户|员工|发票)",
    composed=r"(?:^|请|帮我|给我|帮忙|麻烦)(?:你|您)?(?:用\w{1,12})?(?:再)?(?:写|撰写|起草|草拟|拟|编写|作|创作|翻译|润色|改写|校对|设计|生成|想|起)(?:一|个|几|出|下|封|份|篇|段|首|这|成|些|一下|条)|^用\w{1,12}(?:写|实现|编)|^(?:翻译|润色|校对)|(?:写(?!给.{1,8}的|的|了)|编写|实现)(?:一?个|一段|一份|一封|一篇)?\S{0,12}(?:代码|函数|程序|脚本|算法|排序|邮件|信|正则|公式|文案|演讲稿|作文|通知|请假条|辞职信|祝福语)|(?:{lang})里.{1,12}怎么(?:说|写)|用(?:{lang})怎么说|(?:{lang})怎么(?:说|写)|举(?:一?个|几个)例子?|[起取想]个?(?:一?个)?(?:名字|标题|名称|口号)|给(?:我|出)?(?:一些|几[个条]|点)(?:建议|主意|点子|例子|提示)|怎么做(?:红烧|西红柿|蛋糕|饭|菜)",
    explained=r"^(?:什么是|何为|何谓|啥是|解释(?:一下)?(?:什么是)?|讲解(?:一下)?|介绍一下什么是|科普(?:一下)?)(?!这|该|那|我们|本)|^[^\s的我本这那该,，。?]{2,10}(?:是什么意思|是什么东西|是啥(?:意思)?)[?？]?$|^[a-z]{2,12}是什么[?？]?$|^(?:谁)(?:发明|发现|写)了?|的首都(?:是|在)|天空为什么|为什么天空",
    creative=(
        r"^(?:请|请你|帮我|给我|再|能|来|可以|会|你)*(?:给我|帮我)?(?:写|编|讲|说|来|作|创作|唱)(?:一)?(?:首|个|篇|段|则|点|支)?.{0,10}(?:故事|诗|词|歌|笑话|童话|谜语|段子|对联|绕口令|情书)(?:吧|吗|呗|么)?[。!?]?$"
        r"|^(?:你好|您好|大家好|嗨|嘿|哈喽|早上好|早安|早|上午好|中午好|下午好|晚上好|晚安|谢谢(?:你|您)?|多谢|感谢|再见|拜拜|你是谁|你叫什么(?:名字)?|你能(?:做|干)(?:些)?什么|你会(?:做)?什么|好的?|太好了|不错|厉害|嗯|不客气|没关系|是的?|对|不|没事|哈+|在吗|最近怎么样|你怎么样)(?:[,，、]?(?:你怎么样|最近好吗|你好吗|谢谢|你好|再见|啊|呀|吗|了|哦))*[。!?~]*$"
    ),
    ours=rf"我们|我的|我司|咱们|公司|本(?:公司|合同|文件|协议|手册)|(?:这|那|该|此)[份个篇本封]?{_ZH_DOCUMENT}|合同|租约|手册|纪要|制度|第.{{1,4}}[条章节页款]|\.\w{{2,4}}(?![a-z])",
    points=r"^(?:那|那么|还有|以及|另外|然后|如果|换成|而|但|但是|或者|所以)|它|他们?|她们?|这个|那个|这些|那些|上述|前者|后者|其[中他它]?|该|此|这(?=份|种|家|项|里|样|儿|是|要|需|多|有)|那(?=份|种|家|项|里|样|儿|边)|同样|两者|呢[?？]?$|刚才|上面",
)

_JA_DOCUMENT = r"(?:文書|書類|ファイル|契約書?|賃貸契約|報告書?|レポート|議事録|マニュアル|手引き?|説明書|規程|規則|ポリシー|手紙|メール|請求書|資料|論文|記事|章|表|pdf|見積書?|約款|ドキュメント|本|文章)"
_JA_FILES = r"(?:文書|書類|ファイル|資料|ドキュメント|pdf)"

JAPANESE = Phrasing(
    polite=r"すみません(?:が)?|お願いします|お願い|ください|下さい|ありがとう|では|じゃあ|それでは|あの|はい|えっと",
    asks=r"いくら|いつ|どこ|だれ|誰|何[日年月時人個回]|どちら|どの|ですか[?？]?$(?<!なぜですか)(?<!なぜですか[?？])",
    operations={
        "translate": r"翻訳|訳し|訳(?=$|を|に|して)|(?:{lang})(?:で|に|版)|^(?:{lang})$",
        "table": r"(?:一覧)?表(?=に|で|形式|として|を|化)|テーブル",
        "shorter": r"短[くめい]|簡潔|手短|要点だけ|一言|[一二三\d]文で|長すぎ|まとめて(?=$|くだ|下)|縮め|要約(?=$|して)|簡略|減らし|少なめ",
        "simpler": r"簡単|やさしく|易しく|優しく|分かりやす|わかりやす|かみ砕|噛み砕|[分わ]か[らりん]|どういう(?:意味|こと)|平易|子供|子ども|初心者",
        "longer": r"詳し|詳細|もっと(?:教|話|知り|情報)|続け|続き|長く|(?:他|ほか)に(?:は|も)?|具体的|掘り下げ|それから",
        "why": r"なぜ|どうして|何故|なんで|根拠|出典|ソース|理由|本当|確か|どこに書",
        "rephrase": r"言い換え|書き直|書き換え|別の(?:言い方|表現)|違う言い方|丁寧|敬語|箇条書き|もう一度|もう一回|繰り返|リスト|フォーマル|カジュアル|並べ替え",
    },
    carriers=r"見たい|見せ|見|文字|字数|量|必要|欲しい|いります|知りたい|言い方|口調|文体|語調|スタイル|情報|言葉|文章|段落|行|少々|なるべく|できるだけ|頂け|という|に関して|について|もの|ことば|表現|付け|加え|もっと|さらに|更に|もう少し|もう|少し|ちょっと|を|に|で|は|が|の|と|も|から|して|する|しろ|ください|下さい|くれる|くれます|くれ|お願いします|お願い|します|ます|まし|か|書いて|まとめて|まとめ|言って|言う|話して|説明|直して|答え|回答|それ|これ|今の|今|さっき|上|先ほど|先|前|最後|もらえ|いただけ|ませ|ん|です|なら|じゃあ|では|て|い|作って|作成|変えて|教えて|み|形式|として|ように|ような|よう|化|さい|な|ね|よ|内容|文|る|れ|ほしい|欲しい|たい|できる|できます|何|く|こと|だけ|ない|は|あります|あり|頼む|出して|見せて|使って|し|た|り|やり|やすく|する",
    summarise=r"(?:会話|対話|チャット|やり取り|やりとり|話したこと|ここまで|これまで)[^。]{0,10}(?:まとめ|要約|整理|振り返)|(?:まとめ|要約)[^。]{0,8}(?:会話|対話|チャット|やり取り|やりとり)|(?:何|なに)(?:について|を)話し(?:ました|た|てい)",
    recall=r"(?:私|僕|わたし|さっき|最初|先ほど|はじめ|初め|前)(?:は|に|が|の)?(?:さっき|最初に?|先ほど|何を?|なにを?)*(?:何|なに|どんなこと)?(?:を)?(?:聞き|聞い|質問し|尋ね|言い|言っ)(?:ました|た)|(?:最初|最後|前|一つ前|直前)の質問|(?:さっき|先ほど)(?:何|なん)(?:て|と)(?:言|答)|何を(?:聞き|質問し)(?:ました|た)",
    library=(
        rf"(?:どんな|どの(?:よう)?な?|どういう|何の|いくつ|何件の?|何個の?|何|どれだけ){_JA_FILES}(?:が|は|を)?(?:ある|あり|入って|登録|保存|持って|読め|含まれ|収録)|{_JA_FILES}(?:は|が)?(?:全部で)?(?:何|いくつ)(?:件|個|つ|枚|本|が)?(?:ある|あり|入って|登録|です|[?]|$)|{_JA_FILES}(?:の)?(?:一覧|リスト|目録)|(?:すべて|全て|全部|全)の?{_JA_FILES}(?:を|の)?(?:一覧|リスト|表示|見せ|教え|挙げ|名前|タイトル|要約|概要|まとめ)|(?:ライブラリー?|ナレッジベース|データベース|書庫)(?:に|の)(?:は)?(?:何|なに|どんな|中身|内容)|何を知って|(?:どの|どんな){_JA_FILES}を?(?:知って|読ん|見られ|参照)|(?:いくつ|何件)の{_JA_FILES}(?:が|で)(?:言及|触れ|述べ)|についての{_JA_FILES}は?(?:ある|あり)|(?:アップロード|登録|追加|取り込)\w{{0,6}}{_JA_FILES}(?:は|を)(?:何|なに|教え|全部|すべて)"
    ),
    compare=r"同じ(?:です|でしょう)?か|同一です|違い|違う|異なる|異なり|比較|比べ|対比|差(?=は|を|が)|変わった|変更点|変わりました|より(?:も)?(?:長|短|高|低|安|重|軽|大き|小さ|速|遅|多|少|良|新し|古)|どちらの?.{0,12}が|どっちの?.{0,12}が|(?:どの|どれ|誰|どこ).{0,20}(?:一番|最も|もっとも|最[長短高低安大小多少])|(?:一番|最も|最[長短高低安大小]).{0,15}(?:どれ|どの|誰|どこ)|矛盾|長所と短所",
    whole=(
        r"(?:各|それぞれの)(?:章|節)|章ごと|"
        rf"要約|まとめて|まとめ(?:を|$)|概要|要旨|要点|ポイント(?:は|を)|あらすじ|主な内容|主要な|(?:何|なに)(?:について|に関する|が書|を述べ|の(?:文書|書類|ファイル))|(?:どんな|どういう)内容|内容(?:は|を)(?:[?。]|$|何|なん|教え|説明)|重要な点|(?:この|その|あの){_JA_DOCUMENT}(?:を|について)(?:説明|教え|紹介|解説)|(?:には|に)何が書"
    ),
    listed=r"すべて|全て|全部|全員|一覧|リスト|列挙|挙げて|どの\w{1,12}(?:が|は|を|に|で)|どれ(?:が|です)|どんな\w{1,10}が|何が必要|(?:必要|いる)(?:な)?(?:もの|書類|手続き)|手順|やり方|方法|どうやって|どうすれば|どのように|仕方|ステップ|各\w|それぞれ|(?:の|は)どれ|何を(?:準備|持って|すれば|用意)|誰がいますか|手続き",
    composed=r"^(?!.*(?:要約|まとめ|契約書|議事録)).{1,30}を(?:書い|作っ|作成し|考え|下書きし)て(?:ください|下さい|くれ|ほしい|もらえ)?|(?:メール|手紙|返信|返事|文章|文面|スピーチ|エッセイ|記事|コード|関数|プログラム|スクリプト|案内|招待状|挨拶文|作文|企画書|アイデア|キャッチコピー|レシピ|数式|正規表現|クイックソート)(?:文|案)?を(?:\w{0,4})?(?:書|作|考|下書|提案|教え|出)|(?:を|に)(?:翻訳|訳)|^翻訳|を(?:起草|添削|校正)|(?:{lang})で(?:何|なん)と言|(?:python|java|javascript|sql|excel)で.{0,20}(?:書|作|実装)|例を(?:挙げ|出|示)|(?:書|作)くのを手伝",
    explained=r"(?:とは|って)(?:何|なん|なに)?(?:ですか|でしょうか|だ|の(?:こと|意味))?(?:を説明\w*|について教えて\w*)?[?？。]?$|とは(?:何|なん)|^(?!この|その|当社|弊社|私たち).{1,12}(?:を|について)(?:説明|解説)して|の意味(?:は|を)|^(?:誰)が.{1,12}(?:発明|発見|書き|描き)|の首都|の仕組み|^空はなぜ|なぜ空",
    creative=(
        r"(?:冗談|ジョーク|詩|物語|お?話|小説|歌|歌詞|俳句|川柳|なぞなぞ|童話|ダジャレ|だじゃれ)(?:を|でも)?(?:一つ|ひとつ)?(?:言|書|作|聞かせ|話|教え|詠|歌|ちょうだい)"
        r"|^(?:こんにちは|こんばんは|おはよう(?:ございます)?|おやすみ(?:なさい)?|はじめまして|ありがとう(?:ございます|ございました)?|どうも|さようなら|じゃあね|またね|元気(?:ですか)?|お元気ですか|あなたは誰(?:ですか)?|何ができますか|やあ|了解(?:です)?|はい|いいえ|すごい|なるほど|よろしく(?:お願いします)?)(?:[、,。!]?(?:元気ですか|ございます))*[。!?]*$"
    ),
    ours=rf"私たち|わたしたち|我々|当社|弊社|うちの|我が社|会社|(?:この|その|あの|本|当該){_JA_DOCUMENT}|契約書|議事録|マニュアル|第.{{1,4}}[条章節項]|\.\w{{2,4}}(?![a-z])",
    points=r"^(?:では|じゃあ|それで|また|そして|でも|あと|なら)|それ|これ|あれ|その|この|あの|そこ|ここ|彼女?|同じ|両方|前者|後者|他に|ほかに|(?:は|なら)[?？]$",
)

_KO_DOCUMENT = r"(?:문서|서류|파일|계약서?|임대차?\s?계약서?|보고서|회의록|매뉴얼|설명서|안내서|지침서?|규정|정책|편지|메일|이메일|청구서|송장|자료|논문|기사|장|표|pdf|견적서?|약관|글|책)"
_KO_FILES = r"(?:문서|서류|파일|자료|pdf)"

KOREAN = Phrasing(
    polite=r"부탁(?:해요?|드려요|드립니다|합니다)?|제발|고마워|감사합니다|자|그럼|그러면|이제|혹시|네|좀",
    asks=r"얼마|언제|어디|누구|누가|몇|어느|어떤",
    operations={
        "translate": r"번역|(?:{lang})(?:로|버전)|^(?:{lang})$",
        "table": r"표(?=로|를|에|형식|\s|$)|도표|테이블",
        "shorter": r"짧[게은]|간단히|간략|간결|한\s?(?:문장|줄|마디)|줄여|요약(?=$|\s?해)|너무 길|[두세]\s?문장",
        "simpler": r"쉽게|쉬운|쉽|간단하게|이해(?:가|를)?\s?(?:안|못|잘)?|무슨 (?:뜻|말|의미)|무슨 소리|초보|어린이|아이",
        "longer": r"자세[히하한]|상세|더 (?:알려|말해|설명|길|얘기|이야기|많)|길게|계속|구체적|또 (?:있|뭐|다른)|다른 (?:건|것)|이어서|더$",
        "why": r"왜|어째서|이유|근거|출처|확실|정말|진짜|어디에? (?:나와|써|적혀)",
        "rephrase": r"다시|바꿔|다르게|다른 말로|정중|공손|격식|목록으로|글머리|반복|항목|존댓말|반말|리스트",
    },
    carriers=r"보고 싶|볼 수|글자|글|길이|넣어|담아|필요|필요해|알고|싶|자세|내용|말투|어조|어투|투로|문체|스타일|정보|많은|많이|말로|문장|단락|줄로|조금만|가능|부탁|드려|주실|싶어|원해|대해|관해|에서|있을|을까|좀|더|조금|그것|그거|그걸|이것|이거|이걸|답변|대답|답|내용|을|를|은|는|이|가|으로|로|해|해줘|줘|줄래|줄|주세요|주시겠어요|만들어|만들|보여|나타내|바꿔|써|말해|말|설명|설명해|알려|정리|정리해|지금|다|위|방금|마지막|요|한|번|하|할|수|있|나요|어|까|게|도|에|의|된|되|돼|그|다시|형식|히|해서|해주|면|안|못|돼요|요약|뭐|건|것|습니|니|래|려|주|시|라고|지|서|는지|거|야",
    summarise=r"(?:대화|채팅|이야기|얘기|나눈|지금까지)[^.]{0,12}(?:요약|정리)|(?:요약|정리)[^.]{0,8}(?:대화|채팅)|(?:무슨|어떤) (?:이야기|얘기|대화)를? (?:했|나눴|나누었)",
    recall=r"(?:내가|제가|내|나는|저는)\s?(?:아까|방금|처음에?|맨 처음에?|먼저|이전에)?\s?(?:뭐(?:라고|를)?|무엇을|뭘|어떤 질문을?)\s?(?:물어|물었|질문|말했|했)|(?:첫|마지막|이전|첫 번째|두 번째)\s?(?:번째)?\s?질문|(?:아까|방금|처음에)\s?(?:뭐라고|뭘|무엇을|무슨 말을)\s?(?:했|말했|물었|물어|답했)",
    library=(
        rf"(?:어떤|무슨|몇\s?(?:개|건)의?|얼마나 많은|모든|전체)\s?{_KO_FILES}(?:들)?(?:이|가|을|를|은|는)?\s?(?:있|들어|저장|보관|등록|가지고|갖고|알고|읽|포함|보여|알려|나열|목록|요약)|{_KO_FILES}(?:들)?(?:이|가|은|는)?\s?(?:모두|총|전부)?\s?몇\s?(?:개|건|가지)|{_KO_FILES}\s?(?:목록|리스트)|(?:라이브러리|지식\s?베이스|데이터베이스|자료실|보관함)에?(?:는)?\s?(?:뭐|무엇|어떤|무슨|몇)|(?:뭐|무엇)(?:을|를)?\s?알고\s?있|(?:몇\s?개의?|어떤)\s?{_KO_FILES}(?:이|가|에서)?\s?.{{0,15}}(?:언급|다루)|에 (?:대한|관한) {_KO_FILES}(?:이|가)? 있|(?:올린|업로드한|추가한|등록한|넣은)\s?{_KO_FILES}(?:들)?(?:이|가|은|는)?\s?(?:뭐|무엇|어떤|몇|모두|다)"
    ),
    compare=r"(?:같은가요|같습니까|같나요|같아요|똑같|동일)|차이|다른\s?(?:점|가)|다릅|달라|비교|대비|변경된|바뀌었|바뀐|보다\s?(?:더|덜)?\s?(?:길|짧|높|낮|비싸|싸|싼|무겁|가볍|크|작|빠르|느리|많|적|좋)|(?:어느|어떤|누가|어디|누구).{0,25}(?:가장|제일|더 )|(?:가장|제일).{0,15}(?:무엇|뭐|어느|어떤|누구|어디)|모순|장단점",
    whole=(
        r"각 ?(?:장|절)(?:에서|마다|의|별)|장마다|"
        rf"요약|정리해|개요|요점|요지|핵심|주요\s?(?:내용|사항|포인트|결론)|중요한\s?(?:점|내용)|줄거리|무엇에\s?(?:관한|대한)|뭐에\s?(?:관한|대한)|무슨\s?내용|어떤\s?내용|내용(?:이|은)?\s?(?:뭐|무엇)|(?:이|그|저)\s?{_KO_DOCUMENT}(?:을|를|에 대해)?\s?(?:설명|소개|알려)|(?:에|에는)\s?뭐(?:가|라고)\s?(?:써|적혀|쓰여|나와)"
    ),
    listed=r"모든|모두|전부|목록|리스트|나열|열거|어떤\s?\w+(?:들)?(?:이|가)\s?(?:있|해당|끝|포함|필요)|어떤\s?것들?|어느\s?\w{1,8}(?:이|가|에서|의)|무엇이\s?필요|뭐가\s?필요|필요한\s?(?:것|서류|게|건)|절차|단계|방법|어떻게(?!\s?(?:되|됩|된|생|지내|생각))|어디어디|누구누구|뭐뭐|각각|각\s|준비(?:해야|물)|누가\s?있|누구누구|무엇을\s?(?:준비|해야|가져)",
    composed=r"^(?!.*(?:요약|계약서|회의록|표)).{1,30}(?:을|를)\s?(?:써|작성해|지어|만들어)\s?(?:줘|주세요|줄래)|(?:메일|이메일|편지|답장|글|문장|연설문?|에세이|기사|코드|함수|프로그램|스크립트|초대장|안내문|아이디어|레시피|수식|정규식|공지|사직서|퀵\s?정렬)(?:을|를)?\s?(?:하나|좀)?\s?(?:작성|써|쓰|만들|짜|추천|제안|알려)|번역해|^번역|초안|교정해|(?:{lang})로\s?(?:뭐|어떻게)|(?:python|파이썬|자바|sql|엑셀)으?로.{0,20}(?:작성|짜|만들|써|구현)|예를?\s?(?:들어|하나)|예시를?\s",
    explained=r"(?:이란|란|이라는 것은|이라는 게|라는 게)\s?(?:무엇|뭐|뭔)?|^[^\s]{1,12}(?:이|가)\s?(?:뭐야|뭐예요|뭔가요|뭐죠|무엇인가요|무엇입니까|무엇이야|뭐지)[?]?$|^(?!이\s|그\s|우리|저희).{1,14}(?:에 대해|을|를)\s?설명해|(?:의|는) 뜻|무슨 뜻이|(?:누가).{1,12}(?:발명|발견|썼|그렸)|의 수도|의 원리|작동\s?원리",
    creative=(
        r"(?:농담|유머|(?<!다)시|이야기|동화|소설|노래|가사|수수께끼|개그|삼행시)(?:를|을|나)?\s?(?:하나|한\s?(?:편|개))?\s?(?:더)?\s?(?:해|써|들려|말해|지어|만들어|불러|줘)"
        r"|^(?:안녕(?:하세요|하십니까)?|반가워요?|반갑습니다|좋은 (?:아침|저녁|하루)(?:입니다|이에요)?|잘 자|안녕히 (?:가세요|계세요|주무세요)|고마워요?|고맙습니다|감사합니다|감사해요|잘\s?지내(?:요|세요|니)?|누구(?:야|세요|니)|뭐 할 수 있어|무엇을 할 수 있나요|네|예|아니요?|좋아요?|알겠습니다|알겠어요?|대단해요?|와)(?:[,.! ]*(?:반갑습니다|반가워요?|잘\s?지내(?:요|세요)?))*[.!?]*$"
    ),
    ours=rf"우리|저희|당사|회사|(?:이|그|저|해당|본)\s?{_KO_DOCUMENT}|계약서|회의록|매뉴얼|제\s?\d+\s?[조장항절]|\.\w{{2,4}}(?![a-z])",
    points=r"^(?:그럼|그러면|그리고|또는|하지만|근데|그런데|만약)|그것|그거|그건|이것|이거|이건|그\s|이\s|저\s|그는|그녀|그들|거기|여기|같은|둘\s?다|전자|후자|다른|(?:은|는)(?:요)?[?？]$",
)

PHRASINGS: Mapping[Language, Phrasing] = {
    "en": ENGLISH,
    "zh": CHINESE,
    "de": GERMAN,
    "fr": FRENCH,
    "es": SPANISH,
    "it": ITALIAN,
    "pt": PORTUGUESE,
    "ru": RUSSIAN,
    "ja": JAPANESE,
    "ko": KOREAN,
}
