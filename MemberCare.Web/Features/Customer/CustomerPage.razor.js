// The customer's page in the browser: its keys, the focus, and where the reader of the timeline is.

const narrow = matchMedia("(max-width: 720px)");
let listening = null;
let covered = [];

const panel = () => document.querySelector(".change-panel");
const isText = element => element instanceof HTMLElement
  && (element.isContentEditable || element.matches("textarea, select, input:not([type=button], [type=checkbox], [type=radio], [type=submit])"));

/** Follows the keys until stop. */
export function start() {
  stop();
  listening = new AbortController();
  const how = { signal: listening.signal, capture: true };
  document.addEventListener("keydown", holdBack, how);
  document.addEventListener("keydown", pageKeys, how);
  document.addEventListener("keydown", panelKeys, how);
  narrow.addEventListener("change", () => panel() ? cover(panel()) : uncover(), { signal: listening.signal });
  document.querySelector(".customer")?.setAttribute("data-keys", "ready");
  giveEarly();
}

/** What was pressed while the page stood without its keys, which the shell kept. */
function giveEarly() {
  const early = [];
  document.dispatchEvent(new CustomEvent("customer-keys", { detail: early }));
  if (early.length > 0) {
    held = early;
    release();
  }
}

export function stop() {
  listening?.abort();
  listening = null;
  held = null;
  uncover();
}

// --- Keys typed while the server draws the next field -------------------------------------------------------------
// Whoever is quick types on before the field is there. Those keys are held and given to it, so that none is lost or
// does something else, however slow the line.

let held = null;
let patience = 0;

function hold() {
  held ??= [];
  clearTimeout(patience);
  patience = setTimeout(giveUp, 8000);
}

// The field never came: what was meant for it must not do something else on the page.
function giveUp() {
  if (isText(document.activeElement) || panel()?.contains(document.activeElement)) release();
  else held = null;
}

function holdBack(event) {
  if (held && event.isTrusted && !event.isComposing && !["Shift", "Control", "Alt", "Meta", "AltGraph"].includes(event.key)) {
    held.push(event);
    event.preventDefault();
    event.stopImmediatePropagation();
  }
}

/** Gives the held keys to whatever has the focus. A key among them may start to hold again; the rest then waits on. */
export function release() {
  clearTimeout(patience);
  const keys = held ?? [];
  held = null;
  for (const key of keys) {
    if (held) held.push(key);
    else give(key);
  }
}

function give({ key, code, ctrlKey, metaKey, altKey, shiftKey }) {
  const character = key.length === 1 && !ctrlKey && !metaKey && !altKey;
  const pressed = new KeyboardEvent("keydown", { key, code, ctrlKey, metaKey, altKey, shiftKey, bubbles: true, cancelable: true });
  const goesOn = document.activeElement?.dispatchEvent(pressed);
  const field = document.activeElement;
  if (character && goesOn && field?.matches("input, textarea")) {
    field.setRangeText(key, field.selectionStart, field.selectionEnd, "end");
    field.dispatchEvent(new InputEvent("input", { bubbles: true }));
  } else if (key === "Enter" && !ctrlKey && !metaKey && !altKey && goesOn && field?.matches("input")) {
    field.form?.requestSubmit(); // a browser submits by itself only for keys that a person pressed
  }
}

export function focus(element) {
  element?.focus();
  if (element?.matches("input")) element.select();
  release();
}

/** Focuses where something was closed, unless somebody went on meanwhile and waits for another field. */
export function settle(element) {
  if (!held) focus(element);
}

export function focusFirst(selector) {
  focus(document.querySelector(selector));
}

// --- Keys ---------------------------------------------------------------------------------------------------------

function pageKeys(event) {
  if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape" && document.querySelector("[data-overlay-cancel]")?.closest("form").contains(event.target)) {
    event.preventDefault();
    document.querySelector("[data-overlay-cancel]").click();
  } else if (event.key === "Escape" && panel() && !event.target.closest?.(".change-panel")) {
    if (isText(event.target) || document.querySelector("[popover]:popover-open, dialog[open]")) return;
    event.preventDefault();
    panel().querySelector("[data-cancel], [data-keep]")?.click();
  } else if (event.key === "Escape" && !panel()) {
    if (isText(event.target) || document.querySelector("[popover]:popover-open, dialog[open], .rz-dialog")) return;
    event.preventDefault();
    if (window.navigation?.canGoBack ?? history.length > 1) history.back();
    else Blazor.navigateTo("/customers");
  } else if (event.key.toLowerCase() === "d" && !event.shiftKey && !isText(event.target) && !panel() && !document.querySelector("dialog[open], .rz-dialog")) {
    const contact = document.querySelector("[data-contact-switch]");
    if (contact) {
      event.preventDefault();
      hold();
      contact.click();
    }
  } else if (event.key.toLowerCase() === "p" && !event.shiftKey && !isText(event.target) && !panel() && !document.querySelector("dialog[open], .rz-dialog")) {
    const panic = document.querySelector("[data-panic]");
    if (panic) {
      // What is typed meanwhile is not held for the question: nobody is suspended by an Enter that was meant for something else.
      event.preventDefault();
      panic.click();
    }
  } else if (event.key.toLowerCase() === "e" && !event.shiftKey && !isText(event.target) && !panel() && !document.querySelector("dialog[open], .rz-dialog")) {
    const edit = document.querySelector("[data-edit-status]");
    if (edit) {
      event.preventDefault();
      hold();
      edit.click();
    }
  }
}

function panelKeys(event) {
  if (event.defaultPrevented || event.isComposing || !event.target.closest?.(".change-panel")) return;
  const inBox = event.target.matches("[role=combobox]");
  const plain = !event.ctrlKey && !event.metaKey && !event.altKey;
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
  } else if (inBox && event.key === "Enter" && plain) {
    event.preventDefault();
    hold();
  } else if (inBox && ["ArrowUp", "ArrowDown"].includes(event.key)) {
    event.preventDefault();
  } else if (event.altKey && /^Digit[1-9]$/.test(event.code)) {
    // The browser would change tabs, or the keyboard type a sign.
    event.preventDefault();
  } else if (plain && event.key.length === 1 && !/[1-9 ]/.test(event.key) && event.target.closest("[data-chips]")) {
    // A letter on the templates is the beginning of own words: the focus moves first, so the letter lands there.
    panel().querySelector("[data-words]")?.focus();
  } else if (plain && isText(event.target) && (event.key.length === 1 || event.key === "Backspace")) {
    // A letter in a field concerns nobody but the field, which tells its text by itself: one message for each key less.
    event.stopPropagation();
  }
}

// --- The panel ------------------------------------------------------------------------------------------------------

/** Opens the panel: on a narrow screen as a sheet; anywhere, what comes by itself does not move what is being filled in. */
export function open(sheet) {
  if (!sheet) return; // the person went on before the server's word came
  cover(sheet);
  document.documentElement.style.overflowAnchor = "none";
  const changes = new MutationObserver(records => {
    if (!sheet.isConnected) {
      changes.disconnect();
      uncover();
      document.documentElement.style.overflowAnchor = "";
      return;
    }
    for (const added of records.flatMap(record => [...record.addedNodes])) {
      // Before it is painted for the first time, the page scrolls by as much as the notice takes.
      if (added instanceof Element && added.parentElement === sheet && added.matches(".stale") && sheet.contains(document.activeElement)) {
        const height = added.nextElementSibling.getBoundingClientRect().top - added.getBoundingClientRect().top;
        (narrow.matches ? sheet : document.scrollingElement).scrollTop += height;
      }
    }
  });
  changes.observe(document.body, { childList: true, subtree: true });
}

// --- The sheet on a narrow screen -----------------------------------------------------------------------------------

/** Where the panel covers the screen, nothing behind it can be reached until it is gone. */
function cover(sheet) {
  uncover();
  if (!narrow.matches) return;
  for (let element = sheet; element && element !== document.body; element = element.parentElement) {
    for (const beside of element.parentElement?.children ?? []) {
      if (beside !== element && !beside.inert && !beside.matches("script, style")) {
        beside.inert = true;
        covered.push(beside);
      }
    }
  }
}

function uncover() {
  for (const element of covered) element.inert = false;
  covered = [];
}

export function reveal(id) {
  document.getElementById(id)?.scrollIntoView({ block: "nearest" });
}

export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

// --- The timeline ---------------------------------------------------------------------------------------------------

/** Tells the reader's side whether somebody reads further down than the newest event, and when they come near the end. */
export function follow(list, reader) {
  if (!list) return; // the person went on before the server's word came
  const [top, end] = [list.querySelector("[data-top]"), list.querySelector("[data-end]")];
  const ceiling = () => Math.max(list.getBoundingClientRect().top, document.querySelector(".mc-top")?.getBoundingClientRect().bottom ?? 0);
  const watch = new IntersectionObserver(entries => {
    if (!list.isConnected) {
      watch.disconnect();
      return;
    }
    for (const entry of entries) {
      if (entry.target === end && entry.isIntersecting) reader.invokeMethodAsync("NearTheEnd").catch(() => {});
      if (entry.target === top) {
        const above = !entry.isIntersecting && entry.boundingClientRect.bottom <= ceiling();
        reader.invokeMethodAsync("ReadsFurtherDown", above).catch(() => {});
      }
    }
  });
  watch.observe(top);
  watch.observe(end);
}

export function toTop(list) {
  if (!list) return; // the person went on before the server's word came
  if (list.scrollHeight > list.clientHeight) list.scrollTop = 0;
  if (list.getBoundingClientRect().top < 0) list.closest("section").scrollIntoView({ block: "start" });
}
