"""Debian's Chromium, driven by Playwright, and what has to hold of every page in it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Thread

from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, Page
from werkzeug.serving import make_server

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
NO_CHROMIUM = "no chromium on the PATH: `make test` installs Debian's as root; else apt-get install chromium"
WIDTHS = (390, 1280, 2560)
# Contrast, names, landmarks, headings: what axe calls the WCAG 2.2 levels A and AA, and its best practices.
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


@dataclass
class Window:
    """A page in the browser, with what it said and whom it asked."""

    page: Page
    base: str
    said: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def go(self, path: str) -> None:
        """Open a page and wait until it stands."""
        self.page.goto(self.base + path, wait_until="load")

    def complaints(self) -> list[str]:
        """What is wrong with the page as it stands: on narrow screens, in the console, with whom it asked."""
        found = [f"console: {text}" for text in self.said]
        found += [f"asked another host: {url}" for url in self.asked if not url.startswith((self.base, "data:"))]
        overflow = self.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        return [*found, *([f"{overflow} px wider than the window"] if overflow > 0 else [])]

    def violations(self) -> list[str]:
        """What axe finds."""
        found = Axe().run(self.page, options=RULES).response["violations"]
        return [f"{one['id']}: {one['help']}: {[node['html'] for node in one['nodes']][:3]}" for one in found]

    def walk(self, steps: int) -> list[str]:
        """What the tab key comes to, one after the other, as people would call it."""
        names = []
        for _ in range(steps):
            self.page.keyboard.press("Tab")
            names.append(
                self.page.evaluate(
                    "(document.activeElement.getAttribute('aria-label') || document.activeElement.innerText ||"
                    " document.activeElement.name || document.activeElement.tagName).trim()"
                )
            )
        return names


@contextmanager
def window(
    browser: Browser, base: str, width: int = 1280, scheme: str = "light", script: bool = True
) -> Iterator[Window]:
    """A window of a width (px), in a colour scheme, with JavaScript or without."""
    context = browser.new_context(
        viewport={"width": width, "height": 900},
        color_scheme="dark" if scheme == "dark" else "light",
        java_script_enabled=script,
    )
    page = context.new_page()
    shown = Window(page, base)
    page.on(
        "console", lambda message: shown.said.append(message.text) if message.type in ("error", "warning") else None
    )
    page.on("pageerror", lambda error: shown.said.append(str(error)))
    page.on("request", lambda request: shown.asked.append(request.url))
    yield shown
    context.close()


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """The pages over HTTP on a free port of 127.0.0.1; the address."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()
