// Says something to people who listen to the page.

/** @param {string} text */
export function announce(text) {
  const region = document.getElementById("announcements");
  if (!region) return;
  // Emptied first: the same words twice would otherwise be said once.
  region.textContent = "";
  window.setTimeout(() => {
    region.textContent = text;
  }, 100);
}
