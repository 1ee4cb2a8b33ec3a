// Keys for whoever reads many opinions. They work only while the list has the focus, so that nobody who speaks
// or types elsewhere sets one off: j and k go down and up, x ticks, m moves, u undoes, / searches, ? tells.

const list = document.querySelector("[data-keys]");
const rows = () => [...list.querySelectorAll("tbody tr")];
const linkOf = (row) => row.querySelector("th a");

function step(by) {
  const all = rows();
  const here = all.findIndex((row) => row.contains(document.activeElement));
  const next = all[here < 0 ? 0 : Math.min(Math.max(here + by, 0), all.length - 1)];
  if (next) linkOf(next).focus();
}

function inRow(selector, act) {
  const row = document.activeElement.closest("tbody tr");
  const found = row && row.querySelector(selector);
  if (found) act(found);
}

function unfold(found) {
  if (!found) return;
  for (let box = found.closest("details"); box; box = box.parentElement.closest("details")) box.open = true;
  found.focus();
}

const KEYS = {
  j: () => step(1),
  k: () => step(-1),
  x: () => inRow('input[type="checkbox"]', (box) => box.click()),
  m: () => inRow("td:last-child a", (link) => link.click()),
  u: () => document.querySelector("form[data-undo] button")?.click(),
  "/": () => unfold(document.querySelector('main input[type="search"]')),
  "?": () => unfold(document.querySelector("[data-keys-help] summary")),
};

list?.addEventListener("keydown", (event) => {
  const act = KEYS[event.key];
  if (!act || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  event.preventDefault();
  act();
});
