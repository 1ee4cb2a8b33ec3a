// Spares typing where words are to be covered: what is selected in the opinion is taken over into the form.
// Mouse and finger select as everywhere; with the keyboard the arrow keys do, and with Shift they select more.

const title = document.querySelector("[data-coverable-title]");
const text = document.querySelector("[data-coverable]");
const bar = document.querySelector("[data-cover-marked]");
const form = document.querySelector("form[data-cover]");
const said = form?.querySelector("output");
const inside = (place, range) => Boolean(place?.contains(range.startContainer) && place.contains(range.endContainer));

// As it was written: a line break is an element on the page.
function written(range) {
  const copy = document.createElement("div");
  copy.append(range.cloneContents());
  for (const end of copy.querySelectorAll("br")) end.replaceWith("\n");
  return copy.textContent;
}

function all(place) {
  const range = document.createRange();
  range.selectNodeContents(place);
  return written(range);
}

function before(place, range) {
  const until = document.createRange();
  until.selectNodeContents(place);
  until.setEnd(range.startContainer, range.startOffset);
  return written(until).length;
}

function selected() {
  const chosen = document.getSelection();
  if (!chosen.rangeCount || chosen.isCollapsed) return null;
  const range = chosen.getRangeAt(0);
  const place = [title, text].find((one) => inside(one, range));
  if (!place) return null;
  const found = written(range);
  const words = found.trim();
  const start = before(place, range) + found.length - found.trimStart().length;
  return words ? { words, place, start } : null;
}

// Counted as the program does: from the title on, and no place within another.
function starts(words, place) {
  const content = place ? all(place) : "";
  const found = [];
  for (let at = content.indexOf(words); at >= 0; at = content.indexOf(words, at + words.length)) found.push(at);
  return found;
}

function take() {
  const found = selected();
  form.closest("details").open = true;
  if (!found) {
    said.textContent = bar.dataset.nothing;
    form.elements.words.focus();
    return;
  }
  if (found.words.includes("\n")) {
    said.textContent = bar.dataset.lines;
    form.elements.words.focus();
    return;
  }
  const inTitle = starts(found.words, title);
  const inText = starts(found.words, text);
  const earlier = found.place === title ? [] : inTitle;
  const here = found.place === title ? inTitle : inText;
  const which = earlier.length + here.filter((at) => at <= found.start).length;
  const times = inTitle.length + inText.length;
  form.elements.words.value = found.words;
  form.elements.which.value = "";
  said.textContent = (times > 1 ? bar.dataset.several : bar.dataset.once)
    .replace("{words}", () => found.words)
    .replace("{times}", times)
    .replace("{which}", which);
  form.elements.kind.focus();
}

const STEPS = { ArrowRight: ["forward", "character"], ArrowLeft: ["backward", "character"] };
const LINES = { ArrowDown: ["forward", "line"], ArrowUp: ["backward", "line"] };

// There is no caret in a text that cannot be changed: one selected character stands for it.
function step(chosen, direction, by) {
  if (direction === "forward") chosen.collapseToEnd();
  else chosen.collapseToStart();
  chosen.modify("move", direction, by);
  if (direction === "forward" && by === "character") chosen.modify("move", "backward", by);
  chosen.modify("extend", "forward", "character");
}

function walk(event) {
  const [direction, by] = STEPS[event.key] ?? LINES[event.key] ?? [];
  if (event.key === "Enter" && selected()) {
    event.preventDefault();
    take();
  }
  if (!direction || event.altKey || event.metaKey) return;
  event.preventDefault();
  const chosen = document.getSelection();
  const range = chosen.rangeCount ? chosen.getRangeAt(0).cloneRange() : null;
  if (!range || chosen.isCollapsed || !inside(text, range)) {
    chosen.collapse(text, 0);
    chosen.modify("extend", "forward", "character");
    return;
  }
  if (event.shiftKey) chosen.modify("extend", direction, event.ctrlKey && by === "character" ? "word" : by);
  else step(chosen, direction, by);
  if (!chosen.rangeCount || !inside(text, chosen.getRangeAt(0))) {
    chosen.removeAllRanges();
    chosen.addRange(range);
  }
}

if (text && bar && form) {
  bar.hidden = false;
  text.tabIndex = 0;
  text.setAttribute("role", "group");
  text.setAttribute("aria-labelledby", "cover-how");
  text.addEventListener("keydown", walk);
  const button = bar.querySelector("button");
  // Pressing the button must not take the selection away before it is read.
  button.addEventListener("pointerdown", (event) => event.preventDefault());
  button.addEventListener("click", take);
  document.addEventListener("selectionchange", () => bar.classList.toggle("is-near", Boolean(selected())));
}
