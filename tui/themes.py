"""The looks of the app: two of its own, two of high contrast, four known ones."""

from __future__ import annotations

from textual.theme import BUILTIN_THEMES, Theme

MUTED = "$foreground 60%"
"""Style of muted text in Content; $text-muted exists in style sheets only."""


def _theme(
    name: str,
    *,
    dark: bool,
    border: str,
    blurred: str,
    accent: str,
    primary: str,
    secondary: str,
    error: str,
    success: str,
    foreground: str,
    background: str,
    surface: str,
    panel: str,
) -> Theme:
    """Make a theme in which the same things have the same roles.

    Args:
        name: As the settings name it.
        dark: Whether its background is dark.
        border: Colour of the lines between parts.
        blurred: Colour of the lines around what has no focus.
        accent: Colour of keys, marks and warnings.
        primary: Colour of titles and of what has the focus.
        secondary: Colour of what kind of answer there is.
        error: Colour of what failed.
        success: Colour of what is there.
        foreground: Colour of text.
        background: Colour behind everything.
        surface: Colour of panes and fields, near the background.
        panel: Colour of heads and of what lies on a pane.
    """
    return Theme(
        name=f"assistant-{name}",
        accent=accent,
        warning=accent,
        dark=dark,
        variables={
            "border": border,
            "border-blurred": blurred,
            "footer-background": surface,
            "footer-key-foreground": accent,
            "block-cursor-text-style": "none",
            "input-selection-background": f"{primary} {35 if dark else 25}%",
        },
        primary=primary,
        secondary=secondary,
        error=error,
        success=success,
        foreground=foreground,
        background=background,
        surface=surface,
        panel=panel,
    )


def _known(name: str, border: str, foreground: str = "") -> Theme:
    """Return a theme that comes with Textual, with the roles of ours.

    Args:
        name: As it is called there, and in the settings.
        border: Colour of the lines between parts.
        foreground: Colour of text, where its own is too pale for small words.
    """
    theme = BUILTIN_THEMES[name]
    return _theme(
        name,
        dark=theme.dark,
        border=border,
        blurred=border,
        accent=theme.warning or theme.primary,
        primary=theme.primary,
        secondary=theme.secondary or theme.primary,
        error=theme.error or "#d9777a",
        success=theme.success or "#8fb37a",
        foreground=foreground or theme.foreground or "#d6d9de",
        background=theme.background or "#15181d",
        surface=theme.surface or "#1a1e24",
        panel=theme.panel or border,
    )


DARK = _theme(
    "dark",
    dark=True,
    border="#39424f",
    blurred="#2a313b",
    accent="#d7a65f",
    primary="#7aa2c9",
    secondary="#8fb3a3",
    error="#d9777a",
    success="#8fb37a",
    foreground="#d6d9de",
    background="#15181d",
    surface="#1a1e24",
    panel="#222831",
)
LIGHT = _theme(
    "light",
    dark=False,
    border="#b9b4a6",
    blurred="#d8d4c8",
    accent="#8a5a10",
    primary="#2c5f8f",
    secondary="#3f7560",
    error="#a8322f",
    success="#3f6b2a",
    foreground="#22262b",
    background="#fbfaf7",
    surface="#f4f2ec",
    panel="#e9e6dd",
)
CONTRAST = _theme(
    "contrast",
    dark=True,
    border="#ffffff",
    blurred="#c0c0c0",
    accent="#ffd75f",
    primary="#6fd3ff",
    secondary="#7dffb0",
    error="#ff8f8f",
    success="#7dff7d",
    foreground="#ffffff",
    background="#000000",
    surface="#000000",
    panel="#262626",
)
CONTRAST_LIGHT = _theme(
    "contrast-light",
    dark=False,
    border="#000000",
    blurred="#404040",
    accent="#7a3e00",
    primary="#00409c",
    secondary="#005a3c",
    error="#a00000",
    success="#005a00",
    foreground="#000000",
    background="#ffffff",
    surface="#ffffff",
    panel="#e4e4e4",
)
THEMES: dict[str, Theme] = {
    "dark": DARK,
    "light": LIGHT,
    "contrast": CONTRAST,
    "contrast-light": CONTRAST_LIGHT,
    "nord": _known("nord", "#4c566a"),
    "gruvbox": _known("gruvbox", "#665c54"),
    "catppuccin-mocha": _known("catppuccin-mocha", "#585b70"),
    "solarized-light": _known("solarized-light", "#b5b09c", "#073642"),
}
"""By the name that the settings have for each."""
_OTHER = {"dark": "light", "light": "dark", "contrast": "contrast-light", "contrast-light": "contrast"}


def theme_named(name: str) -> str:
    """Return the app's name of a theme of the settings, or the dark one's."""
    return THEMES.get(name, DARK).name


def other_look(theme: str) -> str:
    """Return the app's name of the light theme for a dark one, and back."""
    name = theme.removeprefix("assistant-")
    return theme_named(_OTHER.get(name) or ("light" if THEMES[name].dark else "dark"))
