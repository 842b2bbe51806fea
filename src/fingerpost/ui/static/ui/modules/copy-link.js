// data-module="fp-copy-link": a button, hidden until now, that copies the address of the page.
import { announce } from "./announce.js";

/** @param {Document | Element} scope */
export function startCopyLinks(scope) {
  if (!navigator.clipboard) return;
  for (const button of scope.querySelectorAll('[data-module="fp-copy-link"][hidden]')) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      const before = button.textContent;
      try {
        await navigator.clipboard.writeText(window.location.href);
      } catch {
        announce("The link could not be copied. Copy it from the address bar.");
        return;
      }
      button.textContent = "Link copied";
      announce("Link copied");
      window.setTimeout(() => {
        button.textContent = before;
      }, 4000);
    });
  }
}
