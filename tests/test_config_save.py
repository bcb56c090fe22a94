"""Single settings written into the settings file: what was saved is what is read, and nothing else is touched."""

from __future__ import annotations

import os
import stat
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, get_args, get_origin

import hypothesis
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.config import default_values, flatten, load_settings
from assistant.config.load import place_of
from assistant.config.save import remove_setting, restore, save_setting, snapshot, typed_value
from assistant.config.section import bounds_of, type_of
from assistant.config.toml_text import as_toml, changed
from assistant.errors import SettingsError

COMMENTED = """\
# How I like it.
engine = "auto"  # whatever is there

[answer]
think = "off" # quick

# Searching.
[search]
limit = 3
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "config.toml"


def in_force(file: Path, key: str) -> object:
    return flatten(load_settings(file.parent, {}, {}).settings)[key]


def test_a_file_is_made_with_its_folder_for_its_owner_alone(tmp_path: Path) -> None:
    file = tmp_path / "a" / "b" / "config.toml"
    save_setting(file, "answer.think", "on")
    assert file.read_text("utf-8") == '[answer]\nthink = "on"\n'
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [stat.S_IMODE(folder.stat().st_mode) for folder in (file.parent, file.parent.parent)] == [
        0o700
    ] * 2
    assert list(file.parent.iterdir()) == [file]


@pytest.mark.parametrize(
    ("key", "value", "old", "new"),
    [
        ("answer.think", "on", 'think = "off" # quick', 'think = "on" # quick'),
        ("engine", "ollama", 'engine = "auto"  #', 'engine = "ollama"  #'),
        ("answer.temperature", 0.25, "# quick\n", "# quick\ntemperature = 0.25\n"),
        ("library", "客户", "there\n", 'there\nlibrary = "客户"\n'),
        ("search.exact_up_to", 5, "limit = 3\n", "limit = 3\nexact_up_to = 5\n"),
        ("tui.theme", "light", "limit = 3\n", 'limit = 3\n\n[tui]\ntheme = "light"\n'),
    ],
)
def test_comments_and_order_stay(file: Path, key: str, value: object, old: str, new: str) -> None:
    file.write_text(COMMENTED, "utf-8")
    save_setting(file, key, value)
    assert file.read_text("utf-8") == COMMENTED.replace(old, new)
    assert in_force(file, key) == value


def test_a_removed_setting_has_its_default_again(file: Path) -> None:
    file.write_text(COMMENTED, "utf-8")
    assert remove_setting(file, "search.limit")
    assert in_force(file, "search.limit") == 8
    assert file.read_text("utf-8") == COMMENTED.replace("limit = 3\n", "")
    assert not remove_setting(file, "search.limit")
    assert not remove_setting(file.parent / "nowhere" / "config.toml", "search.limit")
    assert not (file.parent / "nowhere").exists()


@pytest.mark.parametrize(
    ("before", "key", "value", "after"),
    [
        ("answer.think = 'on'\n", "answer.limit", 3, "answer.think = 'on'\nanswer.limit = 3\n"),
        ("[bots.telegram]\nallowed = []\n", "bots.at_once", 3, "[bots.telegram]\nallowed = []\n\n[bots]\nat_once = 3\n"),
        ("[bots]\ntelegram.a = [ # x\n]\n", "bots.telegram.b", True, "[bots]\ntelegram.a = [ # x\n]\ntelegram.b = true\n"),
        ("a = {b = 1, c = {d = 2}} # x\n", "a.c.d", 0.5, "a = {b = 1, c = {d = 0.5}} # x\n"),
        ("a = {b = 1}", "a.c", "x", 'a = {b = 1, c = "x"}'),
        ("'a' . \"b\"='#'#'\n", "a.b", '"#\n', '\'a\' . "b"="\\"#\\n"#\'\n'),
        ('a = """\n[b]\nc = 1 # """ # d\n\n# e', "b.c", ["f", "g"], 'a = """\n[b]\nc = 1 # """ # d\n\n# e\n\n[b]\nc = ["f", "g"]\n'),
        ("[a]\nb = 1\n# of c\n[c]\n", "a.b", None, "[a]\n# of c\n[c]\n"),
        ("# a\n[a]", "b", 1, "b = 1\n# a\n[a]"),
    ],
)  # fmt: skip
def test_one_statement_of_a_text_changes(before: str, key: str, value: object, after: str) -> None:
    assert changed(before, key, value) == after


@pytest.mark.parametrize("text", ["[[a]]\nb = 1\n", "a = [{b = 1}]\n", "a = 1\n"])
def test_a_text_that_would_be_spoiled_is_refused(text: str) -> None:
    assert changed(text, "a.b", 2) is None


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("answer.temperature", 3.0, "answer.temperature must be a number from 0 to 2, not 3.0"),
        ("answer.temperature", "warm", 'a number from 0 to 2, not "warm"'),
        ("answer.think", "maybe", '"auto", "on" or "off", not "maybe"'),
        ("answer.context_tokens", 100, "0 or a whole number from 512"),
        ("answer.temprature", 1, 'no setting "answer.temprature"'),
        ("answer", 1, "answer is a section"),
        ("models.chat", "a\ud800b", "models.chat must be text"),
    ],
)
def test_what_is_wrong_is_refused_and_the_file_stays(file: Path, key: str, value: object, words: str) -> None:
    file.write_text(COMMENTED, "utf-8")
    with pytest.raises(SettingsError) as caught:
        save_setting(file, key, value)
    assert words in caught.value.message
    assert file.read_text("utf-8") == COMMENTED


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"[answer\n", "not valid TOML"),
        (b"\xff\xfe", "not UTF-8"),
        (b"[answer]\nthink = 'perhaps'\n", 'line 2: answer.think must be "auto", "on" or "off"'),
        (b"nothing = 1\n", 'no setting "nothing"'),
    ],
)
def test_a_broken_file_is_refused_not_overwritten(file: Path, content: bytes, words: str) -> None:
    file.write_bytes(content)
    with pytest.raises(SettingsError) as caught:
        save_setting(file, "engine", "auto")
    assert words in caught.value.message
    assert file.read_bytes() == content


def test_a_wrong_value_in_the_file_can_be_mended_by_saving_a_right_one(file: Path) -> None:
    file.write_text("[answer]\nthink = 'perhaps'\n", "utf-8")
    save_setting(file, "answer.think", "on")
    assert in_force(file, "answer.think") == "on"


def test_line_ends_and_the_byte_order_mark_stay(file: Path) -> None:
    file.write_bytes(b"\xef\xbb\xbf" + COMMENTED.replace("\n", "\r\n").encode())
    save_setting(file, "answer.top_p", 0.5)
    raw = file.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf# How")
    assert raw.count(b"\n") == raw.count(b"\r\n") == COMMENTED.count("\n") + 1
    assert in_force(file, "answer.top_p") == 0.5


def test_a_link_stays_a_link_and_rights_stay(file: Path) -> None:
    real = file.parent / "dotfiles" / "assistant.toml"
    real.parent.mkdir()
    real.write_text(COMMENTED, "utf-8")
    real.chmod(0o640)
    file.symlink_to(real)
    save_setting(file, "search.limit", 9)
    assert file.is_symlink()
    assert "limit = 9" in real.read_text("utf-8")
    assert stat.S_IMODE(real.stat().st_mode) == 0o640


def test_a_folder_that_cannot_be_written_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder", "utf-8")
    with pytest.raises(SettingsError) as caught:
        save_setting(tmp_path / "file" / "config.toml", "engine", "auto")
    assert "config.toml" in caught.value.message
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_what_was_kept_is_put_back(file: Path) -> None:
    before = snapshot(file)
    save_setting(file, "engine", "ollama")
    restore(file, before)
    assert not file.exists()
    file.write_text(COMMENTED, "utf-8")
    before = snapshot(file)
    save_setting(file, "engine", "ollama")
    restore(file, before)
    assert file.read_text("utf-8") == COMMENTED


@pytest.mark.parametrize(
    ("key", "text", "value"),
    [
        ("answer.temperature", "0.25", 0.25),
        ("answer.history_turns", "4", 4),
        ("answer.rewrite_follow_ups", "off", False),
        ("network.allowed_hosts", "a.lan, b.lan", ("a.lan", "b.lan")),
        ("models.chat", "deepseek-r1:8b", "deepseek-r1:8b"),
        ("models.chat_gguf", "here.gguf", os.path.abspath("here.gguf")),  # noqa: PTH100
    ],
)
def test_text_becomes_the_settings_type(key: str, text: str, value: object) -> None:
    assert typed_value(key, text) == value


@pytest.mark.parametrize(
    ("key", "text"), [("answer.history_turns", "4.5"), ("answer.temperature", ""), ("x", "1")]
)
def test_text_of_another_type_is_refused(key: str, text: str) -> None:
    with pytest.raises(SettingsError, match="Not saved"):
        typed_value(key, text)


def values_of(key: str) -> st.SearchStrategy[Any]:
    """What a setting accepts."""
    kind, default = type_of(*place_of(key)), default_values()[key]
    if get_origin(kind) is not None and get_args(kind) and isinstance(get_args(kind)[0], str):
        return st.sampled_from(get_args(kind))
    special: dict[str, st.SearchStrategy[Any]] = {
        "ollama.host": st.sampled_from(["http://127.0.0.1:1", "http://box:9"]),
        "ollama.keep_alive": st.sampled_from(["30s", "2h"]),
        "network.allowed_hosts": st.lists(st.sampled_from(["a.lan", "b.lan", "10.0.0.7"]), max_size=3).map(
            tuple
        ),
        "library": st.sampled_from(["x", "客户-2026"]),
        "ollama.hosts": st.lists(st.sampled_from(["http://127.0.0.1:1", "http://box:9"]), max_size=2).map(
            tuple
        ),
        "ocr.languages": st.sampled_from(["", "eng", "eng+chi_sim"]),
        "ingest.exclude": st.lists(st.sampled_from(["*.tmp", "drafts/"]), max_size=2).map(tuple),
        "serve.public_url": st.sampled_from(["", "https://a.example.org"]),
        "chroma.url": st.sampled_from(["", "http://127.0.0.1:8000"]),
        "models.chat_gguf": st.sampled_from(["", os.path.abspath("models/有.gguf")]),  # noqa: PTH100
        "bots.libraries": st.sampled_from([(), ("papers=*", "客户=17")]),
        "bots.telegram.base_url": st.just("http://127.0.0.1:8081"),
        "bots.matrix.homeserver": st.sampled_from(["", "http://127.0.0.1:8008"]),
        "bots.matrix.user": st.sampled_from(["", "@bot:home.lan"]),
    }
    if key.endswith((".allowed", ".can_add")):
        known = ("17", "123456789") if "telegram" in key else ("@ann:home.lan", "@bo:home.lan")
        return st.lists(st.sampled_from(known), max_size=2).map(tuple)
    if key.endswith((".token_file", ".header_file")):
        return special["models.chat_gguf"]
    if key in special:
        return special[key]
    if isinstance(default, bool):
        return st.booleans()
    if isinstance(default, str):
        return st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
    least, most = bounds_of(*place_of(key))
    if isinstance(default, float):
        return st.floats(least, most)
    least = {"answer.context_tokens": 512, "answer.max_answer_tokens": 16, "answer.evidence_tokens": 50}.get(
        key, least
    )
    return st.integers(least, most)


one = st.sampled_from(list(default_values())).flatmap(lambda key: st.tuples(st.just(key), values_of(key)))


def written(settings: dict[str, object], style: str) -> str:
    """Writes settings as people write them: sections with comments, or dotted keys in any order."""
    if style == "dotted":
        return "".join(
            f"{key} = {as_toml(value)}  # {number}\n" for number, (key, value) in enumerate(settings.items())
        )
    if style == "inline":
        tree: dict[str, Any] = {}
        for key, value in settings.items():
            section, _, name = key.partition(".")
            if name:
                *inner, name = name.split(".")
                holder = tree.setdefault(section, {})
                for part in inner:
                    holder = holder.setdefault(part, {})
                holder[name] = value
            else:
                tree[key] = value
        return "".join(f"{name} = {as_toml(value)}  # {name}\n" for name, value in tree.items())
    if style == "half dotted":
        lines = [f"{key} = {as_toml(value)}\n" for key, value in settings.items() if "." not in key]
        for top in dict.fromkeys(key.partition(".")[0] for key in settings if "." in key):
            lines.append(f"  [ {top} ] # {top}\n")
            lines += [
                f"    {key.partition('.')[2]} = {as_toml(value)}\n"
                for key, value in settings.items()
                if key.startswith(f"{top}.")
            ]
        return "".join(lines)
    plain = "".join(f"{key} = {as_toml(value)}\n" for key, value in settings.items() if "." not in key)
    sections: dict[str, str] = {}
    for key, value in settings.items():
        section, _, name = key.rpartition(".")
        if section:
            sections[section] = (
                sections.get(section, f"\n# about {section}\n[{section}]\n")
                + f"{name} = {as_toml(value)} # ok\n"
            )
    return plain + "".join(sections.values()) + ("# the end" if style == "open end" else "")


@contextmanager
def folder() -> Iterator[Path]:
    with TemporaryDirectory() as name:
        yield Path(name)


@hypothesis.settings(deadline=None)
@given(
    st.lists(one, max_size=6),
    one,
    st.sampled_from(["sections", "dotted", "open end", "inline", "half dotted"]),
    st.booleans(),
)
def test_what_was_saved_is_what_is_read_and_the_rest_is_untouched(
    before: list[tuple[str, object]], change: tuple[str, object], style: str, remove: bool
) -> None:
    (key, value), settings = change, dict(before)
    with folder() as home:
        file = home / "config.toml"
        text = written(settings, style)
        file.write_text(text, "utf-8", newline="")
        was = flatten(load_settings(home, {}, {}).settings)
        if remove:
            assert remove_setting(file, key) == (key in settings)
            value = default_values()[key]
        else:
            save_setting(file, key, value)
        loaded = load_settings(home, {}, {})
        now = flatten(loaded.settings)
        assert now == was | {key: value}
        assert (loaded.sources[key] == "default") == remove
        after = file.read_bytes().decode()
        tomllib.loads(after)
        inline = f"{key.partition('.')[0]} = {{"
        untouched = [
            line
            for line in text.split("\n")
            if "#" in line and key.rpartition(".")[2] not in line and not line.startswith(inline)
        ]
        assert [line for line in after.split("\n") if line in untouched] == untouched
