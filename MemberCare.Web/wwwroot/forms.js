// Dialogs and forms: what only the browser can do for them. A dialog traps the focus by itself; this gives the focus back,
// and lets the page decide what Escape means.

/** Opens a modal dialog. The answer's close() gives the focus back to whatever had it, or to the page's heading where that is gone. */
export function open(dialog, owner) {
  if (!dialog) return { close() {} }; // the person went on before the server's word came
  const opener = document.activeElement;
  const ask = event => {
    event.preventDefault();
    event.stopPropagation();
    owner.invokeMethodAsync("AskToClose");
  };
  dialog.addEventListener("cancel", ask);
  dialog.addEventListener("keydown", event => { if (event.key === "Escape" && !event.defaultPrevented) ask(event); });
  dialog.showModal();
  dialog.querySelector("[data-first-focus]")?.focus();
  return {
    close() {
      if (dialog.isConnected && dialog.open) dialog.close();
      const heading = document.querySelector("main h1");
      if (heading && !heading.hasAttribute("tabindex")) heading.tabIndex = -1;
      const goesOn = opener?.isConnected && opener !== document.body;
      (goesOn ? opener : heading)?.focus();
      if (goesOn) followRemoval(opener, heading);
    },
  };
}

// What was opened from a row may have removed the row, a moment before or after this.
function followRemoval(opener, heading) {
  const watch = new MutationObserver(() => {
    if (!opener.isConnected) {
      watch.disconnect();
      if (document.activeElement === document.body) heading?.focus();
    }
  });
  watch.observe(document.body, { childList: true, subtree: true });
  setTimeout(() => watch.disconnect(), 2000);
}

/** Puts the focus on the first field that has a complaint. */
export function focusInvalid(container) {
  container?.querySelector("[aria-invalid=true]")?.focus();
}

/** Puts the focus on the first field of a form. */
export function focusField(container) {
  container?.querySelector("input, textarea, select")?.focus();
}

/** Keys that move within an open list of choices must neither move the caret nor send the form. */
export function combobox(input) {
  if (!input) return; // the person went on before the server's word came
  input.addEventListener("keydown", event => {
    const open = input.getAttribute("aria-expanded") === "true";
    if (event.key === "ArrowDown" || event.key === "ArrowUp" || (open && (event.key === "Enter" || event.key === "Escape"))) event.preventDefault();
  });
  input.addEventListener("focus", () => input.select());
}

/** Brings the marked choice of a list into sight without moving the page. */
export function reveal(list) {
  list?.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" });
}

/** Copies a field's content; false where the browser does not let pages do that. Either way the content is marked, so that a key press copies it. */
export async function copy(field) {
  if (!field) return false; // the person went on before the server's word came
  field.focus();
  field.select();
  try {
    await navigator.clipboard.writeText(field.value);
    return true;
  } catch {
    return false;
  }
}
