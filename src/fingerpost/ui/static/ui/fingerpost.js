// Starts the design system and our own small modules, for the page and for each part that htmx brings in.
import { startComponents } from "./modules/components.js";
import { startCopyLinks } from "./modules/copy-link.js";
import { openFilters } from "./modules/filters.js";
import { startMarkdown } from "./modules/markdown.js";
import { quietenRadios } from "./modules/reveals.js";
import { watchSwaps } from "./modules/swaps.js";

function start(scope) {
  startComponents(scope);
  startCopyLinks(scope);
  openFilters(scope);
  startMarkdown(scope);
  quietenRadios(scope);
}

start(document);
watchSwaps(start);
