// The connection to the server: when it drops, says so in words, tries for ever, and reloads once the server has forgotten this
// window, as it does when it was restarted. Nothing on the page is hidden meanwhile.

const root = document.documentElement;
const note = () => document.getElementById("mc-connection");
const waits = [0, 250, 500, 1000, 2000];
let down = false;
let wake = () => { };

const pause = time => new Promise(done => {
  const timer = setTimeout(done, time);
  wake = () => { clearTimeout(timer); done(); };
});

addEventListener("online", () => wake());
document.addEventListener("visibilitychange", () => { if (!document.hidden) wake(); });

async function comeBack() {
  for (let attempt = 0; down; attempt++) {
    await pause(waits[Math.min(attempt, waits.length - 1)]);
    try {
      if (await Blazor.reconnect()) return;
      // The server answers and does not know this window any more.
      location.reload();
      return;
    } catch {
      // Out of reach still.
    }
  }
}

export const reconnectionHandler = {
  onConnectionDown() {
    if (down) return;
    down = true;
    root.dataset.connection = "down";
    note().textContent = "The connection dropped. It comes back by itself; what you see and typed stays.";
    comeBack();
  },
  onConnectionUp() {
    down = false;
    root.dataset.connection = "up";
    note().textContent = "Connected again.";
    setTimeout(() => {
      if (!down) {
        note().textContent = "";
        delete root.dataset.connection;
      }
    }, 2500);
  },
};

/** Sees to it that a window whose session has ended, which the server lets no circuit start or go on, leads to sign-in instead of standing still. */
export function leaveWhenRefused(connections) {
  const build = connections.build;
  connections.build = function () {
    const connection = build.call(this);
    const start = connection.start;
    connection.start = async function () {
      try {
        await start.call(this);
      } catch (fault) {
        if (/\b401\b/.test(fault?.message)) location.reload();
        throw fault;
      }
    };
    return connection;
  };
}
