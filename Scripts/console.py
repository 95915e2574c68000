"""Checks the pages of a served workspace in Chromium; see Scripts/console."""
import argparse
import json
import statistics
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import quote, urlparse

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

from served_workspace import Workspace

PAINT, ELEMENTS, KEYSTROKE = 1_000, 1_500, 100
DESK, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}

problems = []


def expect(truth, what):
    if not truth:
        problems.append(what)
        print(f"  ✗ {what}")


def wait(page, expression, seconds=60):
    """The browser's own waiting evaluates texts, which the pages' policy forbids."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if page.evaluate(expression):
            return
        page.wait_for_timeout(50)
    raise SystemExit(f"{page.url}: this did not become true: {expression}")


class Browser:
    def __init__(self, playwright, address):
        self.browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu", "--no-proxy-server"])
        self.address = address
        # Whether lost connections are meant.
        self.is_stopping = False

    def context(self, token, **options):
        """A context that has signed in; what is wrong with its requests and its console is noted."""
        context = self.browser.new_context(**({"viewport": DESK} | options))

        def request(one):
            if urlparse(one.url).netloc != urlparse(self.address).netloc:
                expect(False, f"a page asks {one.url}")

        def console(message):
            # What a refusal's own status says is meant.
            if message.type == "error" and "status of 4" not in message.text and not self.is_stopping:
                expect(False, f"{message.page.url}: the console says {message.text}")

        context.on("request", request)
        context.on("console", console)
        context.on("weberror", lambda error: expect(False, f"the script failed: {error.error}"))
        if token:
            page = context.new_page()
            page.goto(self.address + "/")
            page.fill("#token", token)
            page.click("main button")
            page.wait_for_url("**/w/**")
            page.close()
        return context


def measured(browser, token, address, loads):
    """First contentful paint in ms, the median of cold loads, and elements and bytes."""
    paints, count, size = [], 0, 0
    context = browser.context(token)
    for _ in range(loads):
        page = context.new_page()
        session = context.new_cdp_session(page)
        session.send("Network.setCacheDisabled", {"cacheDisabled": True})
        page.goto(address)
        wait(page, "performance.getEntriesByName('first-contentful-paint').length > 0")
        paints.append(page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime"))
        count = page.evaluate("document.querySelectorAll('*').length")
        size = page.evaluate(
            "performance.getEntriesByType('navigation').concat(performance.getEntriesByType('resource'))"
            ".reduce((sum, one) => sum + one.transferSize, 0)")
        page.close()
    context.close()
    return statistics.median(paints), count, size


def judged(browser, token, pages, screenshots, is_short):
    """Accessibility of every page in both themes, on a desk and on a phone."""
    axe = Axe()
    for theme in ("light", "dark"):
        for size, viewport in (("1440", DESK), ("390", PHONE)):
            if is_short and (theme == "light") != (size == "1440"):
                continue
            context = browser.context(
                token, viewport=viewport, color_scheme=theme, bypass_csp=True,
                device_scale_factor=2 if size == "390" else 1, reduced_motion="reduce")
            for name, address in pages.items():
                page = context.new_page()
                page.goto(address)
                found = axe.run(
                    page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]})
                for one in found.response["violations"]:
                    nodes = "; ".join(node["html"][:120] for node in one["nodes"][:2])
                    expect(False, f"{name}, {theme}, {size}: {one['id']}: {one['help']}: {nodes}")
                width = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
                expect(width <= 0, f"{name}, {theme}, {size}: the page is {width} px wider than the window")
                if screenshots:
                    page.screenshot(path=f"{screenshots}/{name}-{size}-{theme}.png")
                page.close()
            context.close()


def keys(browser, token, place):
    context = browser.context(token)
    page = context.new_page()
    page.goto(place + "/")

    def focused():
        return page.evaluate("document.activeElement.id || document.activeElement.className")

    page.keyboard.press("Tab")
    expect(focused() == "skip", "the first Tab leads to the skip link")
    page.keyboard.press("Enter")
    expect(focused() == "main", "the skip link leads to the content")
    page.keyboard.press("/")
    expect(focused() == "q", "/ leads to the filter")
    page.keyboard.press("Escape")
    expect(focused() != "q", "Escape leaves the filter")
    page.keyboard.press("j")
    expect(page.evaluate("!!document.activeElement.closest('tr.at')"), "j goes to the first row")
    page.keyboard.press("g")
    page.keyboard.press("r")
    page.wait_for_url("**/runs")
    page.keyboard.press("Escape")
    page.goto(place + "/")
    page.select_option("#keys", "off")
    page.click("footer button")
    page.wait_for_load_state()
    page.keyboard.press("/")
    expect(focused() != "q", "keys are off once they were switched off")
    context.close()


def keystrokes(browser, token, place):
    """Milliseconds from a keystroke in the filter to the next frame with its rows."""
    context = browser.context(token)
    page = context.new_page()
    page.goto(place + "/")
    times = []
    for text in ["part-0", "part-00", "part-001", "failed", "repo-00", "a", "b", "c", "approval", ""] * 2:
        times.append(page.evaluate(
            """(text) => new Promise((done) => {
                const field = document.getElementById("q"), begin = performance.now();
                new MutationObserver((_, watch) => {
                    watch.disconnect();
                    requestAnimationFrame(() => setTimeout(() => done(performance.now() - begin)));
                }).observe(document.getElementById("live"), { childList: true });
                field.value = text;
                field.dispatchEvent(new Event("input", { bubbles: true }));
            })""", text))
    expect("q=" not in page.url, "the address follows the filter")
    context.close()
    times.sort()
    return statistics.median(times), times[int(len(times) * 0.95) - 1]


def updates(browser, workspace, token, run):
    """What happens elsewhere is shown without loading the page again."""
    context = browser.context(token)
    page = context.new_page()
    place = f"{workspace.address}/w/{workspace.work.name}"
    page.goto(f"{place}/runs/{run}")
    page.evaluate("window.isSame = true")
    wait(page, "document.getElementById('link').textContent === 'live'")
    for kind, word in (("pause", "paused"), ("resume", "failed")):
        workspace.api(
            "POST", f"/workspaces/{workspace.work.name}/runs/{run}/decisions", token, {"kind": kind})
        wait(page, f"document.getElementById('answer').textContent.startsWith('{word}')")
    expect(page.evaluate("window.isSame === true"), "updates do not load the page again")
    return context, page


def plainly(browser, workspace, token, run):
    """Without a script: lists, logs and decisions."""
    context = browser.context(token, java_script_enabled=False)
    page = context.new_page()
    place = f"{workspace.address}/w/{workspace.work.name}"
    page.goto(place + "/")
    page.fill("#q", "part-001-b")
    page.click(".filter button")
    expect("q=part-001-b" in page.url and page.locator("tbody tr").count() == 1, "the filter works without a script")
    page.goto(f"{place}/runs/{run}")
    page.click("text=Pause")
    expect(page.locator("#answer .st", has_text="paused").count() == 1, "a run is paused without a script")
    page.click("text=Resume")
    expect(page.locator("#answer .st", has_text="failed").count() == 1, "a run is resumed without a script")
    page.goto(f"{place}/runs/{run}/steps/{quote('gate:part-001-b/test', safe='')}/1?from=1")
    expect(page.locator(".log div").count() == 300, "a log is read without a script")
    page.click("text=Sign out")
    expect(page.url.endswith("/sign-in"), "signing out works without a script")
    page.goto(place + "/")
    expect("/sign-in" in page.url, "a session that ended shows nothing")
    context.close()


def refusals(browser, workspace, admin, viewer, run):
    place = f"{workspace.address}/w/{workspace.work.name}"
    context = browser.context(viewer)
    page = context.new_page()
    page.goto(f"{place}/decide?run={run}")
    expect(page.locator("form.decision").count() == 0, "viewers see no form of a decision")
    expect("role is viewer" in page.inner_text("main"), "viewers see why")
    context.close()
    context = browser.context(admin)
    page = context.new_page()
    page.goto(f"{place}/decide?run={run}")
    form = page.locator("form.decision", has=page.locator("input[value=pause]"))
    form.locator("[name=plan]").evaluate("(field) => { field.value = 'other' }")
    with page.expect_response(lambda one: one.request.method == "POST") as answer:
        form.locator("button").click()
    expect(answer.value.status == 409, f"another plan is refused, not {answer.value.status}")
    page.goto(f"{place}/runs?show=nonsense")
    expect("Valid: running, waiting" in page.inner_text("main"), "unknown values are refused with the valid ones")
    context.close()


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--components", type=int, default=40)
    options.add_argument("--screenshots", help="a folder for pictures of every page")
    options.add_argument("--slack", type=float, default=1, help="how many times the budget of time is allowed")
    options.add_argument(
        "--short", action="store_true", help="one load of each page, and light on a desk and dark on a phone alone")
    chosen = options.parse_args()
    if chosen.screenshots:
        Path(chosen.screenshots).mkdir(parents=True, exist_ok=True)
    begin = time.monotonic()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        workspace = Workspace(folder, chosen.components)
        admin, second, viewer = (
            workspace.token(role, name) for role, name in (("admin", "anna"), ("approver", "ben"), ("viewer", "guest")))
        try:
            workspace.start()
            run = workspace.fill(admin, second)
            print(f"console: {chosen.components} components, {len(run['steps'])} steps in a run; "
                  f"made in {time.monotonic() - begin:.0f} s")
            check(playwright, workspace, admin, viewer, run, chosen)
        finally:
            workspace.stop()
    if problems:
        sys.exit(f"console: {len(problems)} problems")
    print(f"console: all pages are as they should be, in {time.monotonic() - begin:.0f} s")


def check(playwright, workspace, admin, viewer, run, chosen):
    browser = Browser(playwright, workspace.address)
    place = f"{workspace.address}/w/{workspace.work.name}"
    step = quote("gate:part-001-b/test", safe="")
    workspace.until("the next plan", lambda: ready(browser, admin, place), seconds=120)
    pages = {
        "overview": f"{place}/", "runs": f"{place}/runs", "run": f"{place}/runs/{run['id']}",
        "run-open": f"{place}/runs/{run['id']}?q=part-001-b&open=part-001-b",
        "step": f"{place}/runs/{run['id']}/steps/{step}/1", "plan": f"{place}/plans/{run['plan']}?open=part-000-a",
        "next-plan": f"{place}/plan", "decide": f"{place}/decide", "deliveries": f"{place}/deliveries",
        "delivery": f"{place}/deliveries/1", "refusal": f"{place}/runs?show=nonsense",
    }
    print("\n| page | first paint, ms | elements | KiB |\n| --- | ---: | ---: | ---: |")
    for name, address in pages.items():
        paint, count, size = measured(browser, admin, address, 1 if chosen.short else 5)
        print(f"| {name} | {paint:.0f} | {count} | {size / 1024:.0f} |")
        expect(paint < PAINT * chosen.slack, f"{name}: first paint after {paint:.0f} ms")
        expect(count <= ELEMENTS, f"{name}: {count} elements")
    median, most = keystrokes(browser, admin, place)
    print(f"\nFilter, keystroke to frame: median {median:.0f} ms, p95 {most:.0f} ms.\n")
    expect(most < KEYSTROKE * chosen.slack, f"a keystroke takes {most:.0f} ms")
    keys(browser, admin, place)
    refusals(browser, workspace, admin, viewer, run["id"])
    plainly(browser, workspace, admin, run["id"])
    judged(browser, admin, pages, chosen.screenshots, chosen.short)
    judged(browser, None, {"sign-in": f"{workspace.address}/sign-in"}, chosen.screenshots, chosen.short)
    judged(browser, viewer, {"decide-viewer": f"{place}/decide"}, chosen.screenshots, chosen.short)
    context, page = updates(browser, workspace, admin, run["id"])
    browser.is_stopping = True
    workspace.stop()
    wait(page, "document.getElementById('link').textContent.startsWith('reconnecting')")
    context.close()


def ready(browser, token, place):
    context = browser.context(token)
    page = context.new_page()
    page.goto(place + "/")
    isReady = page.locator("tbody tr").count() > 0
    context.close()
    return isReady


if __name__ == "__main__":
    main()
