// Small helps on top of pages that work without them.

// The error summary takes the focus, so that it is read first.
document.querySelector("#error-summary")?.focus();

// On a phone the menu folds away.
const menuButton = document.querySelector(".menu-button");
menuButton?.addEventListener("click", () => {
  const open = menuButton.getAttribute("aria-expanded") === "true";
  menuButton.setAttribute("aria-expanded", String(!open));
});

// A form is sent once, also when the button is pressed twice. The server would cope too. After a
// moment it may be sent again: the network may have failed, or the answer be a file.
const PAUSE = 3000;
document.addEventListener("submit", (event) => {
  const form = event.target;
  const now = Date.now();
  if (now - Number(form.dataset.sent ?? 0) < PAUSE) event.preventDefault();
  else form.dataset.sent = String(now);
});

// Back from the browser's memory: forms may be sent again.
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});

// A message that has been read can be put away.
document.addEventListener("click", (event) => {
  const close = event.target.closest(".toast-close");
  if (!close) return;
  close.closest(".toast-container, .toast").remove();
  document.querySelector("#main-content").focus();
});

// How many characters are left: at once for eyes, when typing rests for ears.
const language = document.documentElement.lang;
for (const line of document.querySelectorAll(".character-limit")) {
  const area = document.getElementById(line.id.replace(/-limit$/, ""));
  const aloud = line.nextElementSibling;
  let rest = 0;
  const count = () => {
    const left = Number(line.dataset.maximum) - [...area.value].length;
    const words = left < 0 ? line.dataset.over : line.dataset.left;
    line.textContent = `${words} ${Math.abs(left).toLocaleString(language)}`;
    line.classList.toggle("limit-exceeded", left < 0);
  };
  area.addEventListener("input", () => {
    count();
    clearTimeout(rest);
    rest = setTimeout(() => { aloud.textContent = line.textContent; }, 1000);
  });
  if (area.value) count();
}

// Names that fit what is being typed. Without this the field takes any words all the same.
for (const field of document.querySelectorAll("input[data-suggest]")) {
  const names = document.createElement("datalist");
  names.id = `${field.id}-names`;
  field.after(names);
  field.setAttribute("list", names.id);
  let rest = 0;
  const ask = async () => {
    const typed = field.value.trim();
    if (typed.length < 2) return;
    const answer = await fetch(`${field.dataset.suggest}&q=${encodeURIComponent(typed)}`);
    if (!answer.ok || typed !== field.value.trim()) return;
    names.replaceChildren(...(await answer.json()).map((hit) => new Option(hit.name, hit.label)));
  };
  field.addEventListener("input", () => {
    clearTimeout(rest);
    rest = setTimeout(() => ask().catch(() => {}), 150);
  });
}
