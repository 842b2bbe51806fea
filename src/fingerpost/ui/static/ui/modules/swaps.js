// After htmx replaces a part of the page: start its components, say what changed, keep the focus somewhere sensible.
import { announce } from "./announce.js";

/** @param {(scope: Element) => void} start */
export function watchSwaps(start) {
  document.body.addEventListener("htmx:afterSettle", (event) => {
    const part = event.detail.elt;
    if (!(part instanceof Element) || !part.isConnected) return;
    start(part);
    const said = part.matches("[data-announce]") ? part : part.querySelector("[data-announce]");
    if (said) announce(said.textContent.trim());
    keepFocus(part);
  });

  document.body.addEventListener("htmx:beforeRequest", () => problem(""));

  // A page that cannot be had in part can be had whole: the server then explains itself.
  document.body.addEventListener("htmx:responseError", (event) => {
    const { requestConfig, pathInfo } = event.detail;
    if (requestConfig.verb === "get") {
      window.location.assign(pathInfo.finalRequestPath ?? pathInfo.requestPath);
    } else {
      problem("That did not work, and nothing was changed. Load the page again and try once more.");
    }
  });
  document.body.addEventListener("htmx:sendError", () => {
    problem("We cannot reach the service. Check your connection and try again.");
  });
}

/** Where the focus went with what was replaced, it goes to the marked place in the new part, or to the part itself. */
function keepFocus(part) {
  const lost = !document.activeElement || document.activeElement === document.body;
  const marked = part.matches("[data-focus]") ? part : part.querySelector("[data-focus], .nhsuk-error-summary");
  if (!lost && !marked?.matches(".nhsuk-error-summary")) return;
  const place = marked ?? part;
  if (!place.hasAttribute("tabindex")) place.setAttribute("tabindex", "-1");
  place.focus();
}

function problem(text) {
  const region = document.getElementById("connection-problem");
  if (region && region.textContent !== text) region.textContent = text;
}
