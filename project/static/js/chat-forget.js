// On the page about what is kept: the browser forgets the conversation in the same moment in which the city does.

import { Memory } from "./chat-memory.js";

document.querySelector("[data-erase]")?.addEventListener("submit", () => new Memory().clear());
