"""Draw the pictures of the README from the example documents: `python -m checks.pictures`, run by hand.

They come out the same each time: the model is a server that says what it is told, and times are put at nought.
"""

from __future__ import annotations

import asyncio
import html
import os
import random
import re
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.cells import cell_len

from assistant import i18n
from assistant.api import Assistant
from tests.fakes.ollama_server import FakeOllama, FakeReply
from tests.front_ends import environment_as_it_was, model_server_in_use, own_environment
from tests.tui import conftest
from tests.tui.conftest import Stage, staged
from tui.widgets import turn as turn_widget
from tui.widgets.source_pane import SourcePane
from tui.widgets.suggested import Suggested
from tui.widgets.turn import ReasoningFold

ROOT = Path(__file__).parent.parent
PICTURES = ROOT / "docs" / "pictures"
SIZE = (112, 30)
FRAME_S = 1.8
"""How long a frame of the recording stands, but for those of typing."""
TYPING_S = 0.35
SEED = 7
LONGEST_S = 300.0
"""So long is waited for what is pictured, on a machine that is busy with other things."""
CELL = 12.2
"""Width of a cell in a picture, in its units."""


@dataclass(frozen=True, slots=True)
class Session:
    """What is asked in a picture, and what the model says.

    Attributes:
        question: About the example documents.
        reasoning: Before the answer.
        answer: Which the documents confirm.
    """

    question: str
    reasoning: str
    answer: str


SESSIONS = {
    "en": Session(
        "What is the penalty for late delivery?",
        "The passages are from the supply agreement. Section 5 speaks of late delivery.\n"
        "It names a penalty for each full week, and a cap. I should give both.",
        "If the Seller delivers late, it pays the Buyer a penalty of 0.5 percent of the price of the delayed Goods "
        "for each full week of delay. The penalty is capped at 8 percent of the price of the delayed Goods.",
    ),
    "zh": Session(
        "离心机多久需要更换一次转子密封圈？",
        "这几段来自维护手册。3.1 节讲到转子密封圈的更换。\n一般每 12 个月或每 2,000 次，以先到者为准；传染性样品另有规定。",
        "离心机的转子密封圈每 12 个月或每运行 2,000 次更换一次，以先到者为准。"
        "处理传染性样品的离心机每 6 个月更换一次。",
    ),
}


def main() -> None:
    """Draw the pictures of each language, and the recording."""
    PICTURES.mkdir(exist_ok=True)
    conftest.PATIENCE_S = LONGEST_S
    turn_widget.LEAST_WRITING_S = float("inf")  # how fast the model wrote is another in each run
    with tempfile.TemporaryDirectory() as folder, own_environment(), environment_as_it_was():
        os.chdir(folder)
        shutil.copytree(ROOT / "examples" / "documents", "lumen")
        with model_server_in_use() as server:
            home = Path(folder, "home")
            with Assistant.open(home=home, create=True) as assistant:
                for _event in assistant.ingest([Path("lumen").resolve()]):
                    pass
            for language, session in SESSIONS.items():
                i18n.use(language)
                server.usual = FakeReply(session.answer, session.reasoning)
                random.seed(SEED)  # which questions are offered
                frames = asyncio.run(_play(home, server, session))
                suffix = "" if language == "en" else f".{language}"
                (PICTURES / f"source{suffix}.svg").write_text(frames[-1][0], "utf-8")
                (PICTURES / f"session{suffix}.svg").write_text(animated(frames), "utf-8")
        os.chdir(ROOT)


async def _play(home: Path, server: FakeOllama, session: Session) -> list[tuple[str, float]]:
    """Ask, and return the frames with how long each stands, in seconds."""
    frames: list[tuple[str, float]] = []

    async def draw(stage: Stage, seconds: float) -> None:
        stage.stop_blinking()
        await stage.pilot.pause()
        frames.append((steady(stage.app.export_screenshot(title="assistant")), seconds))

    lasting = home.parent / "session"
    shutil.copytree(home, lasting)
    server.faults.stall_after = 20
    async with staged(lasting, SIZE) as stage:
        offered = stage.chat.query_one(Suggested)
        await stage.until(lambda: offered.questions and not offered.is_looking, "questions are offered")
        await stage.still()
        await draw(stage, FRAME_S)
        words = re.findall(r"\S+\s*|\S", session.question) if " " in session.question else [*session.question]
        step = max(1, len(words) // 2)
        for end in range(step, len(words) + 1, step):
            stage.chat.composer.text = "".join(words[:end])
            await draw(stage, TYPING_S)
        stage.chat.composer.clear()
        turn = await stage.ask(session.question, to_the_end=False)
        await stage.until(lambda: len(turn.query_one(ReasoningFold).text) > 20, "it reasons")
        await stage.until(lambda: session.reasoning[:8] in stage.text(), "that is on the screen")
        await draw(stage, FRAME_S)
    shutil.rmtree(lasting)
    server.faults.stall_after = None
    shutil.copytree(home, lasting)
    async with staged(lasting, SIZE) as stage:
        await stage.ask(session.question)
        await stage.still()
        await draw(stage, 1.5 * FRAME_S)
        await stage.press("ctrl+g", "enter")
        await stage.until(lambda: stage.chat.query_one(SourcePane).place is not None, "the source is there")
        await stage.still()
        await draw(stage, 2.5 * FRAME_S)
    shutil.rmtree(lasting)
    return frames


def steady(picture: str) -> str:
    """Make a picture of the app the same in each run.

    How long things took and what time it was are put at fixed values; names of styles and the fonts that it would fetch go. A
    text gets the room of its cells.
    """
    picture = re.sub(r"terminal-\d+", "terminal", picture)
    picture = re.sub(r"@font-face \{.*?\}\s*", "", picture, flags=re.DOTALL)
    picture = re.sub(r"\d+\.\d&#160;(s|秒)", r"0.8&#160;\1", picture)
    picture = re.sub(
        r">((?:&#160;)*)\d\d:\d\d((?:&#160;)*)<", r">\g<1>10:30\2<", picture
    )  # and no text of a document
    return re.sub(r'textLength="[\d.]+"([^>]*)>([^<]*)<', _as_wide_as_its_cells, picture)


def _as_wide_as_its_cells(text: re.Match[str]) -> str:
    """Give a text the room of its cells; a Chinese character takes two of them."""
    width = cell_len(html.unescape(text[2])) * CELL
    return f'textLength="{width:.1f}"{text[1]}>{text[2]}<'


def animated(frames: Sequence[tuple[str, float]]) -> str:
    """Make one picture of several, which shows one after the other, over and over.

    Args:
        frames: Each as SVG, and how long it stands, in seconds.
    """
    whole = sum(seconds for _picture, seconds in frames)
    styles, groups = [], []
    at = 0.0
    for number, (picture, seconds) in enumerate(frames):
        begin, end = 100 * at / whole, 100 * (at + seconds) / whole
        at += seconds
        named = picture.replace("terminal", f"f{number}")
        opening = re.match(r"<svg[^>]*>", named)
        assert opening is not None
        inner = named[opening.end() : named.rindex("</svg>")]
        hidden = "0%{visibility:hidden}" if number else ""
        styles.append(
            f"@keyframes k{number}{{{hidden}{begin:.2f}%{{visibility:visible}}{end:.2f}%{{visibility:hidden}}}}"
            f"#g{number}{{visibility:hidden;animation:k{number} {whole:.1f}s step-end infinite}}"
        )
        groups.append(f'<g id="g{number}">{inner}</g>')
    first = re.match(r"<svg[^>]*>", frames[0][0])
    assert first is not None
    return f"{first[0]}<style>{''.join(styles)}</style>{''.join(groups)}</svg>\n"


if __name__ == "__main__":
    main()
