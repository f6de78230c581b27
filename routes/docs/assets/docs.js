// The pages work without this script. It adds a choice of theme, buttons to copy code, and a key.
const root = document.documentElement;
const stored = localStorage.getItem("theme");
if (stored) root.dataset.theme = stored;

const button = document.querySelector(".theme");
button.hidden = false;
const isDark = () =>
  (root.dataset.theme ??
    (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) ===
    "dark";
const label = () => button.textContent = isDark() ? "Light" : "Dark";
button.addEventListener("click", () => {
  root.dataset.theme = isDark() ? "light" : "dark";
  localStorage.setItem("theme", root.dataset.theme);
  label();
});
label();

for (const pre of document.querySelectorAll("pre")) {
  const copy = document.createElement("button");
  copy.type = "button";
  copy.className = "copy";
  copy.textContent = "Copy";
  copy.addEventListener("click", async () => {
    await navigator.clipboard.writeText(pre.innerText);
    copy.textContent = "Copied";
    setTimeout(() => copy.textContent = "Copy", 1500);
  });
  const frame = document.createElement("div");
  frame.className = "copied";
  pre.replaceWith(frame);
  frame.append(pre, copy);
}

addEventListener("keydown", (event) => {
  const isTyping = /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName ?? "");
  if (event.key !== "/" || isTyping || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  document.querySelector(".find input").focus();
});
