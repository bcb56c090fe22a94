from __future__ import annotations

import math
import traceback
from dataclasses import FrozenInstanceError, asdict
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.addresses import ServerUrl, host_name
from assistant.config import Loaded, Settings, default_values, describe_settings, flatten, load_settings
from assistant.config.load import line_of, nearest_key
from assistant.config.schema import library_name
from assistant.errors import SettingsError


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path


def load(
    home: Path,
    text: str = "",
    flags: dict[str, str | None] | None = None,
    environ: dict[str, str] | None = None,
) -> Loaded:
    if text:
        (home / "config.toml").write_text(text, encoding="utf-8")
    return load_settings(home, flags or {}, environ or {})


def refusal(
    home: Path,
    text: str = "",
    flags: dict[str, str | None] | None = None,
    environ: dict[str, str] | None = None,
) -> SettingsError:
    with pytest.raises(SettingsError) as caught:
        load(home, text, flags, environ)
    return caught.value


def test_nothing_given_means_defaults(home: Path) -> None:
    loaded = load(home)
    assert loaded.settings == Settings()
    assert set(loaded.sources.values()) == {"default"}
    assert list(loaded.sources) == list(default_values())


def test_loading_creates_nothing(home: Path) -> None:
    load_settings(home / "new", {}, {})
    assert list(home.iterdir()) == []


def test_each_layer_wins_over_the_one_below(home: Path) -> None:
    text = 'engine = "embedded"\n[answer]\ntemperature = 1\n[search]\nlimit = 3\n'
    environ = {"ASSISTANT_ENGINE": "ollama", "ASSISTANT_ANSWER_TEMPERATURE": "0.2"}
    loaded = load(home, text, {"engine": "auto", "library": None}, environ)
    assert (loaded.settings.engine, loaded.settings.answer.temperature, loaded.settings.search.limit) == (
        "auto",
        0.2,
        3,
    )
    assert loaded.sources["engine"] == "flag --engine"
    assert loaded.sources["answer.temperature"] == "environment ASSISTANT_ANSWER_TEMPERATURE"
    assert loaded.sources["search.limit"] == f"file {home / 'config.toml'}"
    assert loaded.sources["library"] == "default"


def test_settings_cannot_be_changed(home: Path) -> None:
    settings = load(home).settings
    with pytest.raises(FrozenInstanceError):
        settings.engine = "ollama"  # type: ignore[misc]
    with pytest.raises(FrozenInstanceError):
        settings.answer.top_p = 0.5  # type: ignore[misc]


@pytest.mark.parametrize(
    ("variable", "text", "key", "value"),
    [
        ("ASSISTANT_ANSWER_REWRITE_FOLLOW_UPS", "off", "answer.rewrite_follow_ups", False),
        ("ASSISTANT_INGEST_WORKERS", "4", "ingest.workers", 4),
        (
            "ASSISTANT_NETWORK_ALLOWED_HOSTS",
            "Box.lan, 10.0.0.7,",
            "network.allowed_hosts",
            ("box.lan", "10.0.0.7"),
        ),
        ("ASSISTANT_LIBRARY", "客户-2026", "library", "客户-2026"),
        ("ASSISTANT_OLLAMA_KEEP_ALIVE", "-1", "ollama.keep_alive", "-1s"),
        ("ASSISTANT_CHROMA_URL", "chroma.lan", "chroma.url", "http://chroma.lan:8000"),
        ("OLLAMA_HOST", "box:99", "ollama.host", "http://box:99"),
        ("ASSISTANT_ENGINE", "", "engine", "auto"),
    ],
)
def test_variables_set_their_setting(home: Path, variable: str, text: str, key: str, value: object) -> None:
    assert flatten(load(home, environ={variable: text}).settings)[key] == value


def test_our_own_variable_wins_over_ollamas(home: Path) -> None:
    loaded = load(home, environ={"OLLAMA_HOST": "a:1", "ASSISTANT_OLLAMA_HOST": "b:2"})
    assert loaded.settings.ollama.host == "http://b:2"
    assert loaded.sources["ollama.host"] == "environment ASSISTANT_OLLAMA_HOST"


@pytest.mark.parametrize(
    ("text", "line", "words", "hint"),
    [
        ('engin = "auto"', 1, '"engin"', "Did you mean engine?"),
        ("[answer]\ntemprature = 1", 2, '"answer.temprature"', "Did you mean answer.temperature?"),
        ("temperature = 1", 1, '"temperature"', "Did you mean answer.temperature?"),
        ("[models]\n\nthink = 'on'", 3, '"models.think"', "Did you mean answer.think?"),
        ("[anwser]\ntemperature = 1", 1, 'no section "anwser"', "Did you mean [answer]?"),
        ("answer = 3", 1, "answer is a section", "below [answer]"),
        ("qqq = 3", 1, '"qqq"', "`assistant config --describe`"),
        ("[answer]\ntemperature = 'warm'", 2, 'a number from 0 to 2, not "warm"', ""),
        ("[answer]\ntemperature = nan", 2, "a number from 0 to 2, not NaN", ""),
        ("[answer]\nhistory_turns = true", 2, "a whole number from 0 to 50, not true", ""),
        ("[answer]\nthink = false", 2, '"auto", "on" or "off", not false', ""),
        ("[answer]\nthink = {a = 1}", 2, "not a section", ""),
        ("[answer]\n\ncontext_tokens = 100", 3, "0 or a whole number from 512", ""),
        ("answer.top_p = 0", 1, "a number from 0.01 to 1, not 0", ""),
        ("[ingest]\nparse_memory_mb = 1", 2, "a whole number from 256 to", ""),
        ("[ollama]\nhost = 'ftp://x'", 2, 'an address such as "http://', ""),
        ("[ollama]\nkeep_alive = 'long'", 2, "a duration such as", ""),
        ("[network]\nallowed_hosts = ['http://x']", 2, "host names or addresses", ""),
        ("[network]\nallowed_hosts = [1]", 2, "host names or addresses", ""),
        ("library = '../up'", 1, "a short name", ""),
        ("[answer]\ntemperature = ", 2, "not valid TOML", ""),
        ("[answer]\na = 1\na = 2", 3, "not valid TOML", ""),
    ],
)
def test_a_wrong_file_is_refused_in_one_sentence(
    home: Path, text: str, line: int, words: str, hint: str
) -> None:
    error = refusal(home, f"{text}\n# the end")
    assert error.message.startswith(f"{home / 'config.toml'}, line {line}")
    assert words in error.message
    assert "\n" not in error.message
    assert hint in error.hint
    assert "pydantic" not in error.message.lower()


def test_a_wrong_variable_or_flag_is_named(home: Path) -> None:
    assert "ASSISTANT_SEARCH_LIMIT" in refusal(home, environ={"ASSISTANT_SEARCH_LIMIT": "many"}).message
    assert refusal(home, flags={"engine": "gpu"}).message.startswith("Flag --engine: engine must be")
    assert refusal(home, flags={"engin": None}).hint == "Did you mean engine?"
    misspelt = refusal(home, environ={"ASSISTANT_ANSWER_TOPP": "1"})
    assert misspelt.hint == "Did you mean ASSISTANT_ANSWER_TOP_P?"


def test_a_higher_layer_may_mend_a_lower_one(home: Path) -> None:
    assert load(home, 'engine = "gpu"', {"engine": "ollama"}).settings.engine == "ollama"


def test_a_file_that_cannot_be_read_is_named(home: Path) -> None:
    (home / "config.toml").write_bytes(b'engine = "auto"\n# \xff\n')
    assert ", line 2, is not UTF-8" in refusal(home).message
    (home / "config.toml").unlink()
    (home / "config.toml").mkdir()
    assert "cannot be read" in refusal(home).message


def test_a_byte_order_mark_and_windows_lines_are_fine(home: Path) -> None:
    (home / "config.toml").write_bytes(b'\xef\xbb\xbfengine = "ollama"\r\n')
    assert load(home).settings.engine == "ollama"


def test_a_model_file_is_found_from_the_settings_file(home: Path) -> None:
    loaded = load(home, "[models]\nchat_gguf = 'models/r1.gguf'")
    assert loaded.settings.models.chat_gguf == str(home / "models/r1.gguf")
    flagged = load(home, flags={"models.chat_gguf": "r1.gguf"})
    assert flagged.settings.models.chat_gguf == str(Path("r1.gguf").absolute())


def test_a_home_holds_everything(home: Path) -> None:
    for paths in (
        load_settings(home, {}, {}).paths,
        load_settings(None, {}, {"ASSISTANT_HOME": str(home)}).paths,
    ):
        assert (paths.home, paths.config_file) == (home, home / "config.toml")
        assert paths.library("law") == home / "libraries" / "law"


def test_a_home_that_leads_nowhere_is_refused() -> None:
    with pytest.raises(SettingsError):
        load_settings(Path("~no-such-user-here"), {}, {})


def test_without_a_home_the_platform_decides(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(variable, str(home / variable.lower()))
    paths = load_settings(None, {}, {}).paths
    assert paths.home is None
    assert paths.config_file.name == "config.toml"
    assert paths.libraries.name == "libraries"
    assert not list(home.iterdir())


@pytest.mark.parametrize(
    "text", ["", "http://", "http://a b", "http://u:p/@box", "box:99999", "http://box?q=1", "[::1"]
)
def test_other_addresses_are_refused(home: Path, text: str) -> None:
    assert "an address such as" in refusal(home, flags={"ollama.host": text}).message


@pytest.mark.parametrize(
    "key", ["ollama.host", "chroma.url", "bots.telegram.base_url", "bots.matrix.homeserver"]
)
@pytest.mark.parametrize(
    "text", ["http://ann:s3cr3t@box:99999", "http://ann:s3/cr3t@box", "ann:s3cr3t@a b", "ftp://x?k=s3cr3t"]
)
def test_a_wrong_address_is_told_without_the_password_in_it(home: Path, key: str, text: str) -> None:
    (home / "config.toml").write_text(f'{key} = "{text}"\n', "utf-8")
    in_file, in_flag = refusal(home), refusal(home, flags={key: text})
    for error in (in_file, in_flag):
        told = "".join(traceback.format_exception(error)) + error.message + error.hint
        assert "cr3t" not in told
        assert key in error.message
        assert error.hint.endswith(".")


def test_a_password_is_used_and_not_shown(home: Path) -> None:
    loaded = load_settings(
        home, {}, {"OLLAMA_HOST": "http://ann:s3cr3t@box:1/", "ASSISTANT_CHROMA_URL": "b:s3cr3t@box"}
    )
    assert "s3cr3t" not in f"{loaded!r} {flatten(loaded.settings)} {asdict(loaded.settings)}"
    host = loaded.settings.ollama.host
    assert host == "http://box:1"
    assert isinstance(host, ServerUrl)
    assert host.authorization


@pytest.mark.parametrize("key", ["bots.telegram.base_url", "bots.matrix.homeserver"])
def test_where_no_password_is_used_none_is_taken(home: Path, key: str) -> None:
    assert "not used here" in refusal(home, flags={key: "https://ann:s3cr3t@box"}).hint


@pytest.mark.parametrize("text", [" ", '""', " '' "])
def test_an_ollama_host_that_holds_nothing_sets_nothing(home: Path, text: str) -> None:
    loaded = load_settings(home, {}, {"OLLAMA_HOST": text})
    assert loaded.settings.ollama.host == "http://127.0.0.1:11434"
    assert loaded.sources["ollama.host"] == "default"


@pytest.mark.parametrize(
    "name", ["", ".", "..", ".x", "a/b", "a\\b", "nul", "COM1.txt", "a.", "a\n", "字" * 90, "a b"]
)
def test_unsafe_library_names_are_refused(home: Path, name: str) -> None:
    assert "a short name" in refusal(home, flags={"library": name}).message


def test_hosts_are_written_one_way() -> None:
    assert [host_name(text) for text in ("[::1]", "0:0:0:0:0:0:0:1", "Box.LAN.", "10.0.0.1")] == [
        "::1",
        "::1",
        "box.lan",
        "10.0.0.1",
    ]


@given(st.text())
def test_an_accepted_library_name_is_one_file_name(name: str) -> None:
    try:
        accepted = library_name(name)
    except ValueError:
        return
    assert Path("/libraries", accepted).resolve().parent == Path("/libraries")
    assert library_name(accepted) == accepted


@given(st.sampled_from(sorted(default_values())), st.integers(0, 20))
def test_a_dropped_letter_is_forgiven_in_the_hint(key: str, position: int) -> None:
    name = key.rpartition(".")[2]
    if len(name) < 5:
        return
    cut = position % len(name)
    wrong = key.removesuffix(name) + name[:cut] + name[cut + 1 :]
    if wrong in default_values():  # it is another one's name
        return
    assert nearest_key(wrong, default_values()) == key


def test_every_setting_is_described() -> None:
    described = {one.key: one for one in describe_settings()}
    assert list(described) == list(default_values())
    assert all(one.description.endswith(".") and one.accepts for one in described.values())
    assert described["answer.think"].accepts == '"auto", "on" or "off"'
    assert described["search.limit"].accepts == "a whole number from 1 to 100"
    assert described["answer.think"].variable == "ASSISTANT_ANSWER_THINK"


def test_every_number_is_bounded(home: Path) -> None:
    for one in describe_settings():
        if isinstance(one.default, bool) or not isinstance(one.default, int | float):
            continue
        for number in (-1, 10**12, math.inf):
            refusal(home, environ={one.variable: str(number)})


def test_lines_are_found_under_sections_and_dots() -> None:
    text = '# x\nollama.host = "a"\n["answer"] # why\n  think= "on"\n[network]\n'
    assert (line_of(text, "ollama.host"), line_of(text, "answer.think"), line_of(text, "search.limit")) == (
        2,
        4,
        None,
    )
    assert line_of(text, "network") == 5
