"""The secretary's hands: what they type is text, everything else is counted."""

from __future__ import annotations

from playwright.sync_api import Locator, Page


class Hands:
    """Clicks, types and presses keys; `count` is keys and clicks beyond the text itself."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.count = 0

    def click(self, target: Locator) -> None:
        """One click."""
        target.click()
        self.count += 1

    def press(self, *keys: str) -> None:
        """Keys that are not text: each chord is one."""
        for key in keys:
            self.page.keyboard.press(key)
            self.count += 1

    def type(self, text: str) -> None:
        """Text of the minutes, line ends included, where the cursor stands."""
        for number, line in enumerate(text.split("\n")):
            if number:
                self.page.keyboard.press("Enter")
            self.page.keyboard.insert_text(line)

    def replace(self, text: str) -> None:
        """Type over what the field holds."""
        self.press("Control+a")
        self.type(text)
