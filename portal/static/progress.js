// What is being made shows by itself how far it is. Without this a link does.
const LONGEST = 10000;
const MOST = 200;

const watch = (place, wait, left) => {
  if (!place.dataset.watch || left === 0) return;
  setTimeout(() => look(place, wait, left).catch(() => watch(place, LONGEST, left - 1)), wait);
};

const look = async (place, wait, left) => {
  const answer = document.hidden ? null : await fetch(place.dataset.watch);
  if (!answer?.ok || answer.redirected) return watch(place, LONGEST, left - 1);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.getElementById(place.id);
  if (!fresh) return undefined;
  // Who stands on a button keeps standing on it.
  const held = place.contains(document.activeElement) && document.activeElement.ariaLabel;
  place.replaceWith(fresh);
  if (held) [...fresh.querySelectorAll("[aria-label]")].find((one) => one.ariaLabel === held)?.focus();
  const said = document.getElementById(`${place.id}-said`);
  if (said && !fresh.dataset.watch) said.textContent = said.dataset.said;
  return watch(fresh, Math.min(wait * 1.2, LONGEST), left - 1);
};

const place = document.querySelector("[data-watch]");
if (place) watch(place, 1500, MOST);
