// The chat in a frame on another page: Escape closes the panel around it. Nothing else is told to that page.

if (parent !== window) {
  addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.isComposing && !event.defaultPrevented) parent.postMessage("yoriai-chat:close", "*");
  });
}
