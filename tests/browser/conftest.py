"""A browser for the tests, and what it complains of."""

import shutil

import pytest

from tests.databases import write_rows

CHROMIUM = shutil.which("chromium")
IN_A_BROWSER = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium: no `chromium` on the PATH"),
]
ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
NARROW = {"width": 360, "height": 740}
WIDE = {"width": 1280, "height": 900}
TELL_VIOLATIONS = """
document.addEventListener("securitypolicyviolation", (event) =>
  console.error(`policy: ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}`));
"""


@pytest.fixture(scope="module")
def chromium():
    """One browser for the module. Its event loop makes Django think that the tests run in a coroutine."""
    sync_api = pytest.importorskip("playwright.sync_api", reason="needs the `browser` extra: playwright")
    with pytest.MonkeyPatch.context() as patch, sync_api.sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGS)
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium, live_server):
    """Opens a page in a context of its own; what the browser complains of is in `page.complaints`."""
    contexts = []

    def opened(viewport=WIDE, **options):
        context = chromium.new_context(base_url=live_server.url, viewport=viewport, **options)
        context.set_default_timeout(10_000)
        contexts.append(context)
        if options.get("java_script_enabled", True):
            context.add_init_script(TELL_VIOLATIONS)
        page = context.new_page()
        page.complaints = []
        page.on("pageerror", lambda error: page.complaints.append(f"{page.url}: {error}"))
        page.on(
            "console",
            lambda message: (
                page.complaints.append(f"{page.url}: {message.text} {message.location['url']}")
                if message.type in {"error", "warning"}
                else None
            ),
        )
        return page

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture
def record(rows_of_the_record, transactional_db):
    """The real record, as `make run` loads it."""
    write_rows(rows_of_the_record)


def log_in(page, user, prefix=""):
    """On the admin in the language of the prefix."""
    page.goto(f"{prefix}/admin/")
    page.locator("#id_username").fill(user.username)
    page.locator("#id_password").fill("for tests only")
    page.locator("#login-form [type=submit]").click()
    page.locator("#logout-form").wait_for()
