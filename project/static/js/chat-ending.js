// The end of a conversation: begin another one, erase this one, print it. Without this the forms go to the server.
// In a frame on a page of another site the browser sends no cookie, so what must reach the city goes over the line.

const ERASED = "yoriai-chat-erased";
const PATIENCE = 10_000;

export class Ending {
  constructor(room, { memory, line }) {
    Object.assign(this, { room, memory, line });
    this.place = room.querySelector("[data-end]");
    this.restart = room.querySelector("[data-restart]");
    this.form = room.querySelector("[data-erase]");
    this.state = room.querySelector("[data-erase-state]");
    this.restart.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#leave();
    });
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#erase();
    });
    const printer = room.querySelector("[data-print]");
    printer.hidden = false;
    printer.addEventListener("click", () => print());
    // Another tab of this browser erased the conversation that this one shows.
    addEventListener("storage", (event) => {
      if (event.key === ERASED && event.newValue && event.newValue === this.memory.held.conversation) this.erased();
    });
    this.#sayWhatHappened();
  }

  // Something has been said: there is something to end.
  begin() {
    this.place.hidden = false;
  }

  #erase() {
    if (this.waiting) return;
    this.waiting = setTimeout(() => {
      this.waiting = null;
      this.state.textContent = this.form.dataset.textLate;
    }, PATIENCE);
    this.state.textContent = this.form.dataset.textErasing;
    this.line.say({ type: "erase" });
  }

  // The city has erased it: this browser forgets it, too, and so do its other tabs.
  erased() {
    clearTimeout(this.waiting);
    this.#tellOtherTabs(this.memory.held.conversation ?? "");
    this.#leave("#erased");
  }

  // The page is loaded anew, so that nothing of the old conversation is left anywhere in it.
  async #leave(mark = "") {
    this.memory.clear();
    try {
      await fetch(this.restart.action, { method: "POST", body: new FormData(this.restart), redirect: "manual" });
    } catch {
      // Without the line the session may remember which conversation it was; the page is empty all the same.
    }
    history.replaceState(null, "", location.pathname + location.search + mark);
    location.reload();
  }

  #sayWhatHappened() {
    if (location.hash !== "#erased") return;
    history.replaceState(null, "", location.pathname + location.search);
    const place = this.room.querySelector("[data-ended]");
    place.hidden = false;
    place.focus();
  }

  #tellOtherTabs(conversation) {
    try {
      localStorage.setItem(ERASED, conversation);
    } catch {
      // Storage is switched off: there is nothing to tell the others by.
    }
  }
}
