// The opinion map on a canvas: tens of thousands of marks with zoom, pan, hover and keyboard. Beside it stands
// a table with the same themes, and without this script the server's picture.

const EDGE = 1000;
const CLOSEST = 40;
const REACH = 14;
const FAINT = 0.12;
const STRONG = 0.75;
const STEP = 1.5;
const AT_ONCE = 40;
const PAUSE = 80;

class ThemeMap {
  constructor(place, points) {
    this.place = place;
    this.points = points;
    this.view = { x: 0, y: 0, scale: 1 };
    this.only = null;
    this.chosen = null;
    this.drag = null;
    this.waiting = false;
    this.words = new Map();
    this.asking = false;
    this.shapes = points.themes.map(({ marker }) => marker);
    this.build();
    this.index();
    this.resize();
    new ResizeObserver(() => this.resize()).observe(this.canvas);
    const scheme = window.matchMedia("(prefers-color-scheme: dark)");
    scheme.addEventListener("change", () => this.recolour());
  }

  build() {
    const { dataset } = this.place;
    this.canvas = element("canvas", { tabIndex: 0 });
    this.canvas.setAttribute("role", "application");
    this.canvas.setAttribute("aria-label", dataset.label);
    this.help = element("p", { className: "small secondary", id: "map-help", textContent: dataset.help });
    this.canvas.setAttribute("aria-describedby", this.help.id);
    this.said = element("p", { className: "theme-map-said", textContent: dataset.nothing });
    this.said.setAttribute("aria-live", "polite");
    const buttons = element("div", { className: "cluster" });
    buttons.append(
      this.button(dataset.zoomIn, () => this.zoom(STEP)),
      this.button(dataset.zoomOut, () => this.zoom(1 / STEP)),
      this.button(dataset.whole, () => this.whole()),
      this.themes(dataset),
    );
    this.place.append(buttons, this.said, this.canvas, this.help);
    this.place.hidden = false;
    // What the server drew says the same.
    document.querySelector("[data-map-picture]")?.remove();
    this.listen();
    this.recolour();
  }

  button(text, act) {
    const made = element("button", { type: "button", className: "button button-secondary", textContent: text });
    made.addEventListener("click", act);
    return made;
  }

  themes({ only, all }) {
    const label = element("label", { className: "field" });
    const select = element("select");
    select.append(new Option(all, ""), ...this.points.themes.map(({ label: name }, at) => new Option(name, at)));
    select.addEventListener("change", () => {
      this.only = select.value === "" ? null : Number(select.value);
      this.draw();
    });
    label.append(element("span", { className: "field-label", textContent: only }), select);
    return label;
  }

  listen() {
    const { canvas } = this;
    canvas.addEventListener("wheel", (event) => {
      if (!event.ctrlKey && document.activeElement !== canvas) return;
      event.preventDefault();
      this.zoom(event.deltaY < 0 ? 1.2 : 1 / 1.2, this.at(event));
    }, { passive: false });
    canvas.addEventListener("pointerdown", (event) => {
      this.drag = { x: event.clientX, y: event.clientY, moved: false };
      canvas.setPointerCapture(event.pointerId);
    });
    canvas.addEventListener("pointermove", (event) => this.move(event));
    canvas.addEventListener("pointerup", (event) => this.lift(event));
    canvas.addEventListener("pointercancel", () => { this.drag = null; });
    canvas.addEventListener("keydown", (event) => this.key(event));
  }

  move(event) {
    if (!this.drag) {
      if (event.pointerType === "mouse") this.choose(this.nearest(this.at(event), REACH));
      return;
    }
    const [x, y] = [event.clientX - this.drag.x, event.clientY - this.drag.y];
    if (!this.drag.moved && Math.hypot(x, y) < 4) return;
    this.drag = { x: event.clientX, y: event.clientY, moved: true };
    this.pan(x, y);
  }

  lift(event) {
    const wasDragged = this.drag?.moved;
    this.drag = null;
    if (wasDragged) return;
    const found = this.nearest(this.at(event), REACH);
    if (found !== null && found === this.chosen && event.pointerType === "mouse") this.open();
    else this.choose(found);
  }

  key(event) {
    const pans = { ArrowLeft: [60, 0], ArrowRight: [-60, 0], ArrowUp: [0, 60], ArrowDown: [0, -60] };
    const acts = {
      "+": () => this.zoom(STEP),
      ";": () => this.zoom(STEP),
      "=": () => this.zoom(STEP),
      "-": () => this.zoom(1 / STEP),
      0: () => this.whole(),
      Enter: () => this.open(),
    };
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (pans[event.key]) {
      const [x, y] = pans[event.key];
      if (event.shiftKey) this.pan(x, y);
      else this.step(-Math.sign(x), -Math.sign(y));
    } else if (acts[event.key]) acts[event.key]();
    else return;
    event.preventDefault();
  }

  // The next mark in one direction: near, and not too far to the side.
  step(x, y) {
    const from = this.chosen === null
      ? this.inPicture([this.side / 2, this.side / 2])
      : [this.points.x[this.chosen], this.points.y[this.chosen]];
    let best = null;
    let least = Infinity;
    for (let at = 0; at < this.points.x.length; at += 1) {
      if (at === this.chosen || !this.isStrong(at)) continue;
      const [dx, dy] = [this.points.x[at] - from[0], this.points.y[at] - from[1]];
      const ahead = dx * x + dy * y;
      const aside = Math.abs(dx * y) + Math.abs(dy * x);
      if (ahead <= 0 || aside > ahead) continue;
      const cost = ahead + 2 * aside;
      if (cost < least) [best, least] = [at, cost];
    }
    if (best === null) return;
    this.choose(best);
    this.show(best);
  }

  show(at) {
    const [x, y] = this.onCanvas(this.points.x[at], this.points.y[at]);
    const edge = this.side * 0.1;
    if (x < edge || y < edge || x > this.side - edge || y > this.side - edge) {
      this.pan(this.side / 2 - x, this.side / 2 - y);
    }
  }

  choose(at) {
    if (at === this.chosen) return;
    this.chosen = at;
    this.draw();
    if (at === null) {
      this.said.textContent = this.place.dataset.nothing;
      return;
    }
    this.say(at);
    if (this.words.has(this.points.receipt[at])) return;
    clearTimeout(this.pause);
    this.pause = setTimeout(() => this.ask(), PAUSE);
  }

  say(at) {
    const { receipt, theme, themes } = this.points;
    const name = element("span", { className: "strong", textContent: themes[theme[at]].label });
    const link = element("a", { href: this.address(at), textContent: this.place.dataset.open });
    const words = element("span", { className: "theme-map-words", textContent: this.words.get(receipt[at]) ?? "" });
    this.said.replaceChildren(name, `  ${receipt[at]}  `, link, words);
  }

  // The words of the chosen mark and of those around it, which are likely to be looked at next.
  async ask() {
    if (this.asking || this.chosen === null) return;
    const wanted = this.around(this.chosen);
    if (!wanted.length) return;
    this.asking = true;
    const asked = wanted.map((receipt) => `&of=${encodeURIComponent(receipt)}`).join("");
    try {
      const answer = await fetch(this.place.dataset.words + asked);
      const found = answer.ok ? await answer.json() : {};
      for (const receipt of wanted) this.words.set(receipt, found[receipt] ?? "");
    } catch {
      // Without a line the mark keeps its theme and its link.
      return;
    } finally {
      this.asking = false;
    }
    if (this.chosen === null) return;
    if (this.words.has(this.points.receipt[this.chosen])) this.say(this.chosen);
    else this.ask();
  }

  around(at) {
    const { x, y, receipt } = this.points;
    const isNew = (one) => !this.words.has(receipt[one]);
    const near = [];
    const [row, column] = [cell(y[at]), cell(x[at])];
    for (let down = -1; down <= 1; down += 1) {
      for (let along = -1; along <= 1; along += 1) {
        near.push(...(this.squares.get((row + down) * 100 + column + along) ?? []));
      }
    }
    const far = (one) => (x[one] - x[at]) ** 2 + (y[one] - y[at]) ** 2;
    const found = near.filter(isNew).sort((one, other) => far(one) - far(other));
    return [at, ...found.filter((one) => one !== at)].filter(isNew).slice(0, AT_ONCE).map((one) => receipt[one]);
  }

  open() {
    if (this.chosen !== null) window.location.assign(this.address(this.chosen));
  }

  address(at) {
    return this.place.dataset.opinion.replace("RECEIPT", encodeURIComponent(this.points.receipt[at]));
  }

  zoom(by, around = [this.side / 2, this.side / 2]) {
    const before = this.inPicture(around);
    this.view.scale = Math.min(CLOSEST, Math.max(1, this.view.scale * by));
    const after = this.inPicture(around);
    this.view.x += before[0] - after[0];
    this.view.y += before[1] - after[1];
    this.hold();
  }

  pan(x, y) {
    const unit = EDGE / this.side / this.view.scale;
    this.view.x -= x * unit;
    this.view.y -= y * unit;
    this.hold();
  }

  whole() {
    this.view = { x: 0, y: 0, scale: 1 };
    this.draw();
  }

  hold() {
    const most = EDGE - EDGE / this.view.scale;
    this.view.x = Math.min(Math.max(this.view.x, 0), most);
    this.view.y = Math.min(Math.max(this.view.y, 0), most);
    // A finger on the whole map scrolls the page; on a part of it, it moves the map.
    this.canvas.classList.toggle("is-near", this.view.scale > 1);
    this.draw();
  }

  at(event) {
    const box = this.canvas.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  }

  inPicture([x, y]) {
    const unit = EDGE / this.side / this.view.scale;
    return [this.view.x + x * unit, this.view.y + y * unit];
  }

  onCanvas(x, y) {
    const unit = (this.side / EDGE) * this.view.scale;
    return [(x - this.view.x) * unit, (y - this.view.y) * unit];
  }

  // Marks by squares of the picture, so that hovering looks at few of them.
  index() {
    this.squares = new Map();
    this.points.x.forEach((x, at) => {
      const key = square(x, this.points.y[at]);
      if (!this.squares.has(key)) this.squares.set(key, []);
      this.squares.get(key).push(at);
    });
  }

  nearest(place, reach) {
    const [x, y] = this.inPicture(place);
    const far = (reach * EDGE) / this.side / this.view.scale;
    let best = null;
    let least = far ** 2;
    for (let row = cell(y - far); row <= cell(y + far); row += 1) {
      for (let column = cell(x - far); column <= cell(x + far); column += 1) {
        for (const at of this.squares.get(row * 100 + column) ?? []) {
          const away = (this.points.x[at] - x) ** 2 + (this.points.y[at] - y) ** 2;
          if (away < least && this.isStrong(at)) [best, least] = [at, away];
        }
      }
    }
    return best;
  }

  isStrong(at) {
    return this.points.chosen[at] === 1 && (this.only === null || this.only === this.points.theme[at]);
  }

  recolour() {
    const probe = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    this.place.append(probe);
    this.colours = this.points.themes.map(({ colour }) => {
      probe.setAttribute("class", `map-colour-${colour}`);
      return getComputedStyle(probe).fill;
    });
    this.line = getComputedStyle(this.place).color;
    probe.remove();
    this.draw();
  }

  resize() {
    const side = this.canvas.clientWidth;
    if (!side) return;
    this.side = side;
    this.sharp = window.devicePixelRatio || 1;
    this.canvas.width = Math.round(side * this.sharp);
    this.canvas.height = this.canvas.width;
    this.draw();
  }

  draw() {
    if (this.waiting || !this.side) return;
    this.waiting = true;
    requestAnimationFrame(() => {
      this.waiting = false;
      this.paint();
    });
  }

  paint() {
    const pen = this.canvas.getContext("2d");
    pen.setTransform(this.sharp, 0, 0, this.sharp, 0, 0);
    pen.clearRect(0, 0, this.side, this.side);
    const layers = new Map();
    for (let at = 0; at < this.points.x.length; at += 1) {
      const [x, y] = this.onCanvas(this.points.x[at], this.points.y[at]);
      if (x < -8 || y < -8 || x > this.side + 8 || y > this.side + 8) continue;
      const key = this.points.theme[at] * 2 + (this.isStrong(at) ? 1 : 0);
      if (!layers.has(key)) layers.set(key, new Path2D());
      this.mark(layers.get(key), x, y, this.points.theme[at]);
    }
    for (const [key, path] of [...layers].sort(([one], [other]) => (one % 2) - (other % 2))) {
      pen.globalAlpha = key % 2 ? STRONG : FAINT;
      pen.fillStyle = this.colours[key >> 1];
      pen.fill(path);
    }
    this.ring(pen);
  }

  mark(path, x, y, theme) {
    const shape = this.shapes[theme];
    const size = Math.min(6, 2.5 + this.view.scale / 2) / 6;
    this.stamps ??= new Map();
    if (!this.stamps.has(shape)) this.stamps.set(shape, new Path2D(`M0 0${shape}`));
    path.addPath(this.stamps.get(shape), new DOMMatrix([size, 0, 0, size, x, y]));
  }

  ring(pen) {
    if (this.chosen === null) return;
    const [x, y] = this.onCanvas(this.points.x[this.chosen], this.points.y[this.chosen]);
    pen.globalAlpha = 1;
    pen.lineWidth = 3;
    pen.strokeStyle = this.line;
    pen.beginPath();
    pen.arc(x, y, 10, 0, 2 * Math.PI);
    pen.stroke();
  }
}

function element(name, properties = {}) {
  return Object.assign(document.createElement(name), properties);
}

function cell(position) {
  return Math.floor(Math.min(Math.max(position, 0), EDGE) / 20);
}

function square(x, y) {
  return cell(y) * 100 + cell(x);
}

async function start(place) {
  const answer = await fetch(place.dataset.themeMap);
  if (answer.ok) place.themeMap = new ThemeMap(place, await answer.json());
}

for (const place of document.querySelectorAll("[data-theme-map]")) start(place);
