// After htmx replaces a part of the page: start its components, say what changed, keep the focus somewhere sensible.
import { announce } from "./announce.js";

/** @param {(scope: Element) => void} start */
export function watchSwaps(start) {
  let before = { open: [], within: false, focus: "" };
  document.body.addEventListener("htmx:beforeSwap", (event) => {
    before = asItIs(event.detail.target);
  });
  document.body.addEventListener("htmx:afterSwap", () => {
    putBack(before);
  });
  document.body.addEventListener("htmx:afterSettle", (event) => {
    const part = event.detail.elt;
    if (!(part instanceof Element) || !part.isConnected) return;
    start(part);
    const said = part.matches("[data-announce]") ? part : part.querySelector("[data-announce]");
    if (said) announce(said.textContent.trim());
    keepFocus(part, before.within);
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

/** What the person opened and where they are, in a part that is about to be replaced. */
function asItIs(part) {
  if (!(part instanceof Element)) return { open: [], within: false, focus: "" };
  const open = [...part.querySelectorAll("details[id]")].map((one) => [one.id, one.open]);
  const within = part.contains(document.activeElement);
  return { open, within, focus: within ? document.activeElement.id : "" };
}

/** The same things open and closed as before, and the focus on the same control if it is still there. */
function putBack({ open, focus }) {
  for (const [id, isOpen] of open) {
    const one = document.getElementById(id);
    if (one instanceof HTMLDetailsElement) one.open = isOpen;
  }
  if (focus && document.activeElement?.id !== focus) document.getElementById(focus)?.focus();
}

/** Where the focus went with what was replaced, it goes to the marked place in the new part, or to the part itself. */
function keepFocus(part, wasWithin) {
  const lost = wasWithin && (!document.activeElement || document.activeElement === document.body);
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
