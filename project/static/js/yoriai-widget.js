// A button that opens the city's chat. A page of the city includes this with one line:
//   <script src="https://…/static/js/yoriai-widget.js" async></script>
// It brings its own style in a shadow tree, and the chat stands in a frame, so that neither page can disturb the
// other. The page's policy has to allow this script (script-src) and the frame (frame-src), nothing else.
(() => {
  const WORDS = {
    ja: { open: "チャットで質問する", close: "チャットを閉じる", title: "手続きの質問チャット" },
    en: { open: "Ask in the chat", close: "Close the chat", title: "Chat about procedures" },
  };
  // Sizes in em of the reader's own letters: what the page around sets does not count here, and of two
  // rules that are important the one of the shadow tree holds.
  const STYLE = `
    :host { all: initial !important; display: block !important; font-size: medium !important; color-scheme: light !important; }
    button, dialog { font-family: "Noto Sans JP", "Hiragino Sans", "Yu Gothic UI", Meiryo, sans-serif; font-size: 1em; line-height: 1.5; }
    button { min-height: 2.75em; padding: 0.5em 1em; border: 1px solid #0017c1; border-radius: 0.5em; background: #0017c1;
      color: #fff; font-weight: 700; cursor: pointer; }
    button:hover { background: #00118f; text-decoration: underline; }
    button:focus-visible { outline: 4px solid #000; outline-offset: 2px; box-shadow: 0 0 0 2px #ffd43d; }
    .open { position: fixed; right: 1em; bottom: 1em; z-index: 2147483000; max-width: calc(100vw - 2em);
      box-shadow: 0 2px 8px 1px rgb(0 0 0 / 10%), 0 1px 5px 0 rgb(0 0 0 / 30%); }
    .open[hidden] { display: none; }
    dialog { box-sizing: border-box; position: fixed; inset: 0; z-index: 2147483001; width: 100%; height: 100%; max-width: none;
      max-height: none; margin: 0; padding: 0; border: 0; background: #fff; color: #1a1a1a; }
    dialog[open] { display: flex; flex-direction: column; }
    .bar { display: flex; justify-content: flex-end; padding: 0.5em; border-bottom: 1px solid #ccc; }
    .bar button { background: #fff; color: #0017c1; }
    iframe { flex: 1; width: 100%; min-height: 0; border: 0; }
    @media (min-width: 48em) and (min-height: 30em) {
      dialog { inset: auto 1em 1em auto; width: 26em; height: min(42em, calc(100vh - 2em)); border: 1px solid #767676;
        border-radius: 0.5em; overflow: hidden; box-shadow: 0 2px 8px 1px rgb(0 0 0 / 10%), 0 1px 5px 0 rgb(0 0 0 / 30%); }
    }
    @media print { :host { display: none !important; } }`;
  const CLOSE = "yoriai-chat:close";
  const origin = new URL(document.currentScript.src).origin;
  const isEnglish = document.documentElement.lang.startsWith("en");
  const words = isEnglish ? WORDS.en : WORDS.ja;
  const beside = matchMedia("(min-width: 48em) and (min-height: 30em)");

  const make = (name, properties) => Object.assign(document.createElement(name), properties);
  const host = make("div", { lang: isEnglish ? "en" : "ja" });
  const tree = host.attachShadow({ mode: "open" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLE);
  tree.adoptedStyleSheets = [sheet];

  const opener = make("button", { className: "open", type: "button", textContent: words.open });
  opener.setAttribute("aria-haspopup", "dialog");
  const panel = make("dialog");
  panel.setAttribute("aria-label", words.title);
  const bar = make("div", { className: "bar" });
  const closer = make("button", { type: "button", textContent: words.close });
  bar.append(closer);
  panel.append(bar);
  tree.append(opener, panel);
  let frame = null;

  // Over the whole screen the page behind cannot be reached, and the keyboard stays in the panel. Beside the page both
  // can be used.
  const show = () => {
    if (!frame) {
      frame = make("iframe", { src: `${origin}/chat/embed/`, title: words.title });
      panel.append(frame);
    }
    if (beside.matches) panel.show();
    else panel.showModal();
    opener.hidden = true;
    closer.focus();
  };
  const hide = () => {
    if (panel.open) panel.close();
  };
  opener.addEventListener("click", show);
  closer.addEventListener("click", hide);
  panel.addEventListener("close", () => {
    if (panel.dataset.turns) return;
    opener.hidden = false;
    opener.focus();
  });
  panel.addEventListener("keydown", (event) => {
    if (event.key === "Escape") hide();
  });
  // The page was turned or made larger while the panel is open.
  beside.addEventListener("change", () => {
    if (!panel.open) return;
    const inFrame = tree.activeElement === frame;
    panel.dataset.turns = "yes";
    panel.close();
    if (beside.matches) panel.show();
    else panel.showModal();
    // The browser tells that the panel was closed a moment later.
    setTimeout(() => delete panel.dataset.turns);
    (inFrame ? frame : closer).focus();
  });
  // Escape in the frame: the keyboard's events do not leave it.
  addEventListener("message", (event) => {
    if (frame && event.source === frame.contentWindow && event.origin === origin && event.data === CLOSE) hide();
  });
  document.body.append(host);
})();
