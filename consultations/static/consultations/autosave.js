// Keeps what is being written as a draft, a moment after the last key. Without it the button does.

const PAUSE = 2000;
const AGAIN = 15000;
const LONGEST = 10000;

function keep(form) {
  const said = form.querySelector("[data-autosaved]");
  let address = form.dataset.autosave;
  let timer = 0;
  let last = words();
  let running = false;
  let pressed = null;

  function words() {
    return JSON.stringify([form.elements.title.value, form.elements.text.value]);
  }

  async function save() {
    const now = words();
    if (running || now === last) return;
    running = true;
    const answered = await send();
    running = false;
    if (answered) last = now;
    if (pressed) form.requestSubmit(pressed);
    else if (words() !== last) later(answered ? PAUSE : AGAIN);
  }

  async function send() {
    const waiting = AbortSignal.timeout(LONGEST);
    try {
      // Who is logged out by now would be led to the log-in page: that is no answer to this.
      const answer = await fetch(address, {
        method: "POST",
        body: new FormData(form),
        redirect: "error",
        signal: waiting,
      });
      if (answer.status >= 500 || answer.status === 403) throw new Error(answer.status);
      if (answer.status === 200) remember(answer.headers);
      said.textContent = await answer.text();
      return true;
    } catch {
      said.textContent = form.dataset.unsaved;
      return false;
    }
  }

  // From now on this page is the draft: loading it anew, or coming back to it, goes on with these words.
  function remember(headers) {
    address = headers.get("X-Draft-Autosave");
    form.elements.seen.value = headers.get("X-Draft-Seen");
    form.action = headers.get("X-Draft");
    history.replaceState(history.state, "", form.action);
  }

  function later(pause) {
    clearTimeout(timer);
    timer = setTimeout(save, pause);
  }

  form.addEventListener("input", () => later(PAUSE));
  form.addEventListener("submit", (event) => {
    clearTimeout(timer);
    // What is on its way is waited for, or the page would take it for the words of another window.
    if (!running) return;
    event.preventDefault();
    pressed = event.submitter;
  });
}

document.querySelectorAll("form[data-autosave]").forEach(keep);
