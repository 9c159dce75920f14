// The search box in the browser: which result is the active one, opening and closing. The server puts the results in and says in
// data-for which text they answer.

const boxOf = element => element.closest?.(".mc-search");
const inputOf = box => box.querySelector("input");
const panelOf = box => box.querySelector(".mc-search-panel");
const optionsOf = box => [...box.querySelectorAll("[role=option]")];
const activeOf = box => box.querySelector('[role=option][aria-selected="true"]');
const isOpen = box => box.dataset.open === "true";
const isFresh = box => panelOf(box).dataset.for === inputOf(box).value.trim();

const watched = new WeakSet();
const openWhenAnswered = new WeakSet();
let before = null;

// Until the circuit has drawn the page, what stands here is a picture of it, which is about to be replaced: whoever was quicker
// than the circuit keeps their place, in the box or out of it or in another field, and their letters.
let early = { wanted: false, left: false, text: "", fields: new Map() };

const content = () => document.querySelector("main");

/** The circuit has drawn the page. */
export function pageStands() {
  const kept = early;
  early = null;
  document.documentElement.dataset.stands = "";
  const fields = kept ? [...kept.fields].map(([id, text]) => retype(document.getElementById(id), text)).filter(field => field) : [];
  const input = document.querySelector(".mc-search input");
  const place = kept?.left ? content() : kept?.wanted ? input : fields.at(-1);
  if (!place) return;
  // What the page focuses by itself comes after this; what the person does next counts more than what they did before.
  const hold = event => { if (event.target !== place && event.target.matches?.("h1, .mc-search input")) place.focus(); };
  const release = () => document.removeEventListener("focusin", hold);
  document.addEventListener("focusin", hold);
  for (const next of ["keydown", "pointerdown"]) document.addEventListener(next, release, { once: true, capture: true });
  setTimeout(release, 1000);
  place.focus();
  if (kept.text && input && !input.value) retype(input, kept.text);
}

// Tells the circuit what stood in the picture of a field.
function retype(field, text) {
  if (field && field.value !== text) {
    field.value = text;
    for (const kind of ["input", "change"]) field.dispatchEvent(new Event(kind, { bubbles: true }));
  }
  return field;
}

function activate(box, option) {
  for (const one of optionsOf(box)) one.setAttribute("aria-selected", String(one === option));
  if (option) {
    inputOf(box).setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  } else {
    inputOf(box).removeAttribute("aria-activedescendant");
  }
}

function show(box, open) {
  box.dataset.open = String(open);
  inputOf(box).setAttribute("aria-expanded", String(open && optionsOf(box).length > 0));
  if (!open) openWhenAnswered.delete(box);
}

function answered(box) {
  activate(box, optionsOf(box)[0]);
  show(box, isOpen(box));
  // Enter was pressed before the answer came: it meant the first result of what had been typed, never of an older text.
  if (openWhenAnswered.has(box) && isFresh(box)) {
    openWhenAnswered.delete(box);
    choose(box, optionsOf(box)[0]);
  }
}

function choose(box, option) {
  if (!option) return;
  show(box, false);
  option.click();
}

function watch(box) {
  if (watched.has(box)) return;
  watched.add(box);
  let key = "";
  new MutationObserver(() => {
    // Only another answer moves the active result back to the first; a live time of day does not.
    const now = panelOf(box).dataset.for + "\n" + optionsOf(box).map(option => option.getAttribute("href")).join("\n");
    if (now !== key) {
      key = now;
      answered(box);
    }
  }).observe(panelOf(box), { subtree: true, childList: true, attributes: true, attributeFilter: ["data-for", "href"] });
}

/** Puts the focus into the search box from anywhere; what is typed replaces what stood there. */
export function focusSearch() {
  const input = document.querySelector(".mc-search input");
  if (!input) return;
  if (early) [early.wanted, early.left] = [true, false];
  if (document.activeElement !== input) before = document.activeElement;
  input.focus();
  input.select();
}

document.addEventListener("focusin", event => {
  const box = boxOf(event.target);
  if (!box || event.target !== inputOf(box)) return;
  watch(box);
  if (inputOf(box).value.trim()) {
    // Looked at again: what stands in the panel may be old by now.
    event.target.dispatchEvent(new Event("input", { bubbles: true }));
  } else if (!box.classList.contains("mc-search-large")) {
    show(box, true);
  }
});

document.addEventListener("focusout", event => {
  const box = boxOf(event.target);
  if (box && !box.contains(event.relatedTarget)) show(box, false);
});

document.addEventListener("input", event => {
  const box = boxOf(event.target);
  if (!box) {
    if (early && event.target.matches("[id]:is(select, textarea, input:not([type=checkbox], [type=radio], [type=file]))")) {
      [early.wanted, early.left] = [false, false];
      early.fields.delete(event.target.id);
      early.fields.set(event.target.id, event.target.value);
    }
    return;
  }
  if (early) [early.wanted, early.left, early.text] = [true, false, inputOf(box).value];
  openWhenAnswered.delete(box);
  show(box, inputOf(box).value.trim() !== "" || !box.classList.contains("mc-search-large"));
});

// A press on a result must not take the focus out of the field, or the panel closes before the click.
document.addEventListener("mousedown", event => {
  if (event.target.closest?.(".mc-search-panel")) event.preventDefault();
});

document.addEventListener("click", event => {
  const option = event.target.closest?.(".mc-search [role=option]");
  if (option) show(boxOf(option), false);
  else if (event.target.matches?.(".mc-search input")) show(boxOf(event.target), event.target.value.trim() !== "" || !boxOf(event.target).classList.contains("mc-search-large"));
});

document.addEventListener("keydown", event => {
  const box = boxOf(event.target);
  if (!box || event.target !== inputOf(box) || event.isComposing) return;
  const options = optionsOf(box);
  const at = options.indexOf(activeOf(box));
  const go = to => { activate(box, options[to]); event.preventDefault(); };
  switch (event.key) {
    case "ArrowDown":
      if (!isOpen(box) && inputOf(box).value.trim()) { show(box, true); event.preventDefault(); }
      else if (options.length) go((at + 1) % options.length);
      break;
    case "ArrowUp":
      if (options.length) go((at - 1 + options.length) % options.length);
      break;
    case "Home":
      if (isOpen(box) && options.length) go(0);
      break;
    case "End":
      if (isOpen(box) && options.length) go(options.length - 1);
      break;
    case "Enter":
      event.preventDefault();
      if (!inputOf(box).value.trim()) break;
      if (isFresh(box)) choose(box, activeOf(box));
      else openWhenAnswered.add(box);
      break;
    case "Escape":
      event.preventDefault();
      if (isOpen(box) && (options.length || inputOf(box).value.trim())) {
        show(box, false);
      } else {
        show(box, false);
        inputOf(box).value = "";
        inputOf(box).dispatchEvent(new Event("input", { bubbles: true }));
        show(box, false);
        if (early) [early.wanted, early.left, early.text] = [false, true, ""];
        (before?.isConnected && before !== document.body ? before : content())?.focus();
      }
      break;
  }
});
