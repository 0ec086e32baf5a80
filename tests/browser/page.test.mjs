// The page of `ramure tree --format html` in Chromium. `RAMURE` is the program; see `.ci/html`.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, beforeEach, test } from "node:test";
import { pathToFileURL } from "node:url";

import { Browser } from "./browser.mjs";
import { organisation } from "./organisation.mjs";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const UNITS = 10_000;
const SCHEMES = ["light", "dark"];
const WIDTHS = [360, 1024, 1600];
/** The rows of units that are shown, closed branches left out. */
const ROWS = "[...document.querySelectorAll('#units summary, #units li > div')].filter(row => row.checkVisibility())";
const FOCUSED = "document.activeElement.textContent";
const FOUND = "document.getElementById('found').textContent";

let browser, directory;

const write = (name, ...options) => {
  const page = execFileSync(process.env.RAMURE, [...options, "tree", "--format", "html"], { maxBuffer: 2 ** 28 });
  writeFileSync(join(directory, name), page);
};
const address = name => pathToFileURL(join(directory, name)).href;

before(async () => {
  directory = mkdtempSync(join(tmpdir(), "ramure-page-"));
  writeFileSync(join(directory, "many.json"), JSON.stringify(organisation(UNITS)));
  write("fr.html", "--lang", "fr");
  write("en.html", "--lang", "en");
  write("many.html", "--lang", "fr", "--data", join(directory, "many.json"));
  browser = await Browser.start("chromium", join(directory, "profile"));
});

after(async () => {
  await browser?.stop();
  rmSync(directory, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
});

beforeEach(() => browser.emulate({}));

/** The page asked for nothing but itself, and its policy stopped nothing. */
const assertAlone = name => {
  assert.deepEqual(browser.requests().filter(url => url !== address(name)), []);
  assert.deepEqual(browser.complaints(), []);
};

const open = async name => {
  await browser.open(address(name));
  assertAlone(name);
};

const assertAccessible = async what => {
  await browser.evaluate(`${AXE}; undefined`);
  const { violations, passes } = await browser.evaluate(`axe.run({ resultTypes: ["violations"] }).then(
    ({ violations, passes }) => ({ passes: passes.length, violations: violations.map(
      ({ id, nodes }) => id + ": " + nodes.slice(0, 3).map(node => node.html).join(" ")) }))`);
  assert.deepEqual(violations, [], what);
  assert.ok(passes > 15, `only ${passes} rules of axe applied to ${what}`);
};

const search = async words => {
  await browser.evaluate("query.focus(); query.select()");
  await browser.type(words);
  await browser.until(`${FOUND} !== ''`);
};

for (const name of ["fr.html", "en.html"]) {
  for (const scheme of SCHEMES) {
    test(`${name}, ${scheme}: axe finds nothing wrong, closed, open and filtered`, async () => {
      await browser.emulate({ scheme });
      await open(name);
      await assertAccessible("a closed tree");
      await browser.evaluate("document.getElementById('open').click()");
      await assertAccessible("an open tree");
      await search("service");
      await assertAccessible("a filtered tree");
      assertAlone(name);
    });
  }
}

for (const scheme of SCHEMES) {
  test(`${UNITS} units, ${scheme}: axe finds nothing wrong`, async () => {
    await browser.emulate({ scheme });
    await open("many.html");
    await browser.evaluate(`for (let branch = document.querySelector("#units details"); branch;
      branch = branch.querySelector("ul details")) branch.open = true`);
    // What is closed is not exposed to anybody, and axe would look at it for minutes.
    await browser.evaluate(`document.querySelectorAll("details:not([open]) > :not(summary)").forEach(part => part.remove())`);
    await assertAccessible("a branch of a large tree");
  });
}

test("the page is in the language of the interface", async () => {
  await open("en.html");
  assert.equal(await browser.evaluate("document.documentElement.lang"), "en");
  assert.equal(await browser.evaluate("document.querySelector('main').textContent.includes('Find a unit')"), true);
  assert.equal(await browser.evaluate("document.getElementById('units').lang"), "fr");
});

test("Tab, Enter and Space open and close units", async () => {
  await open("fr.html");
  await browser.press("Tab");
  assert.equal(await browser.evaluate(FOCUSED), "Aller à l’organigramme");
  await browser.press("Enter");
  for (let tabs = 0; tabs < 4; tabs++) await browser.press("Tab");
  assert.match(await browser.evaluate(FOCUSED), /^Appui, conseil et expertise/);
  const closed = (await browser.evaluate(`${ROWS}.length`));
  await browser.press("Enter");
  assert.ok((await browser.evaluate(`${ROWS}.length`)) > closed);
  await browser.press("Tab");
  assert.match(await browser.evaluate(FOCUSED), /\S/);
  await browser.evaluate("document.querySelector('#units summary').focus()");
  await browser.press("Space");
  assert.equal(await browser.evaluate(`${ROWS}.length`), closed);
});

test("the search finds words without accents and case, and Escape clears it", async () => {
  await open("fr.html");
  const closed = await browser.evaluate(`${ROWS}.length`);
  await search("RESEAU interministeriel");
  assert.match(await browser.evaluate(FOUND), /^\d+ unités? trouvées?\.$/);
  assert.ok((await browser.evaluate(`${ROWS}.map(row => row.textContent).join()`)).includes("Réseau interministériel de l’État"));
  await browser.press("Enter");
  assert.match(await browser.evaluate(FOCUSED), /\S/);
  assert.equal(await browser.evaluate("document.activeElement.closest('li').classList.contains('found')"), true);
  await browser.press("Escape");
  await browser.until(`${FOUND} === ''`);
  assert.equal(await browser.evaluate("document.activeElement.id + query.value"), "query");
  assert.equal(await browser.evaluate(`${ROWS}.length`), closed, "what was closed is closed again");
});

test("the search says that nothing is found", async () => {
  await open("en.html");
  await search("zzzz");
  assert.equal(await browser.evaluate(FOUND), "No unit found.");
  assert.equal(await browser.evaluate(`${ROWS}.length`), 0);
});

test("a word that only a card has opens the card", async () => {
  await open("fr.html");
  await search("transocéaniques");
  assert.equal(await browser.evaluate(FOUND), "1 unité trouvée.");
  assert.equal(await browser.evaluate("document.querySelector('li.found > details').open"), true);
  assert.deepEqual(await browser.evaluate("[...CSS.highlights.get('found')].map(String)"), ["transocéaniques"]);
});

test("a link to a unit opens it and has the focus there", async () => {
  await open("fr.html");
  await search("zzzz");
  await browser.evaluate("location.hash = document.querySelector('.card a[href$=\"-rie\"]').hash");
  await browser.until("document.activeElement.localName === 'summary'");
  assert.match(await browser.evaluate(FOCUSED), /^Réseau interministériel de l’État/);
  assert.equal(await browser.evaluate("document.activeElement.parentElement.open && document.activeElement.checkVisibility()"), true);
});

test("the buttons open and close everything", async () => {
  await open("fr.html");
  const closed = await browser.evaluate(`${ROWS}.length`);
  await browser.evaluate("document.getElementById('open').click()");
  assert.equal(await browser.evaluate("document.querySelectorAll('details:not([open])').length"), 0);
  await browser.evaluate("document.getElementById('close').click()");
  assert.equal(await browser.evaluate(`${ROWS}.length`), closed);
});

test("texts of the data are shown as they are, and never run", async () => {
  const texts = ["<script>window.ran = 1</script>", "<img src=x onerror='window.ran = 1'>", "\"' onclick=\"window.ran = 1", "</ul></main>",
    "javascript:window.ran = 1", "&lt;b&gt;", "{}", "\u202ereversed"];
  const units = texts.map((text, at) => ({ id: `${at} ${text}`, parent_id: at ? `0 ${texts[0]}` : null, name: text, acronym: text,
    classification: text, missions: [text], contact_details: [{ type: "url", value: text }], links: [{ url: text, label: text }] }));
  const shown = texts.slice(1).map(text => text.replace("\u202e", "\ufffd"));
  writeFileSync(join(directory, "hostile.json"), JSON.stringify({ format: "ramure/1", lang: texts[2], units }));
  write("hostile.html", "--data", join(directory, "hostile.json"));
  await open("hostile.html");
  await browser.evaluate("document.querySelectorAll('[href], summary, button').forEach(part => part.click())");
  assert.deepEqual(await browser.evaluate("[...document.querySelectorAll('#units bdi')].map(name => name.textContent)"), shown);
  assert.equal(await browser.evaluate("'ran' in window || document.querySelectorAll('img, body script').length > 1"), false);
  await search("window");
  assertAlone("hostile.html");
});

test("without scripts units open, links lead to them, and there is no search", async () => {
  await browser.send("Emulation.setScriptExecutionDisabled", { value: true });
  try {
    await browser.send("Page.navigate", { url: "about:blank" });
    await browser.send("Page.navigate", { url: address("fr.html") });
    await browser.until("document.readyState === 'complete' && document.getElementById('tools') !== null");
    assert.equal(await browser.evaluate("document.getElementById('tools').checkVisibility()"), false);
    await browser.evaluate("document.querySelector('#units summary').focus()");
    await browser.press("Enter");
    await browser.until("document.querySelector('#units details').open");
    const rie = await browser.evaluate("document.querySelector('#units a[href$=\"-rie\"]').hash");
    await browser.send("Page.navigate", { url: address("fr.html") + rie });
    await browser.until(`document.getElementById('${rie.slice(1)}').checkVisibility()`);
  } finally {
    await browser.send("Emulation.setScriptExecutionDisabled", { value: false });
  }
});

test("in print everything is open, links have their addresses, and there is no search", async () => {
  await open("fr.html");
  await browser.emulate({ media: "print" });
  const cards = "[...document.querySelectorAll('.card')]";
  assert.ok(await browser.evaluate(`${cards}.length > 20 && ${cards}.every(card => card.getBoundingClientRect().height > 0)`));
  assert.equal(await browser.evaluate("document.getElementById('tools').checkVisibility()"), false);
  const shown = "getComputedStyle(document.querySelector('footer a'), '::after').content";
  assert.match(await browser.evaluate(shown), /https:/);
});

for (const width of WIDTHS) {
  test(`nothing is cut at ${width} pixels`, async () => {
    await browser.emulate({ width });
    await open("fr.html");
    await browser.evaluate("document.getElementById('open').click()");
    const wide = `[...document.querySelectorAll("body *")].filter(part => !part.matches(".skip") && part.checkVisibility()
      && part.getBoundingClientRect().right > document.documentElement.clientWidth).map(part => part.outerHTML.slice(0, 200))`;
    assert.deepEqual(await browser.evaluate(wide), []);
    const small = `${ROWS}.filter(row => row.getBoundingClientRect().height < 24).length`;
    assert.equal(await browser.evaluate(small), 0, "every row is large enough to touch");
  });
}

test(`${UNITS} units are loaded and found`, async () => {
  const fresh = await Browser.start("chromium", join(directory, "fresh profile"));
  const waited = await fresh.open(address("many.html"));
  // The times are told and not judged: machines differ.
  console.log(`computing: ${Math.round(await fresh.computed())} ms, until drawn: ${Math.round(waited)} ms`);
  await fresh.stop();
  await open("many.html");
  assert.equal(await browser.evaluate("document.querySelectorAll('#units li').length"), UNITS - 1);
  await search("s9999");
  assert.equal(await browser.evaluate(FOUND), "1 unité trouvée.");
  assert.equal(await browser.evaluate(`${ROWS}.length`), 4, "the unit and those above it");
});
