"""A conversation with a bot that speaks Chinese: nothing of it is English."""

from __future__ import annotations

import asyncio
from pathlib import Path

from assistant import i18n
from bots.platform import Upload
from tests.bots.scripted import Scripted
from tests.bots.stage import running
from tests.fakes.ollama_server import FakeOllama, FakeReply
from tests.test_i18n import SENTENCE

HERE = "with ann"
LEASE = "# 房屋租赁合同\n\n## 第三条 租期\n\n租期自2024年7月1日起，至2026年6月30日止。\n"
QUESTION = "租期什么时候结束？"
ANSWER = "租期自2024年7月1日起，至2026年6月30日止。"


def test_a_conversation_in_chinese_holds_no_english(home: Path, ollama: FakeOllama) -> None:
    i18n.use("zh")
    ollama.usual = FakeReply(ANSWER, thinking="先看租期。")

    async def scene() -> str:
        platform = Scripted()
        platform.files["x"] = LEASE.encode()

        async def told(text: str, holds: str, upload: Upload | None = None) -> None:
            before = len(platform.texts(HERE))
            platform.write("ann", text, upload=upload)
            await run.until(lambda: holds in "\n".join(platform.texts(HERE)[before:]), f"{text}: {holds}")

        async with running(platform, home, allowed=("ann",), can_add=("ann",)) as run:
            await told("/start", "!help 显示这份说明")
            await told("", "已加入资料库，共 1 个段落，可以提问了。", Upload("租约.md", None, "x"))
            await told("!think on", "模型会先推理再回答。")
            await told(QUESTION, "用编号回复这条消息，可查看原文。")
            await told("!sources", "至2026年6月30日止")
            await told("!reasoning", "推理过程")
            await told("!status", "模型：deepseek-r1:8b")
            await told("!library", "你可以提问的资料库：\n• default（当前）")
            await told("!stop", "没有正在进行的回答。")
            await told("!new", "已开始新对话。")
            await told("--each", "后面没有写问题。")
            await told("!nothing", "没有 !nothing 这个命令。")
        return "\n--\n".join(platform.texts(HERE))

    assert SENTENCE.findall(asyncio.run(scene())) == []
