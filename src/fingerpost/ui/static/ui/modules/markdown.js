// textarea[data-module="fp-markdown"]: buttons that write the marks of a heading, list, link or table into the text.
// Without a script the box is a plain one, and the page says how to write the marks.
import { announce } from "./announce.js";

const TABLE = "| What | How many |\n| --- | --- |\n| First | 1 |\n| Second | 2 |\n";
const BUTTONS = [
  ["Bold", (box) => around(box, "**", "bold words")],
  ["Italic", (box) => around(box, "_", "words in italics")],
  ["Heading", (box) => beforeLines(box, () => "### ", "Heading")],
  ["List", (box) => beforeLines(box, () => "- ", "One thing")],
  ["Numbers", (box) => beforeLines(box, (at) => `${at + 1}. `, "First step")],
  ["Link", (box) => link(box)],
  ["Table", (box) => put(box, onOwnLines(box, TABLE), 2, 6)],
  ["Picture", (box) => picture(box)],
];

/** @param {Document | Element} scope */
export function startMarkdown(scope) {
  for (const box of scope.querySelectorAll('textarea[data-module="fp-markdown"]:not([data-started])')) {
    if (box.disabled) continue;
    box.dataset.started = "";
    box.before(toolbar(box));
  }
}

function toolbar(box) {
  const bar = document.createElement("div");
  bar.className = "fp-markdown";
  bar.setAttribute("role", "toolbar");
  bar.setAttribute("aria-label", `Marks for: ${box.labels?.[0]?.textContent.trim() ?? "this text"}`);
  bar.setAttribute("aria-controls", box.id);
  const buttons = BUTTONS.map(([name, act], at) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "fp-markdown__button";
    button.textContent = name;
    // One stop for the Tab key; the arrows go from button to button.
    button.tabIndex = at === 0 ? 0 : -1;
    button.addEventListener("click", () => {
      box.focus();
      act(box);
    });
    return button;
  });
  bar.append(...buttons);
  bar.addEventListener("keydown", (event) => walk(event, buttons));
  return bar;
}

function walk(event, buttons) {
  const here = buttons.indexOf(document.activeElement);
  const last = buttons.length - 1;
  const to = { ArrowRight: here === last ? 0 : here + 1, ArrowLeft: here === 0 ? last : here - 1, Home: 0, End: last }[event.key];
  if (here < 0 || to === undefined) return;
  event.preventDefault();
  for (const button of buttons) button.tabIndex = -1;
  buttons[to].tabIndex = 0;
  buttons[to].focus();
}

/** Put text in place of what is selected, and select its letters `from` to `to`. */
function put(box, text, from = text.length, to = from) {
  const start = box.selectionStart;
  // The old command is the only one after which "undo" works.
  if (!document.execCommand("insertText", false, text)) {
    box.setRangeText(text, box.selectionStart, box.selectionEnd, "end");
    box.dispatchEvent(new Event("input", { bubbles: true }));
  }
  box.setSelectionRange(start + from, start + to);
}

function selected(box) {
  return box.value.slice(box.selectionStart, box.selectionEnd);
}

function around(box, mark, instead) {
  const words = selected(box) || instead;
  put(box, mark + words + mark, mark.length, mark.length + words.length);
}

function beforeLines(box, mark, instead) {
  const start = box.value.lastIndexOf("\n", box.selectionStart - 1) + 1;
  box.setSelectionRange(start, box.selectionEnd);
  const lines = (selected(box) || instead).split("\n");
  const text = lines.map((line, at) => mark(at) + line).join("\n");
  put(box, text);
}

function link(box) {
  const words = selected(box) || "words of the link";
  const text = `[${words}](https://)`;
  put(box, text, text.length - 9, text.length - 1);
}

function onOwnLines(box, text) {
  const before = box.value.slice(0, box.selectionStart);
  return (before && !before.endsWith("\n\n") ? (before.endsWith("\n") ? "\n" : "\n\n") : "") + text;
}

/** The pictures of this page say their own mark; the newest is put in. */
function picture(box) {
  const known = [...document.querySelectorAll("[data-picture-mark]")];
  if (known.length === 0) {
    announce("Add the picture under “Files and pictures” first.");
    document.querySelector("[data-picture-place]")?.closest("details")?.setAttribute("open", "");
    document.querySelector("[data-picture-place]")?.focus();
    return;
  }
  put(box, onOwnLines(box, `${known[known.length - 1].dataset.pictureMark}\n`));
}
