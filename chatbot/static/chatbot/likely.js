// Asks for entries like the question being written, a moment after the last key. Without it they stand beside the saved entry.

const PAUSE = 300;

function watch(place) {
  const field = place.closest("form")?.elements.namedItem("question");
  if (!field) return;
  let timer = 0;
  let running = null;
  let asked = field.value.trim();

  async function ask() {
    const text = field.value.trim();
    if (text === asked) return;
    asked = text;
    running?.abort();
    running = new AbortController();
    const wanted = new URLSearchParams({ text, besides: place.dataset.besides });
    try {
      const answer = await fetch(`${place.dataset.likely}?${wanted}`, { signal: running.signal });
      if (answer.ok) show(await answer.text());
    } catch {
      // No line, or newer words on their way: the form works without.
    }
  }

  function show(html) {
    const parsed = new DOMParser().parseFromString(html, "text/html");
    place.replaceChildren(...parsed.body.childNodes);
  }

  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE);
  });
}

document.querySelectorAll("[data-likely]").forEach(watch);
