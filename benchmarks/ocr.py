"""Text in pictures: an English and a Chinese page, clean and as a fax, by each engine that is installed."""

from __future__ import annotations

import io
import json
import random
import resource
import subprocess
import sys
import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from benchmarks.rows import Row, Skipped
from benchmarks.workplace import Workplace, environment
from ingest.loaders.picture import read
from ingest.ocr.engines import ENGINES, choose, load, recognise
from ingest.ocr.pictures import DPI, picture_of
from ingest.records import RecognisedLine, RecognisedPage

if TYPE_CHECKING:
    from PIL.Image import Image

PART = "ocr"
REACH = 0.995
_PAGE = (1654, 2339)  # A4 at 200 dots an inch
_MARGIN, _LETTERS, _LEADING = 170, 31, 1.55
_FONTS = {
    "en": (
        "/usr/share/fonts/truetype/liberation/LiberationSerif-Regular.ttf",
        "/usr/share/fonts/truetype/liberation2/LiberationSerif-Regular.ttf",
        "/usr/share/fonts/truetype/dejavu/DejaVuSerif.ttf",
    ),
    "zh": (
        "/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc",
        "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    ),
}
_TEXTS = {
    "en": (
        "Minutes of the owners' meeting of the house at Quay Street 27, held on 18 March 2026.",
        "Present were nine of the eleven owners; Mrs Adeyemi and Mr Thorvaldsen had sent proxies. The meeting was opened "
        "at 18:30 by the manager, Ms Kowalczyk, who found that it could take decisions.",
        "The accounts for 2025 show receipts of 84,310.75 EUR and payments of 79,946.20 EUR. The reserve stood at 61,208.00 "
        "EUR on 31 December, which is 5.4% more than a year before. The auditors had no objections, and the manager was "
        "discharged by eight votes to one.",
        "The lift (type KX-400, built in 1987) will be renewed between 6 July and 21 August. Of three offers the owners "
        "chose that of Brandt & Sons, at a fixed price of 73,900 EUR; a deposit of one third is due within fourteen days "
        "of the order. While the work lasts, shopping will be carried upstairs on Tuesdays and Fridays.",
        "Bicycles may no longer be kept in the passage to the yard. Whoever needs a place in the cellar writes to the "
        "office by 30 April; places are given out in the order in which the letters arrive.",
        "Question by Mr Okonjo: why does the heating in the north wing start only at 7 o'clock? The manager will have the "
        "valves examined and report in writing. There being no other business, the meeting was closed at 20:05.",
    ),
    "zh": (
        "码头街二十七号业主大会会议纪要",
        "会议于二〇二六年三月十八日十八时三十分召开，应到业主十一户，实到九户，另有两户书面委托他人表决，符合议事规则。",
        "二〇二五年度收入共计84310.75元，支出共计79946.20元，年末维修基金余额为61208.00元，比上年增长5.4%。审计人员未提出异议，"
        "大会以八票赞成、一票反对通过了管理人的工作报告。",
        "电梯（型号KX-400，一九八七年安装）将于七月六日至八月二十一日更换。经比较三家公司的报价，大会决定委托勃兰特公司施工，"
        "固定价格为73900元，订货后十四天内预付三分之一。施工期间，每周二和周五有专人帮助住户搬运物品。",
        "自行车不得再停放在通往院子的走廊里。需要地下室车位的住户，请在四月三十日以前向办公室提出书面申请，按来信先后顺序安排。",
        "有业主询问，为什么北侧房屋的暖气早上七点才开始供热？管理人答复，将请人检查阀门，并以书面形式说明原因。会议于二十时零五分结束。",
    ),
}


def measure(run: Workplace) -> Iterator[Row]:
    """Print pages, recognise them in a process of their own, and count characters, seconds and memory."""
    folder = run.fresh("ocr")
    engines = [name for name in ENGINES if choose(name) is not None]
    if not engines:
        raise Skipped("neither rapidocr nor tesseract is installed")
    missing = [name for name in ENGINES if name not in engines]
    without_font = []
    pages: dict[str, Path] = {}
    for language in run.languages:
        font = next((one for one in _FONTS[language] if Path(one).exists()), None)
        if font is None:
            without_font.append(language)
            continue
        clean = _printed(_TEXTS[language], font)
        for kind, data in (("clean", _png(clean)), ("fax", _faxed(clean))):
            path = folder / f"{language}-{kind}.{'png' if kind == 'clean' else 'jpg'}"
            path.write_bytes(data)
            pages[f"{language} {kind}"] = path
    for engine in engines:
        yield from _measured(engine, pages, folder)
    left_out = [*(f"{name} is not installed" for name in missing)]
    left_out += [f"no font for {language} is installed" for language in without_font]
    if left_out:
        raise Skipped(" and ".join(left_out))


def _measured(engine: str, pages: dict[str, Path], folder: Path) -> Iterator[Row]:
    words = [sys.executable, "-m", "benchmarks.ocr", engine, *map(str, pages.values())]
    environ = environment(folder, ORT_DISABLE_TELEMETRY="1", OMP_THREAD_LIMIT="1")
    done = subprocess.run(words, env=environ, capture_output=True, text=True, check=True)
    told = json.loads(done.stdout.splitlines()[-1])
    for name, text in zip(pages, told["texts"], strict=True):
        wanted = _bare("".join(_TEXTS[name.split()[0]]))
        wrong = _distance(wanted, _bare(text))
        yield Row(
            PART,
            f"{engine}, {name}: characters right",
            1 - wrong / len(wanted),
            reach=REACH,
            beside=f"of {len(wanted)}, {wrong} wrong, missing or too many; NFKC, without blanks",
        )
    seconds = sum(told["seconds"]) / len(told["seconds"])
    yield Row(
        PART, f"{engine}: processor seconds a page", seconds, "s", better="low",
        beside=f"{told['load']:.1f} s once to load it",
    )  # fmt: skip
    yield Row(PART, f"{engine}: most memory", told["peak"], "MiB", reach=1500, better="low")


def _printed(paragraphs: Sequence[str], font: str) -> Image:
    """Return a page with some paragraphs, broken into lines where it ends."""
    from PIL import Image, ImageDraw, ImageFont

    page = Image.new("L", _PAGE, 255)
    draw, letters = ImageDraw.Draw(page), ImageFont.truetype(font, _LETTERS)
    top, width = float(_MARGIN), _PAGE[0] - 2 * _MARGIN
    for paragraph in paragraphs:
        parts = paragraph.split(" ") if paragraph.isascii() else list(paragraph)
        blank = " " if paragraph.isascii() else ""
        line = ""
        for part in parts:
            longer = f"{line}{blank}{part}" if line else part
            if draw.textlength(longer, letters) > width:
                draw.text((_MARGIN, top), line, font=letters, fill=0)
                top, line = top + _LEADING * _LETTERS, part
            else:
                line = longer
        draw.text((_MARGIN, top), line, font=letters, fill=0)
        top += 2 * _LEADING * _LETTERS
    return page


def _png(page: Image) -> bytes:
    data = io.BytesIO()
    page.save(data, "PNG")
    return data.getvalue()


def _faxed(page: Image) -> bytes:
    """Return a page as it comes out of a fax: askew, unsharp, noisy and poorly packed."""
    from PIL import Image, ImageChops, ImageFilter

    askew = page.rotate(0.6, resample=Image.Resampling.BICUBIC, fillcolor=255)
    unsharp = askew.filter(ImageFilter.GaussianBlur(0.8))
    chance = random.Random(27)  # the same noise each time
    noise = Image.frombytes("L", page.size, chance.randbytes(page.size[0] * page.size[1]))
    noisy = ImageChops.add(unsharp, noise.point(lambda value: value // 6), 1, -21)
    data = io.BytesIO()
    noisy.save(data, "JPEG", quality=45)
    return data.getvalue()


def _bare(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def _distance(one: str, other: str) -> int:
    """Return how many characters must be changed, added or taken away to make one text of another (Levenshtein)."""
    row = list(range(len(other) + 1))
    for number, char in enumerate(one, start=1):
        before, row[0] = row[0], number
        for at, match in enumerate(other, start=1):
            before, row[at] = row[at], min(row[at] + 1, row[at - 1] + 1, before + (char != match))
    return row[-1]


def main(name: str, paths: Sequence[str]) -> None:
    """Recognise pages, and print what was read and what it took, as JSON."""
    choice = choose(name)
    assert choice is not None
    began = _spent()
    engine = load(choice)
    loaded = _spent() - began
    texts, seconds = [], []
    for path in paths:
        data = Path(path).read_bytes()
        picture = picture_of(data, 1)
        began = _spent()
        found = recognise(engine, picture)
        seconds.append(_spent() - began)
        by, height = DPI / 72, picture.shape[0]
        lines = tuple(
            RecognisedLine(
                one.text, one.confidence, one.left / by, (height - one.bottom) / by, one.right / by,
                (one.bottom - one.top) / by,
            )
            for one in found
        )  # fmt: skip
        texts.append(read(data, PurePath(path), {1: RecognisedPage(lines)}).text)
    peak = sum(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    print(json.dumps({"texts": texts, "seconds": seconds, "load": loaded, "peak": peak / 1024}))


def _spent() -> float:
    """Return the processor seconds of this process and of those that it has waited for."""
    return sum(
        used.ru_utime + used.ru_stime
        for used in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    )


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
