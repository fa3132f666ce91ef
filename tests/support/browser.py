"""Pages in Debian's Chromium, watched: a journey fails when the browser complained on the way.

Of the fixtures, `page` is one person's browser; `open_page` makes more, each with cookies of its own.
`watch` lets a test say which complaint it expects.
"""

import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib import resources
from typing import Any

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Playwright, Request

NAMES = ("chromium", "chromium-browser")
FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PAGE_LIMIT = 15_000  # milliseconds
# Runs before the page's own scripts, outside its content security policy.
REPORT_POLICY_VIOLATIONS = """
document.addEventListener("securitypolicyviolation", (event) => {
  console.error(`content security policy: ${event.effectiveDirective} ${event.blockedURI}`);
});
"""
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
RUN_AXE = "(rules) => axe.run(document, {runOnly: rules, resultTypes: ['violations']})"

OpenPage = Callable[[], Page]


def find_chromium() -> str | None:
    """Find the browser that the Debian package brings."""
    return next(filter(None, map(shutil.which, NAMES)), None)


# No slots: Playwright keeps its wrappers of the three handlers on the object.
@dataclass
class Watch:
    """What the browser complained about, and what the test said it would."""

    complaints: list[str] = field(default_factory=list)
    expected: list[re.Pattern[str]] = field(default_factory=list)

    def expect(self, pattern: str) -> None:
        """Let complaints that match *pattern* pass, such as the one about a status 409."""
        self.expected.append(re.compile(pattern))

    def unexpected(self) -> list[str]:
        """List the complaints nobody announced."""
        return [line for line in self.complaints if not any(p.search(line) for p in self.expected)]

    def on_console(self, message: ConsoleMessage) -> None:
        """Note what a page or the browser wrote as an error."""
        if message.type == "error":
            self.complaints.append(f"console: {message.text} ({message.location.get('url', '')})")

    def on_exception(self, error: Exception) -> None:
        """Note an exception that no script caught."""
        self.complaints.append(f"exception: {error}")

    def on_failed_request(self, request: Request) -> None:
        """Note a request that got no answer. A download ends its page load by design."""
        if request.failure != "net::ERR_ABORTED":
            self.complaints.append(f"request: {request.url} {request.failure}")


def watched_page(context: BrowserContext, watch: Watch) -> Page:
    """Open a page whose complaints go to *watch*."""
    page = context.new_page()
    page.set_default_timeout(PAGE_LIMIT)
    page.add_init_script(REPORT_POLICY_VIOLATIONS)
    page.on("console", watch.on_console)
    page.on("pageerror", watch.on_exception)
    page.on("requestfailed", watch.on_failed_request)
    return page


def launch(playwright: Playwright) -> Browser:
    """Start Debian's Chromium; Playwright itself brings no browser."""
    return playwright.chromium.launch(executable_path=find_chromium(), args=list(FLAGS))


def accessibility_problems(page: Page, *, ignore: tuple[str, ...] = ()) -> list[str]:
    """List what axe-core finds wrong with the page as it stands, as rule and place, never the page's text."""
    source = resources.files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
    # evaluate() is not subject to the page's content security policy, a script element would be.
    page.evaluate(source)
    result: dict[str, Any] = page.evaluate(RUN_AXE, list(RULES))
    return [
        f"{violation['id']}: {violation['help']} at {' '.join(map(str, node['target']))}"
        for violation in result["violations"]
        if violation["id"] not in ignore
        for node in violation["nodes"]
    ]


def assert_accessible(page: Page, *, ignore: tuple[str, ...] = ()) -> None:
    """Fail with the list of problems when axe-core finds any. Say why beside each rule in *ignore*."""
    problems = accessibility_problems(page, ignore=ignore)
    assert not problems, "\n".join([page.url, *problems])
