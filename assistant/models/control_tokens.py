"""Takes their power from the spellings of a model's control tokens in what is only text.

Ollama and llama.cpp put the messages into a template and read the whole for control tokens, so that a document which
holds `<|im_end|>` would end the user's message and could go on as the system or as the model itself (seen: twenty of them
in a message were counted as twenty tokens). With a space inside the brackets it is read as the words it is.
"""

from __future__ import annotations

import re

_TURNS = r"start_of_turn|end_of_turn|turn|bos|eos|pad|unk|s|tool_call|tool_calls|tool_response|tools|think|thinking"
_MISTRAL = r"INST|SYSTEM_PROMPT|AVAILABLE_TOOLS|TOOL_CALLS|TOOL_RESULTS|TOOL_CONTENT|ARGS|THINK|IMG|PREFIX|SUFFIX|MIDDLE"
_SPELLINGS = re.compile(
    r"(?P<open><)(?P<bars>[|｜][^<>|｜\n]{1,64}[|｜])(?P<close>>)"  # ChatML, Llama, Phi, Qwen, DeepSeek
    rf"|(?P<open2></?)(?P<name>{_TURNS})(?P<close2>>)"  # Gemma, Llama 2, tool calls, reasoning
    rf"|(?P<open3>\[/?)(?P<tag>{_MISTRAL})(?P<close3>\])"  # Mistral
    r"|(?P<open4><</?)(?P<sys>SYS)(?P<close4>>>)"  # Llama 2
)


def as_words(text: str) -> str:
    """Give a text in which no control token of a known family stands; everything else stays as it is."""
    return _SPELLINGS.sub(_spaced, text)


def _spaced(match: re.Match[str]) -> str:
    return " ".join(part for part in match.groups() if part is not None)
