// One key for each act on the list of open questions. Without this file the buttons do the same.

const OFF = "yoriai-queue-keys-off";
const MOVED = "yoriai-queue-moved";
const list = document.querySelector("[data-queue]");

function groups() {
  return [...document.querySelectorAll("[data-group]")];
}

function current() {
  return document.activeElement?.closest("[data-group]") ?? null;
}

function go(step) {
  const all = groups();
  const at = all.indexOf(current());
  const next = all[at < 0 ? 0 : Math.min(all.length - 1, Math.max(0, at + step))];
  next?.focus();
  next?.scrollIntoView({ block: "nearest" });
}

function press(name) {
  const button = (current() ?? groups()[0])?.querySelector(`[data-key="${name}"]`);
  if (!button) return;
  sessionStorage.setItem(MOVED, "yes");
  button.click();
}

function choose(place) {
  const radio = (current() ?? groups()[0])?.querySelectorAll("input[type=radio]")[place - 1];
  if (radio) radio.checked = true;
}

const KEYS = {
  j: () => go(1),
  k: () => go(-1),
  a: () => press("a"),
  n: () => press("n"),
  o: () => press("o"),
  i: () => press("i"),
  u: () => {
    sessionStorage.setItem(MOVED, "yes");
    document.querySelector('[data-key="u"]')?.click();
  },
  1: () => choose(1),
  2: () => choose(2),
  3: () => choose(3),
};

function isWriting(target) {
  return target.matches("textarea, select, input:not([type=radio])") || target.isContentEditable;
}

function listen(event) {
  if (localStorage.getItem(OFF) || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.repeat || isWriting(event.target)) return;
  const act = KEYS[event.key.toLowerCase()];
  if (!act) return;
  event.preventDefault();
  act();
}

function show(legend) {
  const off = Boolean(localStorage.getItem(OFF));
  legend.querySelector("[data-keys-list]").hidden = off;
  const button = legend.querySelector("[data-keys-switch]");
  button.textContent = off ? button.dataset.on : button.dataset.off;
}

function begin() {
  const legend = document.querySelector("[data-keys]");
  legend.hidden = false;
  show(legend);
  legend.querySelector("[data-keys-switch]").addEventListener("click", () => {
    if (localStorage.getItem(OFF)) localStorage.removeItem(OFF);
    else localStorage.setItem(OFF, "yes");
    show(legend);
  });
  document.addEventListener("keydown", listen);
  // After an act the page comes anew: who works by keys goes on with the first question.
  if (sessionStorage.getItem(MOVED)) {
    sessionStorage.removeItem(MOVED);
    groups()[0]?.focus();
  }
}

// A telephone has no keys to press by chance, and no room for their legend.
if (list && !matchMedia("(hover: none) and (pointer: coarse)").matches) begin();
