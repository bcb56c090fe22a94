"""Answer greetings, thanks, and questions about the program itself. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING

from assistant.languages import Language
from assistant.regexes import lazy_regex

if TYPE_CHECKING:
    from decimal import Decimal

_ENDS = " .!?,;~。！？，～"
_GREETED = lazy_regex(
    r"(?:hi|hiya|hello|hey|good (?:morning|afternoon|evening)|greetings)(?: (?:there|all|everyone|again))?|how are you(?: (?:doing|today))*"
    r"|(?:你|您|大家)好(?:啊|呀|吗)?|嗨|哈喽|早上好|上午好|下午好|晚上好|在吗",
    re.IGNORECASE,
)
_PARTED = lazy_regex(
    r"(?:good ?)?bye(?:[- ]bye)?(?: for now)?|see you(?: later| soon| tomorrow)?|good night|再见|拜拜|回头见|明天见|晚安",
    re.IGNORECASE,
)
_COURTESY = lazy_regex(
    rf"(?:{_GREETED.pattern}|(?:many )?(?:thanks|thank you|thx)(?: (?:a lot|so much|very much))?|(?:非常|太|十分)?(?:谢谢|多谢|感谢)(?:你|您|大家)?(?:了|啊)?)[,，!！.。 ]+",
    re.IGNORECASE,
)
"""A word or two before what is meant: "thanks, bye!"."""
_THANKED = lazy_regex(
    r"(?:(?:many )?(?:thanks|thank you|thx|cheers)(?: (?:a lot|so much|very much|again))?)?(?:[,.!]? ?(?:that (?:was|is)|that's|you are|you're|very|really|so|great|good|nice|helpful|useful|perfect|amazing|the best|well done|job|work| )+)?"
    r"|(?:(?:非常|太|十分)?(?:谢谢|多谢|感谢|感激)(?:你|您|大家)?(?:了|啊|哦)?|辛苦(?:你|您)?了)?[,，!！ ]*(?:(?:你|您)?(?:真|太|好|很|非常)(?:棒|好|厉害|聪明|能干|贴心|不错)(?:了|啊|呀)?|做得(?:很|真|太)?好|干得(?:漂亮|好))?",
    re.IGNORECASE,
)
_SELF = (
    r"(?:who are you|what are you|what(?:'s| is) your name|what (?:can|do) you do|what can i ask(?: you)?|help(?: me)?|how does this work"
    r"|(?:请问)?你是(?:谁|什么|干(?:什么|啥|嘛)的|做什么的)|你叫(?:什么|啥)(?:名字)?|你(?:都)?(?:能|会|可以)(?:帮我|为我)?(?:做|干)(?:些|点)?(?:什么|啥)"
    r"|(?:我)?(?:可以|能)问(?:你)?(?:些)?(?:什么|啥)|帮助|怎么用(?:你)?)"
)
_SELF_TOO = rf"(?:{_SELF}|(?:都)?(?:能|会|可以)(?:帮我|为我)?(?:做|干)(?:些|点)?(?:什么|啥))"
_ABOUT_US = lazy_regex(
    rf"/?{_SELF}(?:[,，、;；.。?？!！ ]*(?:and |和|还有)?{_SELF_TOO})*(?:呢|啊|呀)?|[/-]+h(?:elp)?|/\?",
    re.IGNORECASE,
)
_ADDING = lazy_regex(
    r"how (?:do|can|could) (?:i|we|you) (?:add|read in|import|upload) (?:an?|more|new|my|other|another)? ?(?:folders?|files?|documents?|papers?)"
    r"|(?:怎么|如何|怎样)(?:才能)?(?:添加|加入|增加|读入|导入|上传)(?:新的?|更多|别的|一个)?(?:文件夹|文件|文档|资料)",
    re.IGNORECASE,
)
_TODAY = lazy_regex(
    r"(?:please )?(?:(?:tell me )?what(?:'s| is)? (?:is )?(?:the )?(?:date|day)(?: (?:is it|is today|today|of today|of the week))?|what (?:date|day) (?:is it|is today)(?: today)?|what(?:'s| is) today(?:'s date)?|today'?s date)"
    r"|(?:请问)?(?:今天|今日|现在)(?:是)?(?:几月)?(?:几号|几日|星期几|周几|礼拜几|什么日子|哪天|哪一天|的?日期)(?:是多少|是什么)?(?:了|呢|啊)?",
    re.IGNORECASE,
)
_NUMBER = r"[-+]?\d{1,3}(?:,\d{3})+(?:\.\d+)?|[-+]?\d+(?:\.\d+)?"
_CALCULATION = lazy_regex(
    rf"(?:(?:(?:and |so )?(?:what(?:'s| is)|how much (?:is|are)|calculate|compute|work out)|请?(?:帮我)?(?:算一?下|计算|算算|求)[：:]?) ?)?"
    rf"(?:(?P<percent>{_NUMBER}) ?(?:%|percent) of (?P<of>{_NUMBER})|(?P<of_zh>{_NUMBER}) ?的 ?(?P<percent_zh>{_NUMBER}) ?%"
    rf"|(?P<sum>(?:{_NUMBER})(?: ?[+*×÷] ?(?:{_NUMBER})| [-−/xX] (?:{_NUMBER}))+))"
    r"(?: ?= ?| ?(?:是|等于|得)(?:多少|几)?)?",
    re.IGNORECASE,
)
"""A sum, and nothing else; "2024-01-15" and "3/4" are days."""
_YEAR = r"(?:1[5-9]|2[01])\d\d"
_MONTH_AND_DAY = r"(?:0?[1-9]|[12]\d|3[01]) ?[-−/] ?(?:0?[1-9]|[12]\d|3[01])"
_TIME = lazy_regex(
    rf"{_YEAR} ?[-−/] ?{_MONTH_AND_DAY}|{_MONTH_AND_DAY} ?[-−/] ?{_YEAR}"
    rf"|{_YEAR} ?[-−/] ?0\d|0\d ?[-−/] ?{_YEAR}|(?P<since>{_YEAR}) ?[-−] ?(?P<until>{_YEAR})"
)
"""A day, a month, or years from one to a later one: "2024 - 01 - 15", "1990 - 2000"."""
_DIGITS = 60
"""How many digits are reckoned with; a result that is longer is not told."""
_PLACES = 6
"""After the point; a result under one has as many that count."""
_STEP = lazy_regex(rf" ?([+*×÷/xX−-]) ?({_NUMBER})")
_TYPED = lazy_regex(r"(?:ls|ll|dir|pwd|cls|clear|exit|quit|logout|whoami|ps|cd(?: \S+)?|sudo .+|:q!?|:wq)")
"""Commands of a shell, typed where a question is asked."""
_ACTING = lazy_regex(
    r"(?:please |can you |could you )*(?:delete|remove|erase|wipe|destroy|rename|move|e-?mail|send|print|edit|change|overwrite)(?: me)? (?:all |every |each )*(?:of )?(?:the |my |our |these |those )*(?:files?|documents?|papers?|folders?|everything|contracts?|mails?|data)(?: here| now| there| from (?:here|my (?:computer|disk)))?"
    r"|(?:请|帮我|麻烦|把)*(?:(?:所有|全部|我的?|我们的?|这些)*的?(?:文件|文档|资料|合同|邮件|东西)(?:都|全部|全)?(?:删除?了?掉?|清空|移走|改名|发送?出去|打印(?:出来)?)"
    r"|(?:删除?掉?|清空|移走|重命名|打印)(?:掉|了)?(?:所有|全部|我的?|我们的?|这些)*的?(?:文件|文档|资料|合同|邮件|东西))(?:吧|吗)?",
    re.IGNORECASE,
)
"""Asks that something be done with files, which nothing here does."""
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
    "parted": {"en": "Goodbye.", "zh": "再见。"},
    "thanked": {"en": "You are welcome.", "zh": "不客气。"},
    "about": _ABOUT,
    "today": {
        "en": "Today is {day:%A}, {day:%Y-%m-%d}, by the clock of this machine.",
        "zh": "按这台电脑的时钟，今天是{day:%Y}年{day.month}月{day.day}日，星期{weekday}。",
    },
    "typed": {
        "en": "Questions about your documents are typed here, not commands of a shell: “When does the lease end?” `assistant --help` lists the commands of the program.",
        "zh": "这里是向文档提问的地方，不是命令行。用一句话提问就行，例如“租约什么时候到期？”；`assistant --help` 列出本程序的命令。",
    },
    "calculated": {
        "en": "{said} = {result} (worked out; your documents were not asked).",
        "zh": "{said} = {result}（直接计算，没有查文档）。",
    },
    "acting": {
        "en": "I only read: nothing is changed, moved, sent or deleted among your files. What the library knows of a file is taken out with `assistant forget FILE`.",
        "zh": "我只读取，不会改动、移动、发送或删除你的文件。要让资料库不再记得某个文件，执行 `assistant forget 文件`。",
    },
    "adding": {
        "en": "A folder is added with `assistant ingest FOLDER`; in the terminal app with F2, or by dropping it there. Again after changes, only what is new is read.",
        "zh": "执行 `assistant ingest 文件夹` 即可添加；在终端界面里按 F2，或者把文件夹拖进去。有变动后再执行一次，只读新的和改过的。",
    },
}


def small_talk(question: str, language: Language, *, has_model: bool, today: date | None = None) -> str:
    """Return what is said to small talk; "" where it is none.

    Args:
        question: All that was typed.
        language: Its language.
        has_model: Whether a chat model answers greetings and thanks; it knows nothing of the program.
        today: The day on which it is asked; None for that of the clock.
    """
    said = " ".join(question.split()).strip(_ENDS)
    if not said:
        return ""
    courtesy = _COURTESY.match(said)
    said = (said[courtesy.end() :].strip(_ENDS) if courtesy is not None else "") or said
    kinds = {"about": _ABOUT_US, "adding": _ADDING, "today": _TODAY, "typed": _TYPED, "acting": _ACTING}
    if not has_model:
        kinds |= {"greeted": _GREETED, "thanked": _THANKED, "parted": _PARTED}
    kind = next((name for name, pattern in kinds.items() if pattern.fullmatch(said)), "")
    if not kind:
        return _calculated(said, "zh" if language == "zh" else "en")
    day = today or date.today()
    text = _SAID[kind]["zh" if language == "zh" else "en"]
    return text.format(day=day, weekday="一二三四五六日"[day.weekday()]) if kind == "today" else text


def _calculated(said: str, spoken: str) -> str:
    """Return the result of a sum; "" where it is none, or has none."""
    found = _CALCULATION.fullmatch(said)
    if found is None or (found["sum"] and _is_time(found["sum"])):
        return ""
    from decimal import Decimal, DivisionByZero, InvalidOperation, localcontext

    def number(text: str) -> Decimal:
        return Decimal(text.replace(",", ""))

    try:
        with localcontext() as context:
            context.prec = _DIGITS
            if found["sum"]:
                asked = found["sum"]
                result = _worked_out(asked, number)
            else:
                percent, of = found["percent"] or found["percent_zh"], found["of"] or found["of_zh"]
                asked = f"{of} 的 {percent}%" if spoken == "zh" else f"{percent}% of {of}"
                result = number(of) * number(percent) / 100
            places = max(_PLACES, _PLACES - 1 - result.adjusted()) if result else 0
            rounded = f"{round(result, places):,f}"
    except (DivisionByZero, InvalidOperation):
        return ""
    written = rounded.rstrip("0").rstrip(".") if "." in rounded else rounded
    return _SAID["calculated"][spoken].format(said=asked, result=written)


def _is_time(chain: str) -> bool:
    """Return whether a chain of numbers is a day, a month, or a span of years."""
    found = _TIME.fullmatch(chain)
    return found is not None and (not found["since"] or found["since"] < found["until"])


def _worked_out(text: str, number: Callable[[str], Decimal]) -> Decimal:
    """Work a chain of numbers out, products before sums."""
    first = re.match(_NUMBER, text)
    assert first is not None
    terms = [number(first[0])]
    for sign, value in _STEP.findall(text[first.end() :]):
        match sign:
            case "+":
                terms.append(number(value))
            case "-" | "−":
                terms.append(-number(value))
            case "/" | "÷":
                terms[-1] /= number(value)
            case _:
                terms[-1] *= number(value)
    return sum(terms[1:], terms[0])
