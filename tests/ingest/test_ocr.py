"""Pictures of pages, and the engines that recognise their words; an engine that is not installed is passed over."""

from __future__ import annotations

import io
import shutil
import sys
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path, PurePath

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from assistant.wording import recognised, where
from ingest.loaders.pdf import read as read_pdf
from ingest.loaders.picture import read as read_picture
from ingest.loaders.recognised import page_lines
from ingest.ocr.engines import EngineChoice, _cuts, _pieces, choose, recognise
from ingest.ocr.pictures import PdfPages, name_of, page_sizes, picture_of
from ingest.ocr.process import OcrFault, OcrLimits, OcrPool, OcrProcess, PageJob, PageResult
from ingest.pool import ParserPool
from ingest.reading import fingerprint_of
from ingest.records import RecognisedLine, RecognisedPage, Unreadable

CASES = Path(__file__).parents[3] / "shared" / "cases" / "documents"
FONTS = (
    "/usr/share/fonts/truetype/liberation/LiberationSerif-Regular.ttf",
    "DejaVuSerif.ttf",
    "LiberationSerif-Regular.ttf",
)
LINES = (
    "The tenant pays a rent of 1,250.50 EUR each month.",
    "The deposit is returned within 45 days.",
    "Keys are handed over in Harbour Street 14.",
)


def saved(image: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    data = io.BytesIO()
    image.save(data, kind, **options)
    return data.getvalue()


def font(size: int) -> ImageFont.FreeTypeFont:
    for name in FONTS:
        try:
            return ImageFont.truetype(name, size)
        except OSError:
            continue
    pytest.skip("neither Liberation Serif nor DejaVu Serif is on this machine")


def printed(*lines: str) -> Image.Image:
    """Return a page with some lines, as at 200 dots an inch."""
    page = Image.new("L", (1200, 900), 255)
    draw = ImageDraw.Draw(page)
    for number, line in enumerate(lines):
        draw.text((100, 120 + 70 * number), line, font=font(34), fill=0)
    return page


# Pictures


def test_each_page_of_a_tiff_is_a_page_and_other_pictures_are_one() -> None:
    one, two = Image.new("L", (60, 40), 9), Image.new("L", (50, 70), 8)
    assert page_sizes(saved(one, "TIFF", save_all=True, append_images=[two])) == [(60, 40), (50, 70)]
    for kind in ("PNG", "JPEG", "WEBP", "BMP"):
        assert page_sizes(saved(one, kind)) == [(60, 40)]
    data = saved(one, "TIFF", save_all=True, append_images=[two])
    assert picture_of(data, 2).shape == (70, 50)


def test_a_photo_is_turned_as_its_camera_says() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was on its side
    image = Image.new("L", (60, 40), 200)
    assert picture_of(saved(image, "JPEG", exif=exif), 1).shape == (60, 40)
    assert picture_of(saved(image, "JPEG"), 1).shape == (40, 60)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16", "CMYK", "F"])
def test_pictures_of_any_colours_become_grey(mode: str) -> None:
    kind = "TIFF" if mode in ("CMYK", "F") else "PNG"
    picture = picture_of(saved(Image.new(mode, (30, 20)), kind), 1)
    assert picture.shape == (20, 30)
    assert picture.dtype == np.dtype(np.uint8)


def test_what_is_transparent_is_white() -> None:
    assert picture_of(saved(Image.new("RGBA", (8, 8), (0, 0, 0, 0))), 1).min() == 255


def test_bombs_are_refused_before_they_are_unpacked() -> None:
    head = bytearray(saved(Image.new("1", (8, 8))))
    head[16:24] = (50_000).to_bytes(4) + (50_000).to_bytes(4)
    import zlib

    head[29:33] = zlib.crc32(bytes(head[12:29])).to_bytes(4)
    with pytest.raises(
        Unreadable, match="a picture of 50000 x 50000 dots; more than 120 million are not read"
    ):
        page_sizes(bytes(head))
    with pytest.raises(Unreadable, match="more than 120 million"):
        picture_of(bytes(head), 1)
    with pytest.raises(Unreadable, match="damaged"):
        picture_of(saved(Image.new("L", (80, 80)))[:50], 1)


def test_a_large_picture_is_made_smaller() -> None:
    picture = picture_of(saved(Image.new("1", (8_000, 6_000))), 1)
    assert picture.size <= 24_000_000
    assert abs(picture.shape[1] / picture.shape[0] - 8 / 6) < 0.01


@pytest.mark.skipif(
    any(map(find_spec, ("pi_heif", "pillow_heif"))), reason="a package that reads HEIC is installed here"
)
def test_heic_is_named_where_nothing_reads_it() -> None:
    with pytest.raises(
        Unreadable, match=r"HEIC picture, which is not read here; save it as \.jpg first"
    ) as refused:
        read_picture(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(64), PurePath("a.heic"))
    assert refused.value.skipped


def test_a_picture_is_named_by_its_content() -> None:
    picture = np.zeros((4, 6), np.uint8)
    assert name_of(picture) == name_of(picture.copy())
    assert name_of(picture) != name_of(picture.reshape(6, 4))


def test_pages_of_a_pdf_are_drawn_at_a_size_that_can_be_read() -> None:
    small = saved(Image.new("L", (144, 216), 90), "PDF")
    drawn, scale = PdfPages(small).picture(1)
    assert (max(drawn.shape), drawn.ndim) == (1600, 2)
    assert abs(scale - 1600 / 216) < 0.1
    with pytest.raises(Unreadable):
        PdfPages(small).picture(2)
    huge = saved(Image.new("1", (14_000, 14_000)), "PDF")
    assert PdfPages(huge).picture(1)[0].size <= 24_100_000


# Words


def test_words_of_tesseract_are_joined_where_they_stand_together() -> None:
    head = "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext\n"
    rows = [
        "5\t1\t1\t1\t1\t1\t10\t10\t50\t20\t90\tTotal",
        "5\t1\t1\t1\t1\t2\t70\t10\t50\t20\t80\tsum",
        "5\t1\t1\t1\t1\t3\t400\t10\t50\t20\t95\t12.50",
        "5\t1\t1\t1\t2\t1\t10\t50\t20\t20\t96\t租",
        "5\t1\t1\t1\t2\t2\t32\t50\t20\t20\t96\t金",
        '5\t1\t1\t1\t2\t3\t54\t50\t20\t20\t96\t"x',
        "4\t1\t1\t1\t3\t0\t0\t0\t0\t0\t-1\t",
    ]
    found = list(_pieces(head + "\n".join(rows)))
    assert [(one.text, one.left, one.right) for one in found] == [
        ("Total sum", 10, 120), ("12.50", 400, 450), ('租金 "x', 10, 74),
    ]  # fmt: skip
    assert found[0].confidence == pytest.approx((5 * 0.9 + 3 * 0.8) / 8)


def test_a_long_picture_is_cut_between_its_lines() -> None:
    picture = np.full((9_000, 700), 255, np.uint8)
    picture[::50] = 0
    picture[::50, 0] = 255
    cuts = list(_cuts(picture, 1_050))
    assert len(cuts) > 5
    assert all(cut % 50 for cut in cuts)
    assert max(b - a for a, b in zip([0, *cuts], [*cuts, 9_000], strict=True)) <= 1_400


def line(text: str, left: float, bottom: float, *, sure: float = 0.9, size: float = 10) -> RecognisedLine:
    return RecognisedLine(text, sure, left, bottom, left + 5 * len(text), size)


def test_what_stands_askew_is_still_one_row() -> None:
    page = RecognisedPage(
        (line("100.00", 400, 96.5), line("Rent", 50, 100), line("Deposit", 50, 80), line("300.00", 400, 76.5))
    )
    assert [one.text for one in page_lines(page)] == ["Rent 100.00", "Deposit 300.00"]


def test_what_the_file_itself_says_is_taken_in_place_of_what_was_recognised() -> None:
    from ingest.loaders.pdf_layout import Line

    known = [Line("Received 12 MAR 2025 - Registry no. 5501"), Line("Nowhere in the picture")]
    page = RecognisedPage(
        (line("Received 12 MAR 2O25 - Registry no, 55O1", 50, 700), line("The lease", 50, 600))
    )
    assert [one.text for one in page_lines(page, known)] == [
        "Nowhere in the picture", "Received 12 MAR 2025 - Registry no. 5501", "The lease",
    ]  # fmt: skip


def test_rows_of_a_table_that_was_scanned_are_rows() -> None:
    rows = (
        ("Date", "Text", "Amount"),
        ("02.05.", "Rent May", "-780.00"),
        ("03.05.", "Salary", "2,410.00"),
        ("05.05.", "Fee", "-9.50"),
    )
    lines = [
        line(cell, left, 700 - 18 * number)
        for number, row in enumerate(rows)
        for left, cell in zip((50, 140, 300), row, strict=True)
    ]
    page = RecognisedPage((line("Statement of the account in May, sheet 1 of 2", 50, 760), *lines))
    document = read_picture(saved(Image.new("L", (1600, 2300), 255)), PurePath("a.png"), {1: page})
    for row in rows:
        assert f"| {' | '.join(row)} |" in document.text
    assert [one.confidence for one in document.recognised] == [0.9, 0.9]


def test_hyphens_at_line_ends_are_taken_away() -> None:
    page = RecognisedPage((line("The depo-", 50, 100), line("sit is 5-", 50, 80), line("10 euros", 50, 60)))
    made = page_lines(page)
    assert [(one.text, one.hyphen) for one in made] == [
        ("The depo", True), ("sit is 5-", False), ("10 euros", False),
    ]  # fmt: skip


def test_marks_say_how_surely_words_were_recognised() -> None:
    assert recognised(None) == ""
    assert where("scan.pdf", 3, (), 0.934) == "scan.pdf · page 3 · recognised text, 93 %"


# The engines


def engine(name: str) -> EngineChoice:
    choice = choose(name)
    if choice is None:
        how = (
            'pip install "private-assistant[ocr]"' if name == "rapidocr" else "its command is not on the PATH"
        )
        pytest.skip(f"{name} is not here: {how}")
    return choice


@pytest.fixture(params=["rapidocr", "tesseract"])
def recognised_pages(request: pytest.FixtureRequest) -> Callable[[Path, int], list[PageResult]]:
    choice = engine(request.param)

    def of_file(path: Path, pages: int = 1) -> list[PageResult]:
        jobs = [PageJob(str(path), fingerprint_of(path).content_hash, page + 1) for page in range(pages)]
        with OcrPool(choice, OcrLimits(timeout_s=300, workers=1), lambda _: None) as pool:
            return list(pool.results(jobs))

    return of_file


def words(result: PageResult) -> str:
    return "\n".join(one.text for one in page_lines(result.page))


@pytest.mark.slow
def test_a_page_is_recognised_whichever_way_up_it_is(
    recognised_pages: Callable[[Path, int], list[PageResult]], tmp_path: Path
) -> None:
    page = printed(*LINES)
    page.save(
        tmp_path / "two.tiff",
        save_all=True,
        append_images=[page.rotate(turn, expand=True) for turn in (90, 180)],
    )
    results = recognised_pages(tmp_path / "two.tiff", 3)
    for result in results:
        assert words(result).split("\n") == list(LINES)
        assert result.page.confidence > 0.85


@pytest.mark.slow
def test_a_dark_screen_and_an_empty_page(
    recognised_pages: Callable[[Path, int], list[PageResult]], tmp_path: Path
) -> None:
    dark = Image.eval(printed(*LINES), lambda shade: 255 - shade)
    dark.save(tmp_path / "a.tiff", save_all=True, append_images=[Image.new("L", (1200, 900), 255)])
    result, empty = recognised_pages(tmp_path / "a.tiff", 2)
    assert words(result).split("\n") == list(LINES)
    assert empty.page == RecognisedPage()


@pytest.mark.slow
@pytest.mark.skipif(not CASES.is_dir(), reason="the papers of ../shared/cases are not here")
def test_scans_with_a_line_of_text_and_fonts_without_characters_are_read(
    recognised_pages: Callable[[Path, int], list[PageResult]],
) -> None:
    stamped = CASES / "scan-with-stamp.pdf"
    pages = {result.job.page: result.page for result in recognised_pages(stamped, 3)}
    document = read_pdf(stamped.read_bytes(), stamped, pages)
    assert document.notices == ()
    assert document.to_recognise == ()
    for sheet in (1, 2, 3):
        assert f"Received 12 MAR 2025 - Registry no. 5501 - sheet {sheet}" in document.text
    odd = CASES / "issue19802.pdf"
    pages = {result.job.page: result.page for result in recognised_pages(odd, 1)}
    document = read_pdf(odd.read_bytes(), odd, pages)
    assert "Lyon" in document.text
    assert "UZQPHSBQIJRVF" not in document.text.upper()
    assert document.recognised


@pytest.mark.skipif(shutil.which("tesseract") is None, reason="tesseract is not on the PATH")
def test_what_tesseract_was_given_ends_with_the_process_that_asked() -> None:
    import psutil

    process = OcrProcess(engine("tesseract"), OcrLimits())
    process.close()
    with pytest.raises(OcrFault) as stopped:
        process.draw("a.png", "", 1)
    assert not stopped.value.lasting
    assert not any(one.name() == "tesseract" for one in psutil.Process().children(recursive=True))


@pytest.mark.skipif(sys.platform == "win32", reason="the command that plays tesseract is a script")
def test_a_worker_takes_back_what_is_not_there_any_more(tmp_path: Path) -> None:
    choice = EngineChoice("tesseract", "eng", str(tmp_path / "tesseract"))
    with OcrPool(choice, OcrLimits(workers=1), lambda _: None) as pool:
        (result,) = pool.results([PageJob(str(tmp_path / "gone.png"), "0" * 32, 1)])
    assert (result.lasting, result.page.lines) == (False, ())


def test_a_page_that_is_turned_is_looked_at_again_only_where_nothing_sure_was_found() -> None:
    from ingest.ocr.engines import Word

    class Unsure:
        def __init__(self, sure: float) -> None:
            self.sure, self.seen = sure, 0

        def recognise(self, picture: np.ndarray) -> list[Word]:
            self.seen += 1
            good = bool(picture[0, 0] == 255)
            return [Word("upright words" if good else "sp.ioM", 0.95 if good else self.sure, 0, 0, 9, 9)]

    turned = np.zeros((6, 4), np.uint8)
    turned[-1, -1] = 255  # in the corner above on the left once it is turned by 180 degrees
    low, high = Unsure(0.6), Unsure(0.86)
    assert [one.text for one in recognise(low, turned)] == ["upright words"]
    assert (low.seen, [one.text for one in recognise(high, turned)], high.seen) == (2, ["sp.ioM"], 1)


def test_parsers_hand_on_what_was_recognised(tmp_path: Path) -> None:
    path = tmp_path / "scan.pdf"
    path.write_bytes(saved(Image.new("L", (240, 320), 90), "PDF"))
    with ParserPool(1) as pool:
        (before,) = pool.parse([path])
        assert (before.to_recognise, before.passages) == ((1,), ())
        after = pool.parse_again(path, {1: RecognisedPage((line("Keys to the pier", 20, 200, sure=0.815),))})
    assert [(one.text, one.page, one.confidence) for one in after.passages] == [
        ("Keys to the pier", 1, 0.815)
    ]
    assert after.to_recognise == ()
