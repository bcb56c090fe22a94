"""How requests are put in English and German."""

from __future__ import annotations

from assistant.agent.phrasing.form import Phrasing

_EN_DOCUMENT = (
    r"(?:documents?|files?|pdfs?|papers?|contracts?|agreements?|leases?|reports?|minutes|manuals?|handbooks?|polic(?:y|ies)|letters?"
    r"|e-?mails?|invoices?|decks?|slides|presentations?|books?|articles?|chapters?|guides?|(?:spread)?sheets?|memos?|transcripts?"
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
            r"|(?:what|which)(?:'s| is)? (?:the |your )?sources?|sources?|says who|reasons?|prove|based on what|(?:on )?what (?:basis|grounds|evidence)|evidence|reference)\b"
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
        rf"|\b(?:{_EN_STEM}er|more|less|fewer|better|worse)\b[^?]*\bthan\b(?! (?:\d|one\b|two\b|three\b|an? (?:day|week|month|year)))|^(?:which|who|what|is|are|does|do)\b.*\b(?:{_EN_STEM}er|more|less|better|worse)\b.*\bor\b|^(?:is|are|does|do)\b.*\bor\b.*\b(?:{_EN_STEM}er|more|less|better|worse)\b"
        r"|^(?:are|is|do|does)\b.*\b(?:different|differ|the same|identical|equal)\b|\b(?:pros and cons|advantages? over|contradict\w*|side by side)\b"
    ),
    whole=(
        r"\bsummar(?:y|ies|i[sz]e[sd]?|i[sz]ing)\b|^sum up\b|\btl;?dr\b|\b(?:the )?gist\b|\bsynopsis\b|\boverview of\b|\bnutshell\b|\btakeaways?\b|\bhighlights?\b|\bbottom line\b|\boutline of\b|^(?:outline|sketch)\b"
        r"|\b(?:main|key|central|most important|essential) (?:points?|messages?|findings?|facts|ideas?|topics?|contents?|terms|conclusions?|statements?|parts?|aspects?|arguments?|sections?|details?)\b"
        rf"|^what(?:'s| is| are| was)\b.{{1,60}}\babout$|^what (?:does|do|did) (?:this|the|that|these|my|our) (?:[\w.-]+ ){{0,3}}{_EN_DOCUMENT} (?:say|contain|cover|state|deal with|tell(?: (?:me|us))?)$"
        rf"|^what(?:'s| is) (?:in|inside) (?:this|the|that|my) (?:[\w.-]+ ){{0,3}}{_EN_DOCUMENT}$|\bcontents? of (?:this|the|that|my) (?:[\w.-]+ ){{0,3}}{_EN_DOCUMENT}$"
        rf"|^(?:tell me|explain|describe|read|walk me through)(?: (?:something|all|more))?(?: about)? (?:this|the|that|my|our) (?:[\w.-]+ ){{0,3}}{_EN_DOCUMENT}(?: (?:of|for|from|with|to me)\b.*)?$"
        r"|^(?:tell me about|explain|describe|read|what(?:'s| is) in) [\w. -]+\.\w{2,5}$"
    ),
    listed=(
        r"^(?:list|enumerate|name|which)\b(?! (?:day|date|year|month|time|floor|room|page|address|price|temperature|week|hour|number|percentage)\b)"
        r"|^(?:give|show|tell|find|get|collect|name)\b.*\b(?:all|every|each|list|names of)\b|^what (?:are|were) (?:the|all|our|my|your)\b|^what (?:[\w-]+ )?[\w-]+s (?:are|do|have|must|can|should|were|need)\b"
        r"|^how (?:do|can|should|must|would|could|does|may) (?:i|we|you|one|[a-z]+s?) (?!know\b|get (?:to|there)\b)|^how to\b|\b(?:steps?|procedure|instructions?|checklist|process|requirements) (?:to|for|of|in)\b|\bstep by step\b|^(?:walk|talk|guide|take) (?:me|us) through\b|^what(?:'s| is) (?:in|inside|on) (?:the|our|my|this) (?!\w+ ?$)"
        r"|^what (?:do|must|should|shall) (?:i|we|you|one) (?:need|bring|do|have|prepare|pay attention)|^who (?:are|were)\b|^everyone\b|^everything\b"
        rf"|^how many (?:{_EN_DOCUMENT}|suppliers|customers|clients|tenants|employees|products|machines|companies|vendors)\b|^all (?:the |our |my )?\w+s\b|\bwho all\b|^where (?:are|is) .* (?:mentioned|listed)"
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
        r"|^(?:hi|hello|hey|hiya|good (?:morning|afternoon|evening|night|day)|greetings|thanks|thank you|thx|cheers|bye|goodbye|see you|you(?:'re| are) welcome|no problem|my pleasure|how are you|how's it going|what's up|who are you|what are you|what's your name|what is your name|what can you do|nice|cool|great|perfect|ok(?:ay)?|yes|no|lol|wow)(?: (?:there|everyone|all|you|very much|a lot|so much|doing|today|again|friend))*$"
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
