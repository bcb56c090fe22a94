// The key is in the address's fragment, which is sent to no server; the app's socket alone is given it.
document.addEventListener("DOMContentLoaded", () => {
  const key = new URLSearchParams(location.hash.slice(1)).get("key") || "";
  const terminal = document.getElementById("terminal");
  if (/^[\w-]+$/.test(key)) terminal.dataset.sessionWebsocketUrl += "/" + key;
  else document.body.classList.add("-keyless");
  if (innerWidth < 600) terminal.dataset.fontSize = "13";  // a phone: some fifty columns
  const again = document.getElementById("again");
  again.addEventListener("click", (event) => {
    event.preventDefault();
    location.reload();
  });
});
addEventListener("hashchange", () => location.reload());
// What is typed goes to the app at once, without a click into it first.
new MutationObserver(() => {
  const field = document.querySelector(".xterm-helper-textarea");
  if (field && document.body.classList.contains("-first-byte")) field.focus();
}).observe(document.documentElement, { attributes: true, subtree: true, attributeFilter: ["class"] });
