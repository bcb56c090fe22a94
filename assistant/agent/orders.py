"""Orders that a document gives to the model that reads it, in ten languages: they are no evidence."""

from __future__ import annotations

import re

_ORDER = re.compile(
    r"\b(?:ignore|disregard|forget)\b[^.]{0,40}\b(?:instructions?|prompts?|rules?|directions|context|guidelines|above|before)\b"
    r"|\byou are (?:now|no longer)\b|\bfrom now on,? you\b|\bpretend (?:to be|that you|you)\b|\bact as (?:an?|if)\b|\bas an (?:ai|assistant)\b"
    r"|\b(?:answer|respond|reply|say|output|write|print|state)\b[^.:]{0,25}\b(?:only|exactly|just|nothing but|nothing else|always|the following|verbatim)\b\s*(?:with\b)?[^.:]{0,12}[\"“':]"
    r"|\b(?:for|to|at|after) (?:every|any|each|all) (?:questions?|requests?|prompts?)\b|\bwhatever (?:you are|is) asked\b|\bwhen(?:ever)? (?:you are )?asked\b"
    r"|\bdo not (?:mention|reveal|tell|disclose|repeat)\b[^.]{0,20}\b(?:note|instructions?|prompt|message|this|text|user)\b|\b(?:system|developer) prompt\b"
    r"|\byour (?:new )?(?:task|instructions?|role) (?:is|are)\b|\b(?:dear |attention,? )?(?:ai|llm|language model|chatbot|assistant)s?\b[,:]"
    # German
    r"|\b(?:ignorier\w*|vergiss|vergesst|missachte\w*)\b[^.]{0,50}\b(?:anweisung\w*|instruktion\w*|vorgaben?|regeln?|anleitung\w*|vorherig\w*|bisherig\w*)\b"
    r"|\bdu bist (?:jetzt|nun|ab jetzt|ab sofort)\b|\bsie sind (?:jetzt|nun|ab jetzt)\b|\bantworte[nt]?\b[^.]{0,20}\b(?:nur|ausschließlich|immer|stets)\b|\bauf jede frage\b|\bbei jeder frage\b"
    r"|\berwähne[n]?\b[^.]{0,25}\bnicht\b"
    # French
    r"|\b(?:ignore[sz]?|oublie[sz]?)\b[^.]{0,50}\b(?:instructions?|consignes?|règles|précédent\w*)\b|\b(?:tu es|vous êtes) (?:maintenant|désormais)\b"
    r"|\brépond(?:s|ez|re)\b[^.]{0,25}\b(?:uniquement|seulement|toujours|exactement)\b|\bà (?:chaque|toute) question\b|\bne mentionne[sz]?\b"
    # Spanish
    r"|\b(?:ignora|ignore|ignoren|olvida)\b[^.]{0,50}\b(?:instrucciones|reglas|anterior\w*)\b|\b(?:ahora eres|eres ahora)\b"
    r"|\bresponde[rn]?\b[^.]{0,25}\b(?:s[oó]lo|solamente|únicamente|siempre)\b|\ba (?:cada|toda|cualquier) pregunta\b|\bno menciones\b"
    # Italian
    r"|\b(?:ignora|ignorate|dimentica)\b[^.]{0,50}\b(?:istruzioni|regole|precedent\w*)\b|\b(?:ora|adesso) sei\b"
    r"|\brispond(?:i|ere|ete)\b[^.]{0,25}\b(?:solo|soltanto|sempre|esattamente)\b|\ba ogni domanda\b|\bnon menzionare\b"
    # Portuguese
    r"|\b(?:ignore|ignora|esqueça)\b[^.]{0,50}\b(?:instruções|regras|anterior\w*)\b|\b(?:você é agora|agora você é|agora és)\b"
    r"|\brespond(?:a|e|er)\b[^.]{0,25}\b(?:apenas|somente|só|sempre)\b|\ba (?:cada|toda) pergunta\b|\bnão mencione\b"
    # Russian
    r"|\b(?:игнорируй\w*|забудь\w*)\b[^.]{0,50}(?:инструкци|указани|правил|предыдущ)\w*|\b(?:ты|вы) теперь\b|\bотвечай\w*\b[^.]{0,25}\b(?:только|всегда|лишь)\b"
    r"|\bна (?:каждый|любой|все) вопрос\w*|\bне упоминай\w*"
    # Chinese, Japanese, Korean
    r"|(?:忽略|无视|忘记|忘掉)[^。]{0,16}(?:指令|指示|提示|要求|规则|以上|之前)|你现在(?:是|开始)|从现在(?:起|开始)[，,]?你|(?:只|仅|必须|一律)(?:能|可以|需|要)?回答[：:“\"「]|(?:对于?|无论)[^。]{0,6}(?:每个|任何|所有|什么)(?:问题|提问)|不要(?:提及|透露|提到)(?:本|这|该)"
    r"|(?:これまで|以前|上記|前)の[^。]{0,10}(?:指示|命令|ルール)[^。]{0,6}(?:無視|忘れ)|あなたは(?:今|これ)から|(?:すべて|全て|あらゆる|どんな)の?質問に|とだけ(?:答え|回答)"
    r"|(?:이전|위|앞)의?[^.]{0,10}(?:지시|명령|규칙)[^.]{0,8}(?:무시|잊)|(?:당신|너)는 이제|모든 질문에|라고만 (?:답|대답)",
    re.IGNORECASE,
)


def is_order(text: str) -> bool:
    """Tell whether a text speaks to the model that reads it: what to answer, what to forget, who to be."""
    return _ORDER.search(text) is not None
