// Makes the chat page live. The page works without this: here its forms are answered in place, over the line.
// Every text and every piece of markup comes from the page (data attributes and templates), in its language.

import { Line } from "./chat-line.js";
import { Memory } from "./chat-memory.js";

const MOST_BYTES = 4096;

class Room {
  constructor(room) {
    this.room = room;
    this.words = room.dataset;
    this.log = room.querySelector("[data-log]");
    this.form = room.querySelector("[data-ask]");
    this.input = this.form.elements.text;
    this.memory = new Memory();
    this.#agreeWithPage();
    this.line = new Line({
      socket: new URL(this.words.socket, location.href.replace(/^http/, "ws")).href,
      messages: this.words.messages,
      csrf: this.form.elements.csrfmiddlewaretoken.value,
      hello: () => this.#hello(),
      pending: this.memory.held.pending,
      onFrame: (frame) => this.#show(frame),
      onState: (state) => this.#showState(state),
      onPending: (pending) => this.memory.keep(pending),
    });
    this.#listen();
    for (const frame of this.memory.held.pending) if (frame.type === "ask") this.#turn(frame.id);
    this.line.connect();
  }

  // The page may already show the conversation that the session holds; otherwise the line tells it all again.
  #agreeWithPage() {
    if (this.words.conversation) {
      this.memory.adopt(this.words.conversation);
      this.memory.advance(Number(this.words.cursor));
    } else {
      this.memory.held.cursor = 0;
    }
  }

  #hello() {
    const { conversation, cursor } = this.memory.held;
    return { type: "hello", conversation, cursor, locale: this.words.locale };
  }

  #listen() {
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#ask();
    });
    this.input.addEventListener("keydown", (event) => {
      const isComposing = event.isComposing || event.keyCode === 229;
      if (event.key === "Enter" && !event.shiftKey && !isComposing) {
        event.preventDefault();
        this.#ask();
      }
    });
    this.log.addEventListener("submit", (event) => this.#press(event));
    this.room.querySelector("[data-restart]").addEventListener("submit", () => this.memory.clear());
  }

  #ask() {
    const text = this.input.value.trim();
    const isLong = new TextEncoder().encode(text).length > MOST_BYTES;
    this.input.setCustomValidity(!text ? this.words.textEmpty : isLong ? this.words.textLong : "");
    if (!this.input.reportValidity()) return;
    const id = Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
    this.memory.ask(id, text);
    const turn = this.#turn(id);
    this.input.value = "";
    turn.scrollIntoView({ block: "end" });
    this.line.say({ type: "ask", id, text });
  }

  // A reading chosen, or yes or no to "did this solve it".
  #press(event) {
    event.preventDefault();
    const form = event.target;
    const turn = form.closest("[data-exchange]");
    const exchange = Number(turn.dataset.exchange);
    const { value } = event.submitter;
    if (form.matches("[data-choose]")) {
      for (const option of form.elements) option.removeAttribute("aria-pressed");
      event.submitter.setAttribute("aria-pressed", "true");
      this.line.say({ type: "choose", exchange, option: Number(value) });
    } else {
      const helped = value === "yes";
      form.replaceWith(this.#part(helped ? "helped" : "unhelped"));
      turn.focus({ preventScroll: true });
      this.line.say({ type: "feedback", exchange, helped });
    }
  }

  #part(name) {
    return this.room.querySelector(`[data-template="${name}"]`).content.firstElementChild.cloneNode(true);
  }

  #turn(id) {
    const shown = [...this.log.querySelectorAll("[data-id]")].find((turn) => turn.dataset.id === id);
    if (shown) return shown;
    const turn = this.#part("turn");
    turn.dataset.id = id;
    turn.querySelector("[data-question]").textContent = this.memory.held.asked[id] ?? this.words.textEarlier;
    this.#fate(turn, this.isOnline ? this.words.textSending : this.words.textWaiting);
    this.log.append(turn);
    this.room.querySelector("[data-restart]").hidden = false;
    return turn;
  }

  #fate(turn, words) {
    turn.querySelector("[data-fate]").textContent = words;
  }

  #showState(state) {
    const words = this.words[`text${state[0].toUpperCase()}${state.slice(1)}`];
    this.isOnline = state !== "offline";
    const place = this.room.querySelector("[data-state]");
    place.dataset.state = state;
    if (place.textContent !== words) place.textContent = words;
    for (const turn of this.log.querySelectorAll("[data-id]:not([data-exchange]):not([data-refused])")) {
      this.#fate(turn, this.isOnline ? this.words.textSending : this.words.textWaiting);
    }
  }

  #show(frame) {
    if (frame.type === "welcome") this.#welcome(frame);
    else if (frame.type === "refusal") this.#refuse(frame);
    else this.#answer(frame);
  }

  // A conversation the server no longer knows goes on as a new one: the old buttons would press into the wrong one.
  #welcome(frame) {
    const { conversation } = this.memory.held;
    if (conversation && conversation !== frame.conversation) {
      for (const old of this.log.querySelectorAll("[data-choose], [data-judge]")) old.remove();
    }
    this.memory.adopt(frame.conversation);
  }

  #refuse(frame) {
    const turn = frame.id ? this.#turn(frame.id) : this.log.lastElementChild;
    const part = this.#part("refusal");
    part.querySelector("[data-text]").textContent = frame.text;
    this.#place(turn, part);
    if (!frame.id) return;
    turn.dataset.refused = "true";
    this.#fate(turn, this.words.textRefused);
    if (!this.input.value) this.input.value = this.memory.held.asked[frame.id] ?? "";
  }

  #answer(frame) {
    const turn = this.#turn(frame.id);
    turn.dataset.exchange = frame.exchange;
    this.#fate(turn, this.words.textSent);
    this.memory.advance(frame.exchange);
    const part = this.#part(frame.type);
    const fill = { reply: fillReply, candidates: (to, from) => this.#fillOptions(to, from), unknown: fillUnknown };
    fill[frame.type](part, frame, this.words.locale);
    if (frame.type !== "candidates") turn.querySelector('[data-part="reply"], [data-part="unknown"]')?.remove();
    this.#place(turn, part);
    turn.scrollIntoView({ block: "nearest" });
  }

  #fillOptions(part, frame) {
    const none = part.querySelector("[name=option]");
    for (const { option, label } of frame.options) {
      const button = this.#part("option");
      button.value = option;
      button.textContent = label;
      none.before(button);
    }
  }

  #place(turn, part) {
    const said = turn.querySelector("[data-said]") ?? turn;
    const old = said.querySelector(`[data-part="${part.dataset.part}"]`);
    if (old) old.replaceWith(part);
    else said.append(part);
  }
}

function fillReply(part, frame, locale) {
  const { source } = frame;
  part.querySelector("[data-title]").textContent = source.title;
  // The one place where markup is taken in: our own server made it from Markdown and cleaned it. DOMParser makes a
  // document in which nothing runs, and the page's policy allows no script that could come with it.
  const answer = new DOMParser().parseFromString(frame.html, "text/html");
  part.querySelector("[data-html]").append(...answer.body.childNodes);
  fillOrDrop(part.querySelector("[data-url]"), source.url, (link) => (link.href = source.url));
  const department = part.querySelector("[data-department]");
  department.textContent = source.department;
  if (!source.department) department.parentElement.remove();
  const checked = part.querySelector("[data-checked]");
  if (!source.checked_on) checked.parentElement.remove();
  else {
    checked.dateTime = source.checked_on;
    checked.textContent = new Date(`${source.checked_on}T00:00:00`).toLocaleDateString(locale, { dateStyle: "long" });
  }
}

function fillOrDrop(element, value, fill) {
  if (value) fill(element);
  else element.remove();
}

function fillUnknown(part, frame) {
  part.querySelector("[data-text]").textContent = frame.text;
  part.querySelector("[data-contact]").textContent = frame.contact;
}

for (const room of document.querySelectorAll("[data-chat]")) new Room(room);
