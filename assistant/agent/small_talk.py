"""Answer greetings, thanks, and questions about the program itself. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping

from assistant.languages import Language
from assistant.regexes import lazy_regex

_ENDS = " .!?,;~。！？，～"
_GREETED = lazy_regex(
    r"(?:hi|hiya|hello|hey|good (?:morning|afternoon|evening)|greetings)(?: (?:there|all|everyone|again))?"
    r"|(?:你|您|大家)好(?:啊|呀)?|嗨|哈喽|早上好|上午好|下午好|晚上好|在吗",
    re.IGNORECASE,
)
_THANKED = lazy_regex(
    r"(?:many )?(?:thanks|thank you|thx|cheers)(?: (?:a lot|so much|very much|again))?(?:,? (?:that was|very|really|so|great|good|nice|helpful|useful|perfect| )+)?"
    r"|(?:谢谢|多谢|感谢)(?:你|您)?(?:了|啊)?|辛苦了",
    re.IGNORECASE,
)
_ABOUT_US = lazy_regex(
    r"who are you|what are you|what(?:'s| is) your name|what can (?:you do|i ask(?: you)?)|help"
    r"|你是(?:谁|什么)|你叫什么(?:名字)?|你(?:能|会|可以)(?:做|干)(?:些)?什么|(?:我)?(?:可以|能)问(?:你)?(?:些)?什么|帮助",
    re.IGNORECASE,
)
_ADDING = lazy_regex(
    r"how (?:do|can|could) (?:i|we|you) (?:add|read in|import|upload) (?:an?|more|new|my|other|another)? ?(?:folders?|files?|documents?|papers?)"
    r"|(?:怎么|如何|怎样)(?:才能)?(?:添加|加入|增加|读入|导入|上传)(?:新的?|更多|别的|一个)?(?:文件夹|文件|文档|资料)",
    re.IGNORECASE,
)
_ABOUT: Mapping[str, str] = {
    "en": "I answer from the documents that were read here, with the words that each answer rests on; nothing leaves this machine. Ask in your own words: "
    "“When does the lease end?”, “Which contracts end this year?”, “Sum up the minutes of May”.",
    "zh": "我根据这里读入的文档回答，每个回答都附上所依据的原文，任何内容都不会离开这台电脑。用你自己的话提问就行，例如："
    "“租约什么时候到期？”“哪些合同今年到期？”“概括一下五月的会议纪要”。",
}
_SAID: Mapping[str, Mapping[str, str]] = {
    "greeted": {
        "en": "Hello. " + _ABOUT["en"],
        "zh": "你好。" + _ABOUT["zh"],
    },
    "thanked": {"en": "You are welcome.", "zh": "不客气。"},
    "about": _ABOUT,
    "adding": {
        "en": "A folder is added with `assistant ingest FOLDER`; in the terminal app with F2, or by dropping it there. Again after changes, only what is new is read.",
        "zh": "执行 `assistant ingest 文件夹` 即可添加；在终端界面里按 F2，或者把文件夹拖进去。有变动后再执行一次，只读新的和改过的。",
    },
}


def small_talk(question: str, language: Language, *, has_model: bool) -> str:
    """Return what is said to small talk; "" where it is none.

    Args:
        question: All that was typed.
        language: Its language.
        has_model: Whether a chat model answers greetings and thanks; it knows nothing of the program.
    """
    said = " ".join(question.split()).strip(_ENDS)
    greeting = re.match(rf"(?:{_GREETED.pattern})[,，!！.。 ]+", said, re.IGNORECASE)
    said = (said[greeting.end() :].strip(_ENDS) if greeting is not None else "") or said
    kinds = {"about": _ABOUT_US, "adding": _ADDING}
    if not has_model:
        kinds |= {"greeted": _GREETED, "thanked": _THANKED}
    kind = next((name for name, pattern in kinds.items() if pattern.fullmatch(said)), "")
    if not kind:
        return ""
    return _SAID[kind]["zh" if language == "zh" else "en"]
