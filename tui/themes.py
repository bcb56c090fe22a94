"""The two looks of the app: dark and light, the same roles in both."""

from __future__ import annotations

from textual.theme import Theme

MUTED = "$foreground 60%"
"""Style of muted text in Content; $text-muted exists in style sheets only."""
DARK = Theme(
    name="assistant-dark",
    primary="#7aa2c9",
    secondary="#8fb3a3",
    accent="#d7a65f",
    warning="#d7a65f",
    error="#d9777a",
    success="#8fb37a",
    foreground="#d6d9de",
    background="#15181d",
    surface="#1a1e24",
    panel="#222831",
    dark=True,
    variables={
        "border": "#39424f",
        "border-blurred": "#2a313b",
        "footer-background": "#1a1e24",
        "footer-key-foreground": "#d7a65f",
        "block-cursor-text-style": "none",
        "input-selection-background": "#7aa2c9 35%",
    },
)
LIGHT = Theme(
    name="assistant-light",
    primary="#2c5f8f",
    secondary="#3f7560",
    accent="#8a5a10",
    warning="#8a5a10",
    error="#a8322f",
    success="#3f6b2a",
    foreground="#22262b",
    background="#fbfaf7",
    surface="#f4f2ec",
    panel="#e9e6dd",
    dark=False,
    variables={
        "border": "#b9b4a6",
        "border-blurred": "#d8d4c8",
        "footer-background": "#f4f2ec",
        "footer-key-foreground": "#8a5a10",
        "block-cursor-text-style": "none",
        "input-selection-background": "#2c5f8f 25%",
    },
)


def theme_named(name: str) -> str:
    """Return the app's name of a theme of the settings ("dark" or "light")."""
    return (LIGHT if name == "light" else DARK).name
