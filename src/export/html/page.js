
// The search box, the two buttons, links to units, and printing. The page works without them.
(() => {
  "use strict";
  // So many units are opened that match in their cards, if none matches in its name.
  const MAX_OPENED = 20;
  // So many units have the words marked that were searched for.
  const MAX_MARKED = 200;
  const TYPING_PAUSE_MS = 100;
  const $ = id => document.getElementById(id);
  const [list, tools, query, found] = ["units", "tools", "query", "found"].map($);
  const all = () => [...document.querySelectorAll("details")];

  // Words without accents and case, with a blank before each: a search finds the beginnings of words.
  const fold = text => " " + text.normalize("NFKD").toLowerCase().replace(/\p{M}/gu, "")
    .replace(/œ/g, "oe").replace(/æ/g, "ae").replace(/ß/g, "ss").replace(/ς/g, "σ")
    .replace(/[^\p{L}\p{N}]+/gu, " ").trim();

  // The units in the order of the page, with the index of the unit above. Made at the first search.
  let units = null;
  const read = () => {
    const index = new Map();
    return [...list.querySelectorAll("li")].map((item, at) => {
      index.set(item, at);
      const [details, above] = [item.querySelector(":scope > details"), item.parentElement.closest("li")];
      const card = details ? details.querySelector(":scope > .card") : null;
      const texts = card ? [...card.querySelectorAll("p, dd")].map(part => part.textContent) : [];
      const phones = card ? [...card.querySelectorAll("a[href^='tel:']")].map(link => link.href.slice(4)) : [];
      return {
        item, details, above: above ? index.get(above) : -1,
        name: fold((details ? details.firstElementChild : item).textContent),
        card: fold([...texts, ...phones].join(" ")),
      };
    });
  };

  // Marks the words of the units found that begin with a word searched for.
  const mark = (items, words) => {
    if (!CSS.highlights) return;
    const ranges = [];
    const rows = items.flatMap(item => [...item.querySelectorAll(
      ":scope > div, :scope > details > summary, :scope > details[open] > .card")]);
    for (const row of rows) {
      const walker = document.createTreeWalker(row, NodeFilter.SHOW_TEXT);
      while (walker.nextNode()) {
        const node = walker.currentNode;
        for (const { 0: text, index } of node.data.matchAll(/[\p{L}\p{M}\p{N}]+/gu)) {
          if (!words.some(word => fold(text).startsWith(word))) continue;
          const range = new Range();
          range.setStart(node, index);
          range.setEnd(node, index + text.length);
          ranges.push(range);
        }
      }
    }
    CSS.highlights.set("found", new Highlight(...ranges));
  };

  const hasAll = (text, words) => words.every(word => text.includes(word));
  const setOpen = (details, open) => { if (details && details.open !== open) details.open = open; };
  let before = null;

  // Shows what was there before the search.
  const clear = () => {
    found.textContent = "";
    mark([], []);
    if (!before) return;
    units.forEach((unit, at) => {
      unit.item.hidden = false;
      unit.item.classList.remove("found");
      setOpen(unit.details, before[at]);
    });
    before = null;
  };

  // Shows the units that match and those above them. What is below a match stays there, closed.
  const search = () => {
    const words = fold(query.value).split(" ").filter(word => word).map(word => " " + word);
    if (words.length === 0) return clear();
    units ??= read();
    before ??= units.map(({ details }) => details ? details.open : false);
    const inName = units.map(unit => hasAll(unit.name, words));
    const matches = units.map((unit, at) => inName[at] || hasAll(unit.name + unit.card, words));
    const leads = units.map(() => false);
    for (let at = units.length - 1; at >= 0; at--) {
      if ((matches[at] || leads[at]) && units[at].above >= 0) leads[units[at].above] = true;
    }
    const showsCards = !inName.includes(true);
    const count = matches.filter(match => match).length;
    const inside = units.map(() => false);
    units.forEach((unit, at) => {
      const above = unit.above;
      inside[at] = above >= 0 && !leads[above] && (inside[above] || matches[above]);
      const hidden = !(matches[at] || leads[at] || inside[at]);
      if (unit.item.hidden !== hidden) unit.item.hidden = hidden;
      unit.item.classList.toggle("found", matches[at]);
      setOpen(unit.details, leads[at] || (matches[at] && showsCards && count <= MAX_OPENED));
    });
    mark(units.filter((_, at) => matches[at]).slice(0, MAX_MARKED).map(unit => unit.item), words);
    const text = count === 0 ? found.dataset.none : count === 1 ? found.dataset.one : found.dataset.many;
    found.textContent = text.replace("{}", count.toLocaleString(document.documentElement.lang));
  };

  const focus = row => {
    if (row.localName !== "summary") row.tabIndex = -1;
    row.focus({ preventScroll: true });
    row.scrollIntoView({ block: "center" });
  };

  // Opens the unit that the address names, and what it is in.
  const reveal = () => {
    const id = location.hash.slice(1);
    const target = id.startsWith("u-") ? $(id) : null;
    if (!target) return;
    if (target.closest("[hidden]")) { query.value = ""; clear(); }
    for (let at = target.closest("details"); at; at = at.parentElement.closest("details")) setOpen(at, true);
    focus(target.parentElement.localName === "details" ? target.parentElement.firstElementChild : target);
  };

  let closed = [];
  addEventListener("beforeprint", () => {
    closed = all().filter(details => !details.open);
    closed.forEach(details => { details.open = true; });
  });
  addEventListener("afterprint", () => closed.forEach(details => { details.open = false; }));
  addEventListener("hashchange", reveal);
  document.addEventListener("click", event => {
    const link = event.target.closest("a[href^='#u-']");
    if (link && link.hash === location.hash) reveal();
  });
  reveal();
  if (!list) return;

  tools.hidden = false;
  let timer = 0;
  const schedule = pause => { clearTimeout(timer); timer = setTimeout(search, pause); };
  query.addEventListener("input", () => schedule(TYPING_PAUSE_MS));
  query.addEventListener("keydown", event => {
    if (event.key !== "Enter") return;
    clearTimeout(timer);
    search();
    const first = list.querySelector("li.found > details > summary, li.found > div");
    if (first) focus(first);
  });
  document.addEventListener("keydown", event => {
    if (event.key !== "Escape" || query.value === "") return;
    event.preventDefault();
    query.value = "";
    schedule(0);
    query.focus();
  });
  $("open").addEventListener("click", () => all().forEach(details => setOpen(details, true)));
  $("close").addEventListener("click", () => all().forEach(details => setOpen(details, false)));
})();
