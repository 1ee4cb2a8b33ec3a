// Works out the proof that the sign-up form asks for while the form is filled in. Without this file, or where
// the browser offers no digests, the form only has to stay open a little longer.

const BATCH = 256;

function fits(digest, bits) {
  const first = new DataView(digest).getUint32(0);
  return first >>> (32 - bits) === 0;
}

async function prove(token, bits) {
  const encoder = new TextEncoder();
  for (let start = 0; ; start += BATCH) {
    const digests = await Promise.all(
      Array.from({ length: BATCH }, (_, index) =>
        crypto.subtle.digest("SHA-256", encoder.encode(`${token}:${start + index}`)),
      ),
    );
    const found = digests.findIndex((digest) => fits(digest, bits));
    if (found >= 0) return String(start + found);
  }
}

const token = document.querySelector("input[name=token][data-bits]");
const proof = document.querySelector("input[name=proof]");

if (token && proof && globalThis.crypto?.subtle) {
  const form = token.form;
  let ready = false;
  const work = prove(token.value, Number(token.dataset.bits)).then((found) => {
    proof.value = found;
    ready = true;
  });
  form.addEventListener("submit", (event) => {
    if (ready) return;
    event.preventDefault();
    work.then(() => form.requestSubmit(event.submitter));
  });
}
