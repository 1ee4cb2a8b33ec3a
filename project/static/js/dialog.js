// Turns <details data-dialog> into a button and a native dialog. Without this file the details simply unfold.

function upgrade(details) {
  const summary = details.querySelector("summary");
  const body = details.querySelector(".disclosure-body");
  const dialog = document.createElement("dialog");
  dialog.className = "dialog";
  const heading = body.querySelector("h2, h3");
  if (heading) dialog.setAttribute("aria-labelledby", heading.id);
  dialog.append(body);

  const button = document.createElement("button");
  button.type = "button";
  button.className = summary.className;
  button.textContent = summary.textContent;
  button.setAttribute("aria-haspopup", "dialog");
  button.addEventListener("click", () => dialog.showModal());

  for (const closer of body.querySelectorAll("[data-dialog-close]")) {
    closer.hidden = false;
    closer.addEventListener("click", () => dialog.close());
  }
  const wasOpen = details.open;
  details.replaceWith(button, dialog);
  if (wasOpen) dialog.showModal();
}

document.querySelectorAll("details[data-dialog]").forEach(upgrade);
