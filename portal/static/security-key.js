// Asks a security key what the page says, and sends its answer.
const ask = document.querySelector("form[data-key]");
const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

const filled = (asked) => {
  const options = { ...asked, challenge: bytes(asked.challenge) };
  if (asked.user) options.user = { ...asked.user, id: bytes(asked.user.id) };
  for (const name of ["excludeCredentials", "allowCredentials"]) {
    if (asked[name]) options[name] = asked[name].map((one) => ({ ...one, id: bytes(one.id) }));
  }
  return options;
};

const told = (key) => {
  const response = { clientDataJSON: text(key.response.clientDataJSON) };
  for (const name of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (key.response[name]) response[name] = text(key.response[name]);
  }
  return JSON.stringify({ id: key.id, rawId: text(key.rawId), type: key.type, response, clientExtensionResults: {} });
};

const touch = async () => {
  const publicKey = filled(JSON.parse(ask.dataset.asked));
  const key = ask.dataset.key === "new" ? await navigator.credentials.create({ publicKey }) : await navigator.credentials.get({ publicKey });
  ask.querySelector("[name='answer']").value = told(key);
  ask.submit();
};

ask?.querySelector("button").addEventListener("click", (event) => {
  event.preventDefault();
  const failed = document.querySelector("#key-failed");
  failed.hidden = true;
  touch().catch(() => { failed.hidden = false; });
});
