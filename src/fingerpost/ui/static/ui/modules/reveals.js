// Radios that reveal a field: the design system marks them as expanded, which is not allowed on a radio
// (and said out loud by few). The field follows its radio, so nothing is lost without the mark.

/** @param {Document | Element} scope */
export function quietenRadios(scope) {
  for (const radio of scope.querySelectorAll('input[type="radio"][aria-expanded]')) {
    radio.removeAttribute("aria-expanded");
  }
}

// The design system sets the mark again at every choice, and when the page comes back from the history.
document.addEventListener("click", () => quietenRadios(document));
window.addEventListener("pageshow", () => window.setTimeout(() => quietenRadios(document)));
