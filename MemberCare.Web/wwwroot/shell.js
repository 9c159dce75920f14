// What the console does in the browser itself: theme, navigation, keys, the reader's time zone, the connection. No state of the
// product lives here. Nothing of it stands inline in a page, so that a strict content security policy fits.

const root = document.documentElement;
const remember = (name, value) => { document.cookie = `${name}=${encodeURIComponent(value)}; path=/; max-age=31536000; samesite=lax`; };

window.memberCare = {
  /** The reader's time zone by its IANA name, kept for the next first paint. */
  zone() {
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone ?? "";
    remember("mc-zone", zone);
    return zone;
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

const actions = {
  theme() {
    const theme = isDark() ? "light" : "dark";
    root.dataset.theme = theme;
    for (const link of document.querySelectorAll("link[data-mc-theme]")) link.media = link.dataset.mcTheme === theme ? "all" : "not all";
    remember("mc-theme", theme);
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

document.addEventListener("keydown", event => {
  if (event.key === "Escape" && root.dataset.menu === "open") {
    openMenu(false);
    menuButton()?.focus();
  }
});

Blazor.start();
