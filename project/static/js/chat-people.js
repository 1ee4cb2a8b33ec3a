// A talk with people of the city: where it stands, the buttons of it, and who is writing.

const TYPING_EVERY = 4000;
const ACTS = { call: "[data-call]", end: "[data-end]", leave: "[data-leave]" };

export class People {
  #shown = new Map();
  #said = 0;

  constructor(room, { say, hint, follow }) {
    this.place = room.querySelector("[data-people]");
    this.words = room.dataset;
    Object.assign(this, { say, hint, follow });
    room.addEventListener("submit", (event) => this.#press(event), { capture: true });
    this.isTalking = this.place.querySelector("[data-end]") !== null;
    this.follow(this.isTalking);
  }

  // Only the parts that changed: words in the form of another part stay, and a screen reader hears what is new.
  show(frame) {
    this.isTalking = frame.state === "waiting" || frame.state === "taken";
    this.follow(this.isTalking);
    if (!frame.said) return;
    const markup = new DOMParser().parseFromString(frame.said, "text/html");
    for (const part of markup.querySelectorAll("[data-part]")) {
      const { part: name } = part.dataset;
      if (this.#shown.get(name) === part.innerHTML) continue;
      this.#shown.set(name, part.innerHTML);
      const old = this.place.querySelector(`[data-part="${name}"]`);
      const hadFocus = old.contains(document.activeElement);
      old.replaceChildren(...part.childNodes);
      if (hadFocus) this.place.focus({ preventScroll: true });
    }
    if (frame.id) this.place.scrollIntoView({ block: "nearest" });
    for (const button of this.place.querySelectorAll("button")) button.disabled = false;
  }

  refuse(frame) {
    this.place.querySelector("[data-part=status]").textContent = frame.text;
    this.#shown.delete("status");
    for (const button of this.place.querySelectorAll("button")) button.disabled = false;
  }

  typed() {
    if (!this.isTalking || Date.now() - this.#said < TYPING_EVERY) return;
    this.#said = Date.now();
    this.hint({ type: "typing" });
  }

  #press(event) {
    const type = Object.keys(ACTS).find((name) => event.target.matches(ACTS[name]));
    if (!type) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const { text, address } = event.target.elements;
    if (type === "leave") {
      if (![text, address].every((field) => this.#isFit(field))) return;
      this.say({ type, text: text.value.trim(), address: address.value.trim() });
      text.value = address.value = "";
    } else {
      this.say({ type });
    }
    // Once: until the city has answered, a second press would be a second wish.
    for (const button of event.target.querySelectorAll("button")) button.disabled = true;
    setTimeout(() => {
      for (const button of event.target.querySelectorAll("button")) button.disabled = false;
    }, TYPING_EVERY);
  }

  #isFit(field) {
    const isEmpty = field.required && !field.value.trim();
    field.setCustomValidity(isEmpty ? this.words.textEmpty : "");
    return field.reportValidity();
  }
}
