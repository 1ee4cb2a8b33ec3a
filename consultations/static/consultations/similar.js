// Asks for proposals like the one being written, a moment after the last key. Without it the check page shows them.

const PAUSE = 300;
const FEWEST = 8;

function watch(place) {
  const title = document.querySelector("input[name=title]");
  if (!title) return;
  let timer = 0;
  let running = null;
  let asked = "";

  async function ask() {
    const text = title.value.trim();
    if (text === asked) return;
    asked = text;
    running?.abort();
    if ([...text].length < FEWEST) {
      place.replaceChildren();
      return;
    }
    running = new AbortController();
    const address = `${place.dataset.similar}?${new URLSearchParams({ text })}`;
    try {
      const answer = await fetch(address, { signal: running.signal });
      if (answer.ok) show(await answer.text());
    } catch {
      // No line, or newer words on their way: the form works without.
    }
  }

  function show(html) {
    const parsed = new DOMParser().parseFromString(html, "text/html");
    place.replaceChildren(...parsed.body.childNodes);
  }

  title.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE);
  });
  ask();
}

document.querySelectorAll("[data-similar]").forEach(watch);
