// Spares typing where a comment is written: names to choose, and the marked words as a quotation.

const text = document.querySelector("textarea[name=text]");
const quoted = document.querySelector("textarea[name=quoted]");

function write(name) {
  const before = text.value.slice(0, text.selectionStart);
  const after = text.value.slice(text.selectionEnd);
  const gap = before && !/\s$/.test(before) ? " " : "";
  text.value = `${before}${gap}${name} ${after}`;
  text.focus();
  const place = before.length + gap.length + name.length + 1;
  text.setSelectionRange(place, place);
}

for (const item of text ? document.querySelectorAll("[data-names] > li") : []) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button button-plain";
  button.textContent = item.textContent;
  button.addEventListener("click", () => write(button.textContent));
  item.replaceChildren(button);
}

// What is marked on the page has the line breaks of the page; the field wants those of the text.
function marked() {
  const chosen = document.getSelection();
  const place = document.querySelector("[data-quotable]");
  return place?.contains(chosen.anchorNode) && place.contains(chosen.focusNode) ? String(chosen).trim() : "";
}

const quote = document.querySelector("[data-quote-marked]");
if (quoted && quote) {
  quote.hidden = false;
  const button = quote.querySelector("button");
  // Pressing the button must not take the marking away before it is read.
  button.addEventListener("pointerdown", (event) => event.preventDefault());
  button.addEventListener("click", () => {
    const words = marked();
    if (words) quoted.value = words;
    quoted.focus();
  });
}
