// Small helps on top of pages that work without them.

// The error summary takes the focus, so that it is read first.
document.querySelector("#error-summary")?.focus();

// On a phone the menu folds away.
const menuButton = document.querySelector(".menu-button");
menuButton?.addEventListener("click", () => {
  const open = menuButton.getAttribute("aria-expanded") === "true";
  menuButton.setAttribute("aria-expanded", String(!open));
});

// A form is sent once, however often the button is pressed. The server would cope too.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
});

// Back from the browser's memory: forms may be sent again.
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});
