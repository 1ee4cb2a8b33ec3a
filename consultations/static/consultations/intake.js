// Keeps what is being typed as a draft on the server, and saves with Ctrl + Enter. Without it a button keeps the draft.

const PAUSE = 4000;

function watch(form) {
  const status = form.querySelector("[data-kept]");
  let timer = 0;
  let sent = false;

  async function keep() {
    const fields = new FormData(form);
    fields.delete("scan");
    fields.set("place", form.dataset.place);
    let kept = false;
    try {
      const answer = await fetch(form.dataset.intake, {
        method: "POST",
        body: fields,
        headers: { "X-Requested-With": "fetch" },
      });
      kept = answer.status === 204;
    } catch {
      // No line: the words below say so, and the form still has them.
    }
    if (!sent) status.textContent = kept ? status.dataset.kept : status.dataset.notKept;
  }

  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(keep, PAUSE);
  });
  form.addEventListener("submit", () => {
    sent = true;
    clearTimeout(timer);
  });
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.isComposing) form.requestSubmit();
  });
  form.querySelector("[data-keys]").hidden = false;
  const first = form.querySelector("#id_number");
  if (!document.querySelector(".error-summary")) (first && !first.value ? first : form.querySelector("#id_text")).focus();
}

document.querySelectorAll("[data-intake]").forEach(watch);
