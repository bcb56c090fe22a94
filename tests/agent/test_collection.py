"""Questions known to be about the collection: each is taken apart, and answered whatever its wording."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest

from assistant.agent.papers.collection import CollectionAnswer, Nearest, _changes_another, collection_answer
from assistant.agent.question.collection_questions import CollectionQuestion, collection_questions
from assistant.library.library import Library
from ingest.records import Changes
from tests.library.shelf import put, record
from tests.test_sync import scan, write


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("Supplement to the lease of Oak House", True),
        ("lease-addendum", True),
        ("oak_lease_supplement_2", True),
        ("First Amendment to the supply agreement", True),
        ("Supplementary agreement", True),
        ("2025-03-01 rider to the policy", True),
        ("Deed of variation", True),
        ("Supply contract - supplement no. 2 to the contract", True),
        ("房屋租赁合同补充协议", True),
        ("租赁合同（补充）", True),
        ("合同变更协议2", True),
        ("Vitamin supplements contract", False),
        ("Supplements supply contract", False),
        ("Rider & Sons lease", False),
        ("Lease with Ann Rider", False),
        ("变更登记合同", False),
        ("补充水源合同", False),
        ("营养补充剂采购合同", False),
    ],
)
def test_what_changes_a_contract_is_told_by_how_it_is_headed(name: str, changes: bool) -> None:
    assert _changes_another(name) == changes


TODAY = date(2026, 11, 25)  # a Wednesday
HERE = Path(__file__).parent
FOLDERS = ["/docs/contracts", "/docs/人事"]


def rows(name: str) -> list[list[str]]:
    lines = (HERE / name).read_text("utf-8").splitlines()
    return [line.split("\t") for line in lines if line.strip() and not line.startswith("#")]


def moment(day: str) -> int:
    return int(datetime.fromisoformat(f"{day}T12:00").timestamp()) * 1_000_000_000


def fill(library: Library) -> None:
    for path, kind, own, saved, added, words in rows("catalogue_papers.tsv"):
        text = f"{words}\nDated {own}." if own else words
        size = 9_999 if "training" in path else 100
        put(
            library,
            f"/docs/{path}",
            text,
            kind=kind,
            mtime_ns=moment(saved),
            read_ns=moment(added),
            size=size,
        )
    library.documents.add_roots(["/docs"])


def parts(question: str) -> list[dict[str, object]]:
    """Return the parts of a question that are not the usual ones."""
    usual = CollectionQuestion()
    found = []
    for one in collection_questions(question, TODAY, lambda: FOLDERS):
        own = {
            name: getattr(one, name) for name in one.__slots__ if getattr(one, name) != getattr(usual, name)
        }
        own.pop("period", None)
        own.pop("sure", None)
        if "units" in own:
            own["units"] = " ".join(unit.said for unit in one.units)
        found.append(own)
    return found


@pytest.mark.parametrize(
    ("question", "right"),
    [
        ("What have you got?", {}),
        ("which docs would have Mr Osei in them", {"units": "osei"}),
        ("boss wants to know how many verdicts we've archived", {"counts": True, "units": "verdicts"}),
        ("got a form for damaged parcels?", {"exists": True, "units": "form damaged parcels"}),
        ("anything whose name starts with DSC_", {"units": "dsc_", "place": "names"}),
        ("which ones couldn't be opened", {"state": "failed"}),
        ("do we hold papers on the new boiler", {"exists": True, "units": "boiler"}),
        ("any new scans", {"state": "scanned", "exists": True, "by": "added"}),
        ("anything in there twice", {"state": "duplicates"}),
        ("the seven oldest files", {"wants": "oldest", "most": 7}),
        ("show me the contracts folder", {"folder": "/docs/contracts"}),
        ("the files in German please", {"language": "de"}),
        ("files from last march", {"period_said": "from march 2026"}),
        ("is Olga's memo uploaded yet", {"exists": True, "units": "olga memo"}),
        ("page count of the masterplan", {"wants": "pages", "units": "masterplan"}),
        ("人事文件夹里有什么", {"folder": "/docs/人事"}),
        ("有没有关于燃气的资料", {"exists": True, "units": "燃气", "place": "texts"}),
        ("库里带“机密”两个字的", {"units": "机密", "place": "texts"}),
        ("审计师发来的东西多不多", {"counts": True, "units": "审计师", "sent": True}),
        ("前天进来的都有啥", {"by": "added", "period_said": "前天"}),
        ("哪些打不开", {"state": "failed"}),
        ("有没有叫DSC_开头的", {"exists": True, "units": "dsc_", "place": "names"}),
        ("有2024年的账么", {"exists": True, "period_said": "2024年", "units": "账"}),
    ],
)
def test_each_part_is_recognised_by_itself(question: str, right: dict[str, object]) -> None:
    assert parts(question) == [right]


def test_two_things_asked_at_once_are_two_questions() -> None:
    counts: dict[str, object] = {"counts": True}
    assert [one.get("wants") for one in parts("the biggest file and the oldest one?")] == [
        "largest",
        "oldest",
    ]
    assert parts("一共多少份，合同占几份") == [counts, {**counts, "units": "合同"}]
    assert len(parts("a list of files on cats and dogs")) == 1


@pytest.mark.parametrize(
    ("question", "sure"),
    [
        ("which files came in on Monday?", "surely"), ("anything on the Deacon matter", "surely"), ("啥读不了", "surely"),
        ("is there a manual for the autoclave", "maybe"), ("有没有鳄鱼许可证", "maybe"), ("is glyphosate banned on the field", "maybe"),
        ("what on earth is Document1", "hardly"), ("扫描件0312是个啥", "hardly"), ("the Talvik contract", "hardly"),
    ],
)  # fmt: skip
def test_it_is_told_how_plainly_files_are_asked_about(question: str, sure: str) -> None:
    assert collection_questions(question, TODAY, list)[0].sure == sure


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with Library(tmp_path_factory.mktemp("collection") / "library", create=True) as library:
        fill(library)
        put(
            library,
            "/docs/more/one.txt",
            "Die Katze und der Hund sind in dem Haus und nicht im Garten.",
            hash="aa",
        )
        put(
            library,
            "/docs/more/two.txt",
            "Die Katze und der Hund sind in dem Haus und nicht im Garten.",
            hash="aa",
        )
        broken = record("/docs/more/broken.pdf", state="failed", reason="It is damaged.")
        library.documents.apply(Changes(put=[(broken, [])]))
        yield library


def answered(library: Library, question: str, nearest: Nearest | None = None) -> CollectionAnswer:
    def folders() -> list[str]:
        return sorted({str(Path(path).parent) for path in library.documents.sources().values()})

    chinese = any("\u4e00" <= one <= "\u9fff" for one in question)
    asked = collection_questions(question, TODAY, folders)
    return collection_answer(library, asked, "zh" if chinese else "en", None, nearest)


def told(library: Library, question: str, nearest: Nearest | None = None) -> str:
    return answered(library, question, nearest).text


def named(text: str) -> set[str]:
    return {line.split("`")[1] for line in text.splitlines() if line.startswith("- `")}


def test_names_come_first_and_texts_are_told_apart(library: Library) -> None:
    text = told(library, "do we have anything from Lindqvist")
    assert text.startswith(
        "Yes: 1 of 22 documents matches (“lindqvist”):\n\n- `supply-contract-lindqvist.pdf`"
    )
    text = told(library, "is there a document about gloves")
    assert text.startswith("Yes: 3 of 22 documents match (“gloves”)")
    assert told(library, "got a letter on gloves?").startswith("No document says all of this")
    assert told(library, "is there a katze in here").startswith(
        "No document is called so, but 2 of 22 hold the words"
    )


def test_what_is_not_there_is_said_with_what_there_is(library: Library) -> None:
    text = told(library, "do we have a crocodile licence")
    assert text.startswith("None of the 22 documents matches (“crocodile”, “licence”). There are ")
    text = told(library, "有没有鳄鱼许可证")
    assert text.startswith("22份文档中没有符合的（“鳄鱼许可证”）。资料库里有：")
    number = library.documents.number_at("/docs/more/one.txt")
    assert number is not None
    text = told(library, "do we have a crocodile licence", lambda words: [number])
    assert text.splitlines()[0].endswith("The nearest in meaning:")
    assert named(text) == {"one.txt"}


def test_what_is_the_matter_with_files_is_told(library: Library) -> None:
    assert told(library, "which ones couldn't be opened").endswith("- `broken.pdf`: It is damaged.")
    text = told(library, "any duplicates?")
    assert text.startswith("Files with the very same content (1 groups):")
    assert "one.txt` = `" in text
    assert named(told(library, "the files in German please")) == {"one.txt", "two.txt"}
    text = told(library, "was anything deleted since last week")
    assert text.startswith("The library keeps no record of what was taken out of it. Of the 22 documents")


def test_what_is_taken_out_is_not_told(library: Library) -> None:
    for question, right in (
        ("all documents except pdfs", 16),
        ("所有不是pdf的文件", 16),
        ("files not from 2025", 18),
    ):
        text = told(library, question)
        assert f"{right} of 22" in text or f"有{right}份" in text, text
    text = told(library, "everything other than the contracts and the minutes")
    assert not any(word in name for name in named(text) for word in ("contract", "minutes", "合同", "纪要"))
    assert told(library, "who sent us emails").startswith("Senders of 0 mails:")
    assert named(told(library, "files bigger than 9 kb")) == {"training.pptx"}


def test_lists_are_bounded(tmp_path: Path) -> None:
    with Library(tmp_path / "library", create=True) as library:
        library.documents.apply(Changes(put=[(record(f"/docs/note{n:03}.txt"), []) for n in range(60)]))
        lines = told(library, "what have you got").splitlines()
        assert len([line for line in lines if line.startswith("- ")]) == 50
        assert lines[-1].startswith("… and 10 more")
        assert len(named(told(library, "the seven oldest files"))) == 7


def test_a_hostile_question_is_answered_at_once(library: Library) -> None:
    for one in ("(" * 300, "有" * 300, "is there " * 60, "", "§ ? § ?", "\\d+ [a-", "文件 " * 100):
        assert told(library, one)


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with Library(tmp_path_factory.mktemp("papers") / "library", create=True) as library:
        fill(library)
        yield library


def fault(library: Library, question: str, right: str) -> str:
    """Return what is wrong with an answer; empty for nothing."""
    text = told(library, question)
    names = named(text)
    if right == "kinds":
        return "" if "`pdf`: 6" in text else text
    if right.startswith("#"):
        number = right[1:]
        counted = (f"{number} of 20", f"{number} documents", f"有{number}份", f"有{number}份")
        return "" if any(one in text for one in counted) else text
    if right.startswith("/"):
        return "" if {one.removeprefix("/docs") for one in names} == set(right.split()) else text
    if right == "all":
        return "" if len(names) == 20 else text
    wanted = [] if right == "none" else right.split()
    paths = [path for path in library.documents.sources().values() if Path(path).name in names]
    alike = len(paths) == len(wanted) and all(any(one in path for path in paths) for one in wanted)
    return "" if alike else text


@pytest.mark.parametrize("table", ["catalogue_tuned.tsv", "catalogue_blind.tsv", "catalogue_late.tsv"])
def test_questions_about_the_documents_there_are(papers: Library, table: str) -> None:
    asked = [(question, right) for question, right in rows(table) if right != "no"]
    assert {question: wrong for question, right in asked if (wrong := fault(papers, question, right))} == {}
    # What is no question, like "the Talvik contract", and what no paper says, is searched for in the texts first.
    unsure = {question for question, _ in asked if answered(papers, question).sure != "surely"}
    assert unsure <= {"the Talvik contract", "天成的合同", "有关于保险的资料吗？", "关于清洁的文件有吗？"}


def test_it_is_said_which_date_counts(papers: Library) -> None:
    lines = told(papers, "Which files are from 2024?").splitlines()
    assert lines[0] == "4 of 20 documents match (dated from 2024-01-01 to 2024-12-31):"
    assert "- `training.pptx` (2024-05-05*)" in lines
    assert lines[-1] == "Where a document states no date, the date of its file counts; it is marked with *."
    text = told(papers, "自周一以来新增了哪些文件？")
    assert text.startswith("20份文档中有4份符合（2026-11-23以来加入）：")
    assert "- `offer.eml` (2026-11-23)" in text


def test_a_folder_and_the_newest_are_told_with_what_they_were_chosen_by(papers: Library) -> None:
    text = told(papers, "Which folder holds the lease for the warehouse?")
    assert text.startswith("1 of 20 documents matches (“lease”, “warehouse”):")
    assert "- `/docs/contracts`: `lease-warehouse.docx`" in text
    assert told(papers, "the newest PDF").startswith("The newest of 6 documents (format pdf):")
    text = told(papers, "Which contracts mention Talvik?")
    assert text.startswith("2 of 20 documents match (“contracts”, “talvik”):")


def test_words_of_documents_are_no_marks_of_ours(tmp_path: Path) -> None:
    with Library(tmp_path / "library", create=True) as library:
        put(library, "/docs/`rm` [x](b) contract.md", "Words.", title="# *Bold* `")
        assert "- `'rm' [x](b) contract.md` — `# *Bold* '`" in told(library, "list all contracts")


def test_mails_are_listed_by_sender_and_day(tmp_path: Path) -> None:
    mail = "From x\nFrom: {who}\nTo: {to}\nDate: Mon, 3 {month} 2026 10:00:00 +0100\nSubject: Fence\n\nIt is red.\n\n"
    write(
        tmp_path / "docs" / "Inbox.mbox",
        mail.format(who="Ann Lee <ann@example.com>", to="bob@example.com", month="Mar")
        + mail.format(who="Bob <bob@example.com>", to="Ann Lee <ann@example.com>", month="Mar")
        + mail.format(who="ann@example.com", to="bob@example.com", month="Apr"),
    )
    with Library(tmp_path / "library", create=True) as library:
        scan(library, tmp_path / "docs")
        for question in ("What mails came from Ann in March?", "which emails did Ann send me in march"):
            text = told(library, question)
            assert text.startswith("1 of 3 documents matches")
            assert "2026-03-03 Fence (Ann Lee).eml" in text
        assert told(library, "How many mails from Ann?").startswith("2 of 3 documents match")
        assert told(library, "how many mails from Bob about the fence").startswith("1 of 3")
        assert told(library, "mails from Carla").startswith("None of the 3 documents matches")
