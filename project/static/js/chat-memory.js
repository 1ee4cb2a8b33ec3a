// What survives a reload: which conversation this is, what was asked, and what could not be sent yet.
// It lives in this browser only, is forgotten after a day, and by the button that clears the conversation.

const KEY = "yoriai-chat";
const DAY = 24 * 60 * 60 * 1000;
const MOST_ASKED = 50;

const empty = () => ({ conversation: null, cursor: 0, asked: {}, pending: [] });

export class Memory {
  constructor() {
    this.held = { ...empty(), ...this.#read() };
  }

  // Another conversation than the one held: nothing of the old one may mix into it.
  adopt(conversation) {
    if (this.held.conversation !== conversation) {
      const { asked, pending } = this.held.conversation ? empty() : this.held;
      this.held = { conversation, cursor: 0, asked, pending };
    }
    this.#write();
  }

  // What the page shows already, however far another tab has read.
  begin(cursor) {
    this.held.cursor = cursor;
    this.#write();
  }

  // Only in order: after a number that was left out, the line tells it all again from there.
  advance(number) {
    if (number !== this.held.cursor + 1) return;
    this.held.cursor = number;
    this.#write();
  }

  // Tells when another tab of this browser has read further in the same conversation.
  onOtherTab(tell) {
    addEventListener("storage", (event) => {
      if (event.key !== KEY) return;
      const other = this.#read();
      const isSame = other.conversation && other.conversation === this.held.conversation;
      if (isSame ? other.cursor > this.held.cursor : !this.held.conversation && other.conversation) tell(other);
    });
  }

  ask(id, text) {
    const kept = Object.entries(this.held.asked).slice(1 - MOST_ASKED);
    this.held.asked = Object.fromEntries([...kept, [id, text]]);
    this.#write();
  }

  keep(pending) {
    this.held.pending = pending;
    this.#write();
  }

  clear() {
    this.held = empty();
    try {
      localStorage.removeItem(KEY);
    } catch {
      // Storage is switched off: there is nothing to forget.
    }
  }

  #read() {
    try {
      const found = JSON.parse(localStorage.getItem(KEY) ?? "null");
      return found && Date.now() - found.at < DAY ? found : {};
    } catch {
      return {};
    }
  }

  #write() {
    try {
      localStorage.setItem(KEY, JSON.stringify({ ...this.held, at: Date.now() }));
    } catch {
      // Storage is full or switched off: the conversation lasts as long as the page.
    }
  }
}
