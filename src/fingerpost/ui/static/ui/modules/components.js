// The components of the design system, each started once.
import {
  Button, CharacterCount, Checkboxes, ErrorSummary, NotificationBanner, PasswordInput, Radios, Scroll, SkipLink, Table, Tabs,
  isSupported,
} from "../vendor/nhsuk-frontend.min.js";

// Not FileUpload: the button that it draws is called something else than what stands on it, and the
// browser's own control says and does the same.
const COMPONENTS = [
  Button, CharacterCount, Checkboxes, ErrorSummary, NotificationBanner, PasswordInput, Radios, Scroll, SkipLink, Table, Tabs,
];

/** Start what is in `scope` (and `scope` itself) and has not started yet. @param {Document | Element} scope */
export function startComponents(scope) {
  if (!isSupported()) return;
  for (const Component of COMPONENTS) {
    const selector = `[data-module="${Component.moduleName}"]:not([data-${Component.moduleName}-init])`;
    const found = [...scope.querySelectorAll(selector)];
    if (scope instanceof Element && scope.matches(selector)) found.push(scope);
    for (const element of found) {
      try {
        new Component(element);
      } catch (error) {
        // One broken part must not stop the rest; the page works without any of them.
        console.warn(error);
      }
    }
  }
}
