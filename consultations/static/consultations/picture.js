// Offers each picture that can be saved as SVG also as PNG, drawn here from the same file.

const SHARPER = 2;

function offer(link) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button button-plain";
  button.textContent = link.dataset.picture;
  button.addEventListener("click", () => save(link.href));
  link.after(button);
}

async function save(address) {
  const picture = new Image();
  picture.src = address;
  await picture.decode();
  const canvas = document.createElement("canvas");
  canvas.width = picture.naturalWidth * SHARPER;
  canvas.height = picture.naturalHeight * SHARPER;
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  canvas.toBlob((blob) => download(blob, nameOf(address)), "image/png");
}

function nameOf(address) {
  return new URL(address).pathname.split("/").at(-1).replace(/\.svg$/, ".png");
}

function download(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}

for (const link of document.querySelectorAll("[data-picture]")) offer(link);
