// What is typed goes to the app at once, without a click into it first.
new MutationObserver(() => {
  const field = document.querySelector(".xterm-helper-textarea");
  if (field && document.body.classList.contains("-first-byte")) field.focus();
}).observe(document.documentElement, { attributes: true, subtree: true, attributeFilter: ["class"] });
