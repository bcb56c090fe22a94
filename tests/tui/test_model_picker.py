from __future__ import annotations

import asyncio

from textual.app import App, ComposeResult

from tui.widgets.model_picker import NO_FACTS, ModelEntry, ModelPicker


class OnePicker(App[None]):
    """A list of models alone."""

    def compose(self) -> ComposeResult:
        """Lay it out."""
        yield ModelPicker("Chat model", "models.chat")


def test_keys_that_came_before_the_models_count_once() -> None:
    entries = [ModelEntry(name, name, NO_FACTS, "", "", "choose", chosen=name == "a") for name in "abcd"]

    async def played() -> list[int | None]:
        app = OnePicker()
        async with app.run_test() as pilot:
            picker = app.query_one(ModelPicker)
            picker.listing.focus()
            await pilot.press("down", "down")
            picker.show(entries, "default")
            seen = [picker.listing.highlighted]
            picker.listing.highlighted = None
            picker.show(entries, "default")
            return [*seen, picker.listing.highlighted]

    assert asyncio.run(played()) == [2, 0]
