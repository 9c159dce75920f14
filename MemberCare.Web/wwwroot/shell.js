// What the console does in the browser itself: theme, navigation, keys, the reader's time zone, the connection. No state of the
// product lives here. Nothing of it stands inline in a page, so that a strict content security policy fits.

import { focusSearch, pageStands } from "./search.js";
import { leaveWhenRefused, reconnectionHandler } from "./connection.js";

const root = document.documentElement;
const remember = (name, value) => { document.cookie = `${name}=${encodeURIComponent(value)}; path=/; max-age=31536000; samesite=lax${location.protocol === "https:" ? "; secure" : ""}`; };

window.memberCare = {
  /** Called once the circuit has drawn the page. Answers the reader's time zone by its IANA name, kept for the next first paint. */
  zone() {
    pageStands();
    if (keysWanted) showKeys();
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone ?? "";
    remember("mc-zone", zone);
    return zone;
  },

  /** Ids of the customers this person opened last in this browser, the newest first. Ids alone are kept, never names. */
  opened(person) {
    try {
      const kept = JSON.parse(localStorage.getItem("mc-opened." + person) ?? "[]");
      return Array.isArray(kept) ? kept.filter(id => typeof id === "string").slice(0, 8) : [];
    } catch {
      return [];
    }
  },

  /** Remembers that this person opened a customer. */
  open(person, id) {
    const kept = [id, ...this.opened(person).filter(other => other !== id)].slice(0, 8);
    try {
      localStorage.setItem("mc-opened." + person, JSON.stringify(kept));
    } catch {
      // Storage is full or forbidden; the list of the last opened stays as it is.
    }
  },
};

const isDark = () => root.dataset.theme === "system" ? matchMedia("(prefers-color-scheme: dark)").matches : root.dataset.theme === "dark";

const narrowScreen = matchMedia("(max-width: 720px)");
const menuButton = () => document.querySelector('[data-mc="navigation"]');

function openMenu(open) {
  root.dataset.menu = open ? "open" : "closed";
  menuButton()?.setAttribute("aria-expanded", String(open));
  if (open) document.querySelector("#mc-nav a")?.focus();
}

// Asked for before the circuit has drawn the page, the list would go with the picture of the page.
let keysWanted = false;

function showKeys() {
  const keys = document.getElementById("mc-keys");
  if (!keys || keys.open) return;
  keysWanted = true;
  keys.addEventListener("close", () => { keysWanted = false; }, { once: true });
  keys.showModal();
}

const actions = {
  theme() {
    const theme = isDark() ? "light" : "dark";
    root.dataset.theme = theme;
    for (const link of document.querySelectorAll("link[data-mc-theme]")) link.media = link.dataset.mcTheme === theme ? "all" : "not all";
    remember("mc-theme", theme);
  },
  keys: showKeys,
  "close-keys"() {
    document.getElementById("mc-keys")?.close();
  },
  navigation() {
    if (narrowScreen.matches) {
      openMenu(root.dataset.menu !== "open");
    } else {
      root.dataset.nav = root.dataset.nav === "narrow" ? "wide" : "narrow";
      remember("mc-nav", root.dataset.nav);
    }
  },
};

document.addEventListener("click", event => {
  const action = event.target.closest?.("[data-mc]")?.dataset.mc;
  if (action) actions[action]?.();
  else if (root.dataset.menu === "open" && (event.target.closest("#mc-nav a") || !event.target.closest("#mc-nav"))) openMenu(false);
});

const isTyping = element => element?.closest?.("input, textarea, select, [contenteditable=''], [contenteditable=true]") != null;
// Whoever presses the key for search while it has the focus already wants to search, and not for a slash.
const isEmptySearch = element => element.matches(".mc-search input") && element.value === "";
// The desk is where one starts from; a customer's page knows what it has open.
const hasOwnEscape = () => location.pathname === "/" || location.pathname.startsWith("/customers/");
const isOnPageItself = element => element === document.body || element?.matches?.("main, h1");

// A customer's page brings its keys a moment after it shows. What is pressed in that moment waits for them.
let early = [];
let patience = 0;
const isEarly = event => (early.length > 0 ? event.key !== "Tab" : ["e", "d", "p", "Escape"].includes(event.key))
  && isOnPageItself(document.activeElement) && document.querySelector(".customer:not([data-keys])");

function keepEarly(event) {
  event.preventDefault();
  early.push(event);
  clearTimeout(patience);
  patience = setTimeout(() => { early = []; }, 3000);
}

document.addEventListener("customer-keys", event => {
  event.detail.push(...early);
  early = [];
});

document.addEventListener("keydown", event => {
  if (event.defaultPrevented || event.isComposing || event.altKey) return;
  const command = event.ctrlKey || event.metaKey;
  if (command && !event.shiftKey && event.key.toLowerCase() === "k") {
    event.preventDefault();
    focusSearch();
  } else if (command) {
    return;
  } else if (isEarly(event)) {
    keepEarly(event);
  } else if (event.key === "/" && (!isTyping(event.target) || isEmptySearch(event.target)) && !document.querySelector("dialog[open]")) {
    event.preventDefault();
    focusSearch();
  } else if (event.key === "?" && !isTyping(event.target)) {
    event.preventDefault();
    showKeys();
  } else if (event.key === "Escape" && root.dataset.menu === "open") {
    openMenu(false);
    menuButton()?.focus();
  } else if (event.key === "Escape" && !hasOwnEscape() && isOnPageItself(document.activeElement) && !document.querySelector("dialog[open], .rz-dialog, .mc-popover:popover-open") && window.navigation?.canGoBack) {
    event.preventDefault();
    history.back();
  }
});

// A session ends some time after the last touch. What happens on the page tells the server nothing about that: lists move by themselves where
// colleagues work, and reading and scrolling send nothing. So the touch itself is told, now and then.
let touched = Date.now();

function touch(event) {
  if (!event.isTrusted || Date.now() - touched < 20000) return;
  touched = Date.now();
  fetch("/session/used", { cache: "no-store", keepalive: true }).catch(() => { touched = 0; });
}

for (const kind of ["pointerdown", "keydown", "wheel"]) addEventListener(kind, touch, { capture: true, passive: true });

Blazor.start({
  circuit: {
    reconnectionHandler,
    configureSignalR(connections) {
      leaveWhenRefused(connections);
      connections.withServerTimeout(15000).withKeepAliveInterval(5000);
    },
  },
});
