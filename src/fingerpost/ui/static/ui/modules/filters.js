// Filters stand open where there is room beside the list; on a narrow screen they wait under their heading.
const ROOM = window.matchMedia("(min-width: 48.0625rem)");

/** @param {Document | Element} scope */
export function openFilters(scope) {
  if (!ROOM.matches) return;
  for (const filters of scope.querySelectorAll(".fp-filters__all:not([open])")) filters.open = true;
}

ROOM.addEventListener("change", () => openFilters(document));
