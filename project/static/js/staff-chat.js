// Keeps the console of talks fresh: reads its own page again every two seconds while it is seen, and puts in what
// changed. Without this the page is loaded again by hand; it holds the same.

const EVERY = 2000;
const TYPING_EVERY = 4000;
const GIVEN_UP_AFTER = 3;

class Console {
  #failed = 0;
  #typed = 0;

  constructor(place) {
    this.place = place;
    this.state = place.querySelector("[data-console-state]");
    this.reply = document.querySelector("[data-reply]");
    this.#sleep();
    document.addEventListener("visibilitychange", () => this.look());
    if (this.reply) this.#listen();
  }

  #sleep() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.look(), EVERY);
  }

  async look() {
    clearTimeout(this.timer);
    if (document.visibilityState === "hidden" || !navigator.onLine) {
      this.#sleep();
      return;
    }
    let isRefused = false;
    try {
      const answer = await fetch(location.href, { headers: { "X-Requested-With": "fetch" } });
      isRefused = answer.redirected || answer.status === 403;
      if (!answer.ok || isRefused) throw new Error(String(answer.status));
      this.#show(new DOMParser().parseFromString(await answer.text(), "text/html"));
      this.#failed = 0;
    } catch {
      this.#failed += 1;
    }
    this.#tell(isRefused);
    this.#sleep();
  }

  // Logged out or no longer allowed is said at once; a line that is down when it stays down.
  #tell(isRefused) {
    const { textRefused, textStale } = this.place.dataset;
    const words = isRefused ? textRefused : this.#failed >= GIVEN_UP_AFTER ? textStale : "";
    if (this.state.textContent !== words) this.state.textContent = words;
    this.state.classList.toggle("strong", Boolean(words));
    this.state.classList.toggle("secondary", !words);
  }

  #show(page) {
    for (const part of document.querySelectorAll("[data-live]")) {
      const fresh = page.querySelector(`[data-live="${part.dataset.live}"]`);
      if (fresh && fresh.innerHTML !== part.dataset.shown) this.#put(part, fresh);
    }
    const isOver = this.reply && !page.querySelector("[data-reply]");
    if (isOver) for (const field of this.reply.elements) field.disabled = true;
  }

  #put(part, fresh) {
    part.dataset.shown = fresh.innerHTML;
    const open = [...part.querySelectorAll("details")].map((details) => details.open);
    const focused = part.contains(document.activeElement) ? document.activeElement : null;
    const same = focused?.value ? `[value="${focused.value}"]` : null;
    part.replaceChildren(...fresh.childNodes);
    part.querySelectorAll("details").forEach((details, place) => (details.open = open[place] ?? false));
    if (same) part.querySelector(same)?.focus();
    if (part.dataset.live === "lines") part.lastElementChild?.lastElementChild?.scrollIntoView({ block: "nearest" });
  }

  #listen() {
    const { text } = this.reply.elements;
    text.addEventListener("input", () => this.#type());
    text.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) this.reply.requestSubmit();
    });
    this.reply.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#send();
    });
    for (const button of this.reply.querySelectorAll("[data-canned]")) {
      button.hidden = false;
      button.addEventListener("click", () => {
        text.value = [text.value, button.nextElementSibling.textContent].filter(Boolean).join("\n");
        text.focus();
      });
    }
  }

  #type() {
    if (Date.now() - this.#typed < TYPING_EVERY) return;
    this.#typed = Date.now();
    const token = this.reply.elements.csrfmiddlewaretoken.value;
    fetch(this.reply.dataset.typing, { method: "POST", headers: { "X-CSRFToken": token } }).catch(() => {});
  }

  // The id stays until the words have arrived: sent twice, they are one message.
  async #send() {
    const { text, client_id } = this.reply.elements;
    const { textEmpty, textUnsent } = this.reply.dataset;
    const unsent = this.reply.querySelector("[data-unsent]");
    text.setCustomValidity(text.value.trim() ? "" : textEmpty);
    if (!text.reportValidity() || this.isSending) return;
    this.isSending = true;
    unsent.textContent = "";
    try {
      const answer = await fetch(this.reply.action, { method: "POST", body: new FormData(this.reply) });
      if (!answer.ok) throw new Error(String(answer.status));
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      client_id.value = crypto.randomUUID?.() ?? `${Date.now()}-${Math.random().toString(36).slice(2)}`;
      text.value = "";
      this.#show(page);
    } catch {
      unsent.textContent = textUnsent;
    } finally {
      this.isSending = false;
      this.look();
    }
  }
}

for (const place of document.querySelectorAll("[data-console]")) new Console(place);
