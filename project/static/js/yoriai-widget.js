// A button that opens the city's chat. A page of the city includes this with one line:
//   <script src="https://…/static/js/yoriai-widget.js" async></script>
// It brings its own style in a shadow tree, so that neither page can disturb the other.
(() => {
  const WORDS = {
    ja: { open: "チャットで質問する", close: "チャットを閉じる", title: "手続きの質問チャット" },
    en: { open: "Ask in the chat", close: "Close the chat", title: "Chat about procedures" },
  };
  const STYLE = `
    :host { all: initial; }
    button, iframe { font-family: "Noto Sans JP", "Hiragino Sans", "Yu Gothic UI", Meiryo, sans-serif; font-size: 1rem; }
    button { min-height: 2.75rem; padding: 0.5rem 1rem; border: 1px solid #0017c1; border-radius: 0.5rem; background: #0017c1;
      color: #fff; font-weight: 700; cursor: pointer; }
    button:hover { background: #00118f; text-decoration: underline; }
    button:focus-visible { outline: 4px solid #000; outline-offset: 2px; box-shadow: 0 0 0 2px #ffd43d; }
    .open { position: fixed; right: 1rem; bottom: 1rem; z-index: 2147483000; box-shadow: 0 2px 8px 1px rgb(0 0 0 / 10%), 0 1px 5px 0 rgb(0 0 0 / 30%); }
    .panel { position: fixed; inset: 0; z-index: 2147483001; display: flex; flex-direction: column; background: #fff; }
    .panel[hidden], .open[hidden] { display: none; }
    .bar { display: flex; justify-content: flex-end; padding: 0.5rem; border-bottom: 1px solid #ccc; }
    .bar button { background: #fff; color: #0017c1; }
    iframe { flex: 1; width: 100%; border: 0; }
    @media (min-width: 48rem) {
      .panel { inset: auto 1rem 1rem auto; width: 26rem; height: min(42rem, calc(100vh - 2rem)); border: 1px solid #ccc;
        border-radius: 0.5rem; overflow: hidden; box-shadow: 0 2px 8px 1px rgb(0 0 0 / 10%), 0 1px 5px 0 rgb(0 0 0 / 30%); }
    }`;
  const origin = new URL(document.currentScript.src).origin;
  const words = document.documentElement.lang.startsWith("en") ? WORDS.en : WORDS.ja;

  const make = (name, properties) => Object.assign(document.createElement(name), properties);
  const host = make("div", { lang: words === WORDS.en ? "en" : "ja" });
  const tree = host.attachShadow({ mode: "open" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLE);
  tree.adoptedStyleSheets = [sheet];

  const opener = make("button", { className: "open", type: "button", textContent: words.open });
  opener.setAttribute("aria-expanded", "false");
  const panel = make("div", { className: "panel", hidden: true });
  panel.setAttribute("role", "dialog");
  panel.setAttribute("aria-label", words.title);
  const bar = make("div", { className: "bar" });
  const closer = make("button", { type: "button", textContent: words.close });
  bar.append(closer);
  panel.append(bar);
  tree.append(opener, panel);

  const show = (isOpen) => {
    if (isOpen && !panel.querySelector("iframe")) {
      panel.append(make("iframe", { src: `${origin}/chat/embed/`, title: words.title }));
    }
    panel.hidden = !isOpen;
    opener.hidden = isOpen;
    opener.setAttribute("aria-expanded", String(isOpen));
    (isOpen ? closer : opener).focus();
  };
  opener.addEventListener("click", () => show(true));
  closer.addEventListener("click", () => show(false));
  panel.addEventListener("keydown", (event) => {
    if (event.key === "Escape") show(false);
  });
  document.body.append(host);
})();
