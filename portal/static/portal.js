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

// What was written and not sent is not lost by a slip: the browser asks before the page is left.
// Nothing of it is kept on the machine, which others may use too.
let unsent = false;
document.addEventListener("input", (event) => {
  if (event.target.matches("textarea")) unsent = event.target.value !== event.target.defaultValue;
});
document.addEventListener("submit", () => { unsent = false; });
window.addEventListener("beforeunload", (event) => { if (unsent) event.preventDefault(); });

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

// A form that only leads on goes on by itself.
document.querySelector("form[data-send-at-once]")?.requestSubmit();

// Before a sign-in ends by itself somebody is asked whether they are still there. Other windows may
// have kept it alive, so the server is asked what is left; asking does not keep it alive.
const warning = document.querySelector("#idle-warning");
if (warning) {
  const EARLY = 120;
  const stay = warning.querySelector("button");
  const plan = (seconds) => setTimeout(() => look().catch(() => plan(30)), seconds * 1000 + 500);
  const look = async () => {
    const answer = await fetch(warning.dataset.left, { headers: { Accept: "application/json" } });
    const { seconds } = await answer.json();
    const near = seconds <= EARLY;
    const shown = !warning.hidden;
    warning.hidden = !near;
    warning.querySelector("[data-near]").hidden = seconds <= 0;
    warning.querySelector("[data-over]").hidden = seconds > 0;
    stay.hidden = seconds <= 0;
    if (near && seconds > 0 && !shown) stay.focus();
    if (seconds > 0) plan(near ? seconds : seconds - EARLY);
  };
  stay.addEventListener("click", async () => {
    const body = new URLSearchParams({ csrf_token: warning.dataset.token });
    const answer = await fetch(warning.dataset.stay, { method: "POST", body }).catch(() => null);
    if (!answer?.ok) return;
    document.querySelector("#main-content").focus();
    await look().catch(() => plan(30));
  });
  plan(Number(warning.dataset.idle) - EARLY);
}
