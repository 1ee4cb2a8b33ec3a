// The line to the city: a socket, or plain requests where sockets are blocked. A frame stays pending until it is
// answered, and every frame may be sent twice: the server takes a repeated one as the same.

const FIRST_WAIT = 500;
const LONGEST_WAIT = 30_000;
const BUSY_WAIT = 1500;
const PATIENCE = 8000;
const SETTLED = 3000;
const TRIES_BEFORE_HTTP = 2;
const LOOK_EVERY = 3000;
const LONGEST_SILENCE = 20_000;

const isWorthTaking = (frame) => frame.code !== "too_many";

export class Line {
  #socket = null;
  #helloSent = false;
  #greeted = false;
  #tries = 0;
  #retry = null;
  #watch = null;
  #posting = false;
  #look = null;
  #isFollowed = false;
  #lastSaid = 0;

  // hello() gives the frame that takes the conversation up; pending are frames an earlier page could not send.
  constructor({ socket, messages, csrf, hello, pending, onFrame, onState, onPending }) {
    Object.assign(this, { socket, messages, csrf, hello, onFrame, onState, onPending });
    this.pending = pending.map((frame) => ({ frame, sent: false }));
    addEventListener("offline", () => this.#lose());
    addEventListener("online", () => this.connect());
  }

  connect() {
    clearTimeout(this.#retry);
    if (this.#socket) return;
    if (!navigator.onLine) {
      this.onState("offline");
      return;
    }
    if (this.#tries === 0) this.onState("connecting");
    const socket = new WebSocket(this.socket);
    this.#socket = socket;
    socket.addEventListener("open", () => this.#opened(socket));
    socket.addEventListener("message", (event) => this.#take(JSON.parse(event.data)));
    socket.addEventListener("close", () => this.#closed(socket));
  }

  say(frame) {
    this.pending.push({ frame, sent: false });
    this.#keep();
    this.#flush();
  }

  // What is only worth saying now; it is not kept for later.
  hint(frame) {
    if (this.#greeted && this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(frame));
  }

  // Another tab has read further: take the conversation up again from where this one stands.
  refresh() {
    if (this.#greeted && this.#socket?.readyState === WebSocket.OPEN) this.#send(this.hello());
    else this.#flush();
  }

  // While people have the conversation, words come unasked: a socket that died in silence has to show, and where no
  // socket stands the city is asked now and then.
  follow(isFollowed) {
    if (isFollowed === this.#isFollowed) return;
    this.#isFollowed = isFollowed;
    this.#lookAgain();
  }

  #lookAgain() {
    clearTimeout(this.#look);
    if (this.#isFollowed) this.#look = setTimeout(() => this.#lookNow(), LOOK_EVERY);
  }

  async #lookNow() {
    const hasSocket = this.#greeted && this.#socket?.readyState === WebSocket.OPEN;
    if (hasSocket && Date.now() - this.#lastSaid > LONGEST_SILENCE) this.refresh();
    if (!hasSocket && this.#tries >= TRIES_BEFORE_HTTP && navigator.onLine && !this.pending.length) {
      try {
        for (const frame of (await this.#request([this.hello()])).filter(isWorthTaking)) this.#take(frame);
      } catch {
        this.onState("offline");
      }
    }
    this.#lookAgain();
  }

  #opened(socket) {
    if (socket !== this.#socket) return;
    this.#tries = 0;
    this.onState("connected");
    this.#flush();
  }

  #closed(socket) {
    if (socket === this.#socket) this.#lose();
  }

  #lose() {
    const socket = this.#socket;
    this.#socket = null;
    this.#helloSent = this.#greeted = false;
    clearTimeout(this.#watch);
    for (const item of this.pending) item.sent = false;
    socket?.close();
    this.#tries += 1;
    this.onState("offline");
    if (this.#tries >= TRIES_BEFORE_HTTP) this.#post();
    this.#comeBack();
  }

  #comeBack() {
    const wait = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** (this.#tries - 1));
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => this.connect(), wait * (0.75 + Math.random() / 2));
  }

  // A conversation is only begun on the server when there is something to say in it.
  #flush() {
    const isOpen = this.#socket?.readyState === WebSocket.OPEN;
    if (!isOpen) {
      if (this.#tries >= TRIES_BEFORE_HTTP) this.#post();
      return;
    }
    const hello = this.hello();
    if (!this.#helloSent && (hello.conversation || this.pending.length)) {
      this.#helloSent = true;
      this.#send(hello);
    }
    if (!this.#greeted) return;
    for (const item of this.pending.filter((waiting) => !waiting.sent)) {
      item.sent = true;
      this.#send(item.frame);
      if (item.frame.type === "feedback") this.#settle(item);
    }
  }

  #send(frame) {
    this.#socket.send(JSON.stringify(frame));
    this.#lastSaid = Date.now();
    clearTimeout(this.#watch);
    // A line can be dead without saying so: silence after a question is taken for a broken line.
    if (frame.type !== "feedback") this.#watch = setTimeout(() => this.#lose(), PATIENCE);
  }

  // Nothing answers a feedback: it is taken to have arrived when the line still stands a moment later.
  #settle(item) {
    const socket = this.#socket;
    setTimeout(() => {
      if (socket === this.#socket) this.#drop((waiting) => waiting === item);
    }, SETTLED);
  }

  #take(frame) {
    clearTimeout(this.#watch);
    if (frame.type === "refusal" && frame.code === "too_many") {
      this.onState("busy");
      setTimeout(() => this.#again(), BUSY_WAIT);
      return;
    }
    this.#acknowledge(frame);
    this.onFrame(frame);
    if (frame.type === "welcome" && this.#socket) {
      this.#greeted = true;
      this.#flush();
    }
  }

  #again() {
    for (const item of this.pending) item.sent = false;
    if (this.#socket) this.onState("connected");
    this.#flush();
  }

  #acknowledge(frame) {
    if (frame.type === "welcome") return;
    const oldestPress = this.pending.find((item) => !item.frame.id);
    this.#drop((item) => {
      if (frame.id && item.frame.id === frame.id) return true;
      if (frame.type === "erased") return item.frame.type === "erase";
      if (frame.type === "refusal") return !frame.id && item === oldestPress;
      if (item.frame.type !== "choose" || frame.type === "candidates") return false;
      return item.frame.exchange === (frame.after || frame.exchange);
    });
  }

  #drop(isDone) {
    this.pending = this.pending.filter((item) => !isDone(item));
    this.#keep();
  }

  #keep() {
    this.onPending(this.pending.map((item) => item.frame));
  }

  async #post() {
    if (this.#posting || !navigator.onLine) return;
    this.#posting = true;
    try {
      while (this.pending.length && !this.#greeted) await this.#postOne(this.pending[0]);
    } catch {
      this.onState("offline");
    } finally {
      this.#posting = false;
    }
  }

  async #request(said) {
    const answer = await fetch(this.messages, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": this.csrf },
      body: JSON.stringify(said),
    });
    const frames = await answer.json();
    this.onState("slow");
    return frames;
  }

  async #postOne(item) {
    const frames = await this.#request([this.hello(), item.frame]);
    for (const frame of frames.filter(isWorthTaking)) this.#take(frame);
    if (frames.some((frame) => !isWorthTaking(frame))) await new Promise((done) => setTimeout(done, BUSY_WAIT));
    else this.#drop((waiting) => waiting === item);
  }
}
