// Keys and clicks of the list of customers, in the browser itself, so that moving from row to row never waits for the server.

/** Lets arrows, Home and End move between the rows of a table, and a click anywhere on a row open it; focuses one row at the start. */
export function attach(table, focused) {
  if (!table) return; // the person went on before the server's word came
  const links = () => [...table.querySelectorAll("tbody a.open")];
  table.addEventListener("keydown", event => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const all = links(), at = all.indexOf(document.activeElement);
    if (at < 0) return;
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    all[to]?.focus();
  });
  table.addEventListener("click", event => {
    const row = event.target.closest("tbody tr");
    if (!row || event.target.closest("a, button, .tick") || getSelection()?.toString()) return;
    const link = row.querySelector("a.open");
    if (event.ctrlKey || event.metaKey) open(link.href, "_blank", "noopener");
    else link.click();
  });
  // After the router has put the focus on the heading.
  if (focused) setTimeout(() => {
    const link = document.getElementById(focused)?.querySelector("a.open");
    link?.focus({ preventScroll: true });
    link?.scrollIntoView({ block: "center" });
  });
}

