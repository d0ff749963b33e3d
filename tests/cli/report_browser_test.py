"""The page of `assay report` in a browser: what a reader does with it.

Needs Playwright (PyPI) and a Chromium (its own, or Debian's); skips and says so without them. ASSAY_TEST_BROWSER_PYTHON names an
interpreter that has Playwright; ASSAY_BROWSER a browser other than the one it brings. ASSAY_SCREENSHOTS names a folder for
pictures of the page.
"""

import os
import pathlib
import re
import shutil
import sys
import unittest

other = os.environ.get("ASSAY_TEST_BROWSER_PYTHON")
if other and other != sys.executable and "ASSAY_BROWSER_TEST" not in os.environ:
    os.environ["ASSAY_BROWSER_TEST"] = "1"
    os.execv(other, [other, *sys.orig_argv[1:]])

try:
    from playwright.sync_api import sync_playwright
except ImportError:
    sync_playwright = None

from program import ProgramTest
from report_results import write_large_tree, write_meta, write_result

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
SLOWEST_START_MS = 2000  # with 400 models and 60 tasks, until the page can be used


def open_browser(playwright):
    """None when there is no browser."""
    path = os.environ.get("ASSAY_BROWSER") or next(filter(None, map(shutil.which, BROWSERS)), None)
    try:
        return playwright.chromium.launch(executable_path=path)
    except Exception as error:  # Playwright has an error of its own for each cause
        print(f"no browser: {str(error).splitlines()[0]}", file=sys.stderr)
        return None


@unittest.skipUnless(sync_playwright, "no browser test: Playwright is not installed (pip install playwright)")
class BrowserTest(ProgramTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.playwright = sync_playwright().start()
        cls.addClassCleanup(cls.playwright.stop)
        cls.browser = open_browser(cls.playwright)
        if cls.browser is None:
            raise unittest.SkipTest("no browser test: no Chromium is there (apt-get install chromium)")
        cls.addClassCleanup(cls.browser.close)

    def open_page(self, width=1280, height=900, touch=False, scheme="light"):
        done = self.run_program("report")
        self.assertEqual(done.returncode, 0, done.stderr)
        context = self.browser.new_context(viewport={"width": width, "height": height}, has_touch=touch, is_mobile=touch,
                                           color_scheme=scheme, accept_downloads=True)
        self.addCleanup(context.close)
        page = context.new_page()
        self.problems = []
        self.requests = []
        page.on("console", lambda message: self.problems.append(message.text) if message.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: self.problems.append(str(error)))
        page.on("request", lambda request: self.requests.append(request.url))
        page.goto((self.folder / "report.html").as_uri())
        page.wait_for_selector("html[data-ready]")
        return page

    def check_quiet(self):
        """No error on the console, and no request but the one for the file itself (and pictures made in the page)."""
        self.assertEqual(self.problems, [])
        self.assertEqual([url for url in self.requests if not url.startswith(("file:", "data:", "blob:"))], [])
        self.assertEqual(len([url for url in self.requests if url.startswith("file:")]), 1)

    def picture(self, page, name):
        folder = os.environ.get("ASSAY_SCREENSHOTS")
        if folder:
            pathlib.Path(folder).mkdir(parents=True, exist_ok=True)
            page.screenshot(path=str(pathlib.Path(folder) / f"{name}.png"))

    def wait_for_models(self, page, count):
        # Not with wait_for_function: the page's policy refuses scripts made from text, also those of a test.
        for _ in range(100):
            if page.locator("#model-table tbody tr").count() == count:
                return
            page.wait_for_timeout(50)
        self.fail(f"{page.locator('#model-table tbody tr').count()} models instead of {count}")

    def names(self, page):
        return page.locator("#model-table td.name .link-button").all_text_contents()

    def check_no_sideways_scrolling(self, page):
        self.assertLessEqual(page.evaluate("document.documentElement.scrollWidth - innerWidth"), 0)


class SmallReportTest(BrowserTest):
    def setUp(self):
        super().setUp()
        root = self.folder / "results"
        for model, parameters, dimension, scores in (
                ("org/small", 10_000_000, 256, (0.60, 0.70)),
                ("org/large", 300_000_000, 1024, (0.80, 0.75)),
                ("org/bloated", 7_000_000_000, 128, (0.50, 0.60)),
                ("lab/<b>bold</b>", 0, 64, (0.10, 0.20))):
            folder = "org/hostile" if "<" in model else model
            write_meta(root, folder, parameters, dimension)
            if "<" in model:
                meta = root / "org__hostile" / "1" / "model_meta.json"
                meta.write_text(meta.read_text().replace("org/hostile", model))
            for task, score in zip(("StarterRetrieval", "StarterSTS"), scores):
                rows = {"ids": ["q01", "q02"], "ndcg_at_10": [score, 1 - score]} if task == "StarterRetrieval" else None
                write_result(root, folder, task, score, rows=rows)

    def test_axes_can_be_changed(self):
        page = self.open_page()
        chart = page.locator("#scatter")
        self.assertIn("Mean over tasks against Parameters: 4 models, 3 of them Pareto-optimal", chart.get_attribute("aria-label"))
        page.select_option("#axis-x", "dimension")
        page.select_option("#axis-y", "task:StarterSTS")
        page.wait_for_selector('#scatter[aria-label^="StarterSTS against Dimension"]')
        # By dimension the bloated model is better than the hostile one for twice the size, and small beats it again.
        self.assertIn("4 of them Pareto-optimal", page.locator("#scatter").get_attribute("aria-label"))
        self.assertIn("x=dimension", page.url)
        page.reload()
        self.assertEqual(page.input_value("#axis-x"), "dimension")
        self.assertEqual(self.problems, [])

    def test_hover_shows_the_card_and_a_click_everything(self):
        page = self.open_page()
        card = page.locator("#hover-card")
        self.assertFalse(card.is_visible())
        page.locator('.point[aria-label^="org/large"]').hover()
        self.assertTrue(card.is_visible())
        self.assertIn("org/large", card.inner_text())
        self.assertIn("300M", card.inner_text())
        self.assertIn("Top of class", card.inner_text())
        self.picture(page, "hover")
        page.locator('.point[aria-label^="org/large"]').click()
        dialog = page.locator("#model-card")
        self.assertTrue(dialog.is_visible())
        self.assertIn("StarterSTS", dialog.inner_text())
        self.picture(page, "model-card")
        page.keyboard.press("Escape")
        self.assertFalse(dialog.is_visible())
        self.check_quiet()

    def test_keys_walk_along_the_points(self):
        page = self.open_page()
        page.locator("#scatter").focus()
        page.keyboard.press("ArrowRight")
        self.assertIn("<b>bold</b>", page.locator("#hover-card").inner_text())  # no parameters: leftmost
        page.keyboard.press("ArrowRight")
        self.assertIn("org/small", page.locator("#hover-card").inner_text())
        page.keyboard.press("End")
        self.assertIn("org/bloated", page.locator("#hover-card").inner_text())
        page.keyboard.press("Enter")
        self.assertTrue(page.locator("#model-card").is_visible())
        page.keyboard.press("Escape")
        page.keyboard.press("/")
        self.assertEqual(page.evaluate("document.activeElement.id"), "search")

    def test_table_sorts_both_ways(self):
        page = self.open_page()
        self.assertEqual(self.names(page), ["org/large", "org/small", "org/bloated", "lab/<b>bold</b>"])
        heading = page.locator('#model-table th button[data-column="parameters"]')
        heading.click()
        page.wait_for_selector('#model-table th[aria-sort="ascending"] button[data-column="parameters"]')
        self.assertEqual(self.names(page), ["lab/<b>bold</b>", "org/small", "org/large", "org/bloated"])
        page.locator('#model-table th button[data-column="parameters"]').click()
        page.wait_for_selector('#model-table th[aria-sort="descending"]')
        self.assertEqual(self.names(page)[0], "org/bloated")

    def test_filters_hold_everywhere(self):
        page = self.open_page()
        page.fill("#search", "org")
        self.wait_for_models(page, 3)
        self.assertIn("3 models", page.locator("#scatter").get_attribute("aria-label"))
        page.get_by_label("Limit on").select_option("parameters")
        page.get_by_label("Bound").fill("500")  # million
        self.wait_for_models(page, 2)
        page.fill("#search", "no such model")
        self.wait_for_models(page, 0)
        self.assertIn("No model passes the filters", page.locator("#models").inner_text())
        self.check_quiet()

    def test_dark_by_system_and_by_choice(self):
        page = self.open_page(scheme="dark")
        background = "getComputedStyle(document.body).backgroundColor"
        self.assertEqual(page.evaluate(background), "rgb(17, 19, 22)")
        self.picture(page, "dark")
        page.locator("#theme").click()  # system -> light
        self.assertEqual(page.evaluate(background), "rgb(247, 247, 245)")
        page.locator("#theme").click()  # -> dark
        self.assertEqual(page.evaluate("document.documentElement.dataset.theme"), "dark")

    def test_heat_map_queries_and_provenance_are_built_when_reached(self):
        page = self.open_page()
        for section in ("tasks", "queries", "provenance"):
            page.locator(f"#{section}").scroll_into_view_if_needed()
            page.wait_for_selector(f"#{section} h2")
            self.picture(page, section)
        page.locator('#tasks td[data-m="0"]').first.hover()
        self.assertRegex(page.locator("#tasks .verdict").inner_text(), r"org/large on Starter\w+: \d\d\.\d\d")
        self.assertEqual(page.locator("#queries .query-list li").count(), 2)
        page.locator("#queries .query-list button").nth(1).click()
        self.assertIn("org", page.locator("#queries .bars .label").first.get_attribute("title"))
        self.assertIn("mteb or others", page.locator("#provenance").inner_text())
        self.check_quiet()

    def test_texts_of_results_stay_text(self):
        page = self.open_page()
        self.assertEqual(page.locator("main b, dialog b").count(), 0)
        self.assertIn("lab/<b>bold</b>", self.names(page))

    def test_files_to_take_away(self):
        page = self.open_page()
        for label, name, start in (("Table as CSV", "assay-models.csv", b"Rank,Model"), ("Chart as SVG", "assay-chart.svg", b"<svg"),
                                   ("Chart as PNG", "assay-chart.png", b"\x89PNG"), ("Table as Markdown", "assay-models.md", b"| Rank")):
            page.locator("#trade-off summary").click()
            with page.expect_download() as download:
                page.get_by_role("button", name=label).click()
            self.assertEqual(download.value.suggested_filename, name)
            self.assertTrue(pathlib.Path(download.value.path()).read_bytes().startswith(start), label)
        self.check_quiet()

    def test_on_a_phone(self):
        page = self.open_page(width=390, height=844, touch=True)
        self.check_no_sideways_scrolling(page)
        self.picture(page, "phone")
        page.locator('.point[aria-label^="org/large"]').tap()
        self.assertTrue(page.locator("#hover-card").is_visible())
        self.picture(page, "phone-card")
        for section in ("models", "tasks", "queries", "provenance"):
            page.locator(f"#{section}").scroll_into_view_if_needed()
            page.wait_for_selector(f"#{section} h2")
        self.check_no_sideways_scrolling(page)
        self.check_quiet()


class LargeReportTest(BrowserTest):
    def test_400_models_on_60_tasks_are_usable_in_two_seconds(self):
        write_large_tree(self.folder / "results")
        page = self.open_page()
        start = page.evaluate("performance.getEntriesByName('interactive')[0].startTime")
        print(f"interactive after {start:.0f} ms", file=sys.stderr)
        self.assertLess(start, SLOWEST_START_MS)
        self.assertEqual(page.locator("#model-table tbody tr").count(), 400)
        page.fill("#search", "model-39")
        self.wait_for_models(page, 10)
        page.fill("#search", "")
        page.locator("#tasks").scroll_into_view_if_needed()
        page.wait_for_selector("#tasks td[data-m]")
        self.assertTrue(re.match("Show all 400", page.locator("#tasks .show-more").inner_text()))
        self.check_quiet()


if __name__ == "__main__":
    unittest.main()
