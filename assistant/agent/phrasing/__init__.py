"""How requests are put in ten languages: data for `assistant.agent.request`."""

from __future__ import annotations

from collections.abc import Mapping

from assistant.agent.phrasing.form import Phrasing
from assistant.agent.phrasing.germanic import ENGLISH, GERMAN
from assistant.agent.phrasing.others import CHINESE, JAPANESE, KOREAN, RUSSIAN
from assistant.agent.phrasing.romance import FRENCH, ITALIAN, PORTUGUESE, SPANISH
from assistant.languages import Language

PHRASINGS: Mapping[Language, Phrasing] = {
    "en": ENGLISH,
    "zh": CHINESE,
    "de": GERMAN,
    "fr": FRENCH,
    "es": SPANISH,
    "it": ITALIAN,
    "pt": PORTUGUESE,
    "ru": RUSSIAN,
    "ja": JAPANESE,
    "ko": KOREAN,
}
