// Makes the chat page live. The page works without this: here its forms are answered in place, over the line.
// Every text and every piece of markup comes from the page (data attributes and templates), in its language.

import { Ending } from "./chat-ending.js";
import { Line } from "./chat-line.js";
import { Memory } from "./chat-memory.js";
import { People } from "./chat-people.js";

const MOST_BYTES = 4096;
const DOUBLE_CLICK = 500;
const HAS_TURN = new Set(["ask", "start"]);

const newId = () =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");

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
    this.people = new People(room, {
      say: (frame) => this.line.say({ ...frame, id: newId() }),
      hint: (frame) => this.line.hint(frame),
      follow: (isFollowed) => this.line.follow(isFollowed),
    });
    this.ending = new Ending(room, { memory: this.memory, line: this.line });
    this.#listen();
    for (const frame of this.memory.held.pending) if (HAS_TURN.has(frame.type)) this.#turn(frame.id);
    this.line.connect();
  }

  // The page may already show the conversation that the session holds; otherwise the line tells it all again.
  #agreeWithPage() {
    if (this.words.conversation) {
      this.memory.adopt(this.words.conversation);
      this.memory.begin(Number(this.words.cursor));
    } else {
      this.memory.begin(0);
    }
  }

  #hello() {
    const { conversation, cursor } = this.memory.held;
    return { type: "hello", conversation, cursor, locale: this.words.locale, markup: true };
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
    this.input.addEventListener("input", () => this.people.typed());
    this.memory.onOtherTab((other) => {
      if (!this.memory.held.conversation) this.memory.adopt(other.conversation);
      this.line.refresh();
    });
    this.log.addEventListener("submit", (event) => this.#press(event));
    // The session may not know the conversation that the line holds.
    this.room.querySelector("[data-easy]")?.addEventListener("submit", (event) => {
      event.target.elements.conversation.value = this.memory.held.conversation ?? "";
    });
  }

  #ask() {
    const text = this.input.value.trim();
    const isLong = new TextEncoder().encode(text).length > MOST_BYTES;
    this.input.setCustomValidity(!text ? this.words.textEmpty : isLong ? this.words.textLong : "");
    if (!this.input.reportValidity()) return;
    this.input.value = "";
    this.#begin({ type: "ask", text }, text);
  }

  // A turn that begins here: what the visitor said stands on the page before it is sent.
  #begin(frame, words, id = newId()) {
    this.memory.ask(id, words);
    this.#turn(id).scrollIntoView({ block: "end" });
    this.line.say({ ...frame, id });
  }

  // The second click of two falls on what has moved there when a new turn begins below.
  #isStray(event, turn) {
    return event.timeStamp - this.startedAt < DOUBLE_CLICK && turn !== this.log.lastElementChild;
  }

  // A reading chosen, a district looked for, or yes or no to "did this solve it".
  #press(event) {
    event.preventDefault();
    const form = event.target;
    const turn = form.closest("[data-exchange]");
    const exchange = Number(turn.dataset.exchange);
    const { value } = event.submitter;
    if (this.#isStray(event, turn)) return;
    if (form.matches("[data-find]")) {
      this.startedAt = event.timeStamp;
      const text = form.elements.text.value.trim();
      form.reset();
      if (text) this.#begin({ type: "ask", text }, text);
    } else if (form.matches("[data-start]")) {
      this.startedAt = event.timeStamp;
      // The page gives the id, so that a double click begins once.
      const words = event.submitter.textContent.trim();
      this.#begin({ type: "start", guide: form.elements.guide.value }, words, form.elements.client_id.value);
    } else if (form.matches("[data-choose]")) {
      for (const option of form.elements) option.removeAttribute("aria-pressed");
      event.submitter.setAttribute("aria-pressed", "true");
      this.line.say({ type: "choose", exchange: Number(form.elements.exchange.value), option: Number(value) });
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

  #shown(id) {
    return [...this.log.querySelectorAll("[data-id]")].find((turn) => turn.dataset.id === id);
  }

  #turn(id) {
    const shown = this.#shown(id);
    if (shown) return shown;
    const turn = this.#part("turn");
    turn.dataset.id = id;
    turn.querySelector("[data-question]").textContent = this.memory.held.asked[id] ?? this.words.textEarlier;
    this.#fate(turn, this.isOnline ? this.words.textSending : this.words.textWaiting);
    this.log.append(turn);
    this.ending.begin();
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
    else if (frame.type === "erased") this.ending.erased();
    else if (frame.type === "people") this.people.show(frame);
    else if (frame.type === "message") this.#message(frame);
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
    if (frame.id && !this.#shown(frame.id)) {
      this.people.refuse(frame);
      return;
    }
    const turn = frame.id ? this.#turn(frame.id) : this.log.lastElementChild;
    const part = this.#part("refusal");
    part.querySelector("[data-text]").textContent = frame.text;
    this.#place(turn, part);
    if (!frame.id) return;
    turn.dataset.refused = "true";
    this.#fate(turn, this.words.textRefused);
    if (!this.input.value) this.input.value = this.memory.held.asked[frame.id] ?? "";
  }

  // The markup of what was said: our own server made it, with the templates of the page. DOMParser makes a document in
  // which nothing runs, and the page's policy allows no script that could come with it.
  #answer(frame) {
    const turn = this.#turn(frame.id);
    turn.dataset.exchange = frame.exchange;
    if (frame.question) turn.querySelector("[data-question]").textContent = frame.question;
    this.#fate(turn, this.words.textSent);
    this.memory.advance(frame.exchange);
    const markup = new DOMParser().parseFromString(frame.said, "text/html");
    this.#agree(turn, [...markup.querySelectorAll("[data-part]")]);
    turn.scrollIntoView({ block: "nearest" });
  }

  // Words of people, or what happened between them: in the order of the numbers, whatever came first.
  #message(frame) {
    const markup = new DOMParser().parseFromString(frame.said, "text/html");
    const article = markup.querySelector("article");
    const shown = this.#shown(frame.id);
    this.memory.advance(frame.number);
    if (shown?.dataset.exchange && shown.innerHTML === article.innerHTML) return;
    if (shown) {
      shown.replaceWith(article);
    } else {
      const isLater = (turn) => (turn.dataset.exchange ? Number(turn.dataset.exchange) > frame.number : !turn.dataset.refused);
      this.log.insertBefore(article, [...this.log.querySelectorAll("[data-id]")].find(isLater) ?? null);
    }
    this.ending.begin();
    article.scrollIntoView({ block: "nearest" });
  }

  // Only the parts that changed, so that a screen reader is not told the others again.
  #agree(turn, parts) {
    const hadFocus = turn.contains(document.activeElement);
    for (const old of turn.querySelectorAll("[data-part]")) {
      if (!parts.some((part) => part.dataset.part === old.dataset.part)) old.remove();
    }
    for (const part of parts) {
      const old = turn.querySelector(`[data-part="${part.dataset.part}"]`);
      if (old?.outerHTML !== part.outerHTML) this.#place(turn, part);
    }
    if (hadFocus && !turn.contains(document.activeElement)) turn.focus({ preventScroll: true });
  }

  #place(turn, part) {
    const said = turn.querySelector("[data-said]") ?? turn;
    const old = said.querySelector(`[data-part="${part.dataset.part}"]`);
    if (old) old.replaceWith(part);
    else said.append(part);
  }
}

for (const room of document.querySelectorAll("[data-chat]")) new Room(room);
