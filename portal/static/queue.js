// The queue by keyboard: j and k walk, Enter opens, a opens where one answers. They can be turned off,
// and do nothing while somebody writes.
const KEY = "queue-keys-off";
const rows = [...document.querySelectorAll(".queue h2 a")];
const help = document.querySelector(".queue-keys");

if (help && rows.length) {
  const button = help.querySelector("button");
  const isOff = () => localStorage.getItem(KEY) === "1";
  const show = () => {
    button.textContent = isOff() ? button.dataset.on : button.dataset.off;
    help.querySelector("p").hidden = isOff();
  };
  button.addEventListener("click", () => {
    if (isOff()) localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, "1");
    show();
  });
  help.hidden = false;
  show();
  document.addEventListener("keydown", (event) => {
    if (isOff() || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, textarea, select, [contenteditable]")) return;
    const at = rows.indexOf(document.activeElement);
    if (event.key === "j") rows[Math.min(at + 1, rows.length - 1)].focus();
    else if (event.key === "k") rows[Math.max(at - 1, 0)].focus();
    else if (event.key === "a" && at >= 0) location.assign(`${rows[at].href}#answer-text`);
    else return;
    event.preventDefault();
  });
}
