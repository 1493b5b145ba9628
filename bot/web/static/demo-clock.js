// The clock, the week's next events and the sky above Botkyrka. The sky follows the real sun at 59° north:
// in November it is dark long before the ombud gets the week's question, and that is rather the point.

import { setText } from "./demo-guide.js";

const LATITUDE = 59.2;
const LONGITUDE = 17.84;
const RADIANS = Math.PI / 180;

export function drawClock(view, state, strings) {
  const { clock } = state;
  setText(view.now, strings.locale === "sv-SE" ? clock.label : inEnglish(clock.now));
  view.now.dateTime = clock.now;
  setText(view.week, clock.week ? `${view.week.dataset.label} ${Number(clock.week.split("W")[1])}` : "");
  drawEvents(view.events, state.next ?? [], strings);
  drawSky(view.scene, clock.now);
}

/** "mån 17:00" or "Mon 17:00": short enough for a button. */
export function shortTime(iso, strings) {
  const day = new Intl.DateTimeFormat(strings.locale, { weekday: "short", timeZone: "Europe/Stockholm" });
  return `${day.format(new Date(iso))} ${iso.slice(11, 16)}`;
}

function inEnglish(iso) {
  const form = { weekday: "long", day: "numeric", month: "long", timeZone: "Europe/Stockholm" };
  return `${new Intl.DateTimeFormat("en-GB", form).format(new Date(iso))} ${iso.slice(11, 16)}`;
}

// Buttons are kept by event id, so that focus stays on one while others come and go.
function drawEvents(list, events, strings) {
  const old = new Map([...list.children].map((item) => [item.dataset.key, item]));
  events.forEach((event, i) => {
    const key = `${event.id} ${event.at}`;
    const item = old.get(key) ?? eventItem(event, key, strings);
    old.delete(key);
    const when = shortTime(event.at, strings);
    item.firstElementChild.classList.toggle("next", i === 0);
    setText(item.querySelector("b"), i === 0 ? strings.jump.replace("{when}", when) : when);
    if (list.children[i] !== item) list.insertBefore(item, list.children[i] ?? null);
  });
  for (const item of old.values()) item.remove();
}

function eventItem(event, key, strings) {
  const item = document.createElement("li");
  item.dataset.key = key;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "event";
  button.dataset.to = event.id;
  const what = document.createElement("span");
  what.textContent = strings.events[event.id] ?? event.label.replace(/^[^:]*\d\d:\d\d:\s*/, "");
  button.append(document.createElement("b"), " ", what);
  item.append(button);
  return item;
}

function drawSky(scene, iso) {
  const { altitude, hour } = sun(iso);
  const phase = altitude > 7 ? "day" : altitude > -0.8 ? (hour < 12 ? "dawn" : "dusk") : altitude > -9 ? "twilight" : "night";
  document.documentElement.dataset.sky = phase;
  const day = altitude > -0.8;
  const across = day ? (hour - 5) / 15 : ((hour + 10) % 24) / 18;
  const within = (value) => Math.min(Math.max(value, 0), 1).toFixed(3);
  scene.style.setProperty("--across", within(across));
  scene.style.setProperty("--height", within(day ? altitude / 45 : 0.85));
  scene.dataset.asleep = hour >= 23 || hour < 5.5;
}

/** Degrees above the horizon, within about one: the equation of time is left out. */
function sun(iso) {
  const date = new Date(iso);
  const day = (date - Date.UTC(date.getUTCFullYear(), 0, 1)) / 86400000;
  const tilt = -23.44 * Math.cos((2 * Math.PI * (day + 10)) / 365.25) * RADIANS;
  const utc = date.getUTCHours() + date.getUTCMinutes() / 60;
  const angle = (utc - 12 + LONGITUDE / 15) * 15 * RADIANS;
  const height =
    Math.sin(LATITUDE * RADIANS) * Math.sin(tilt) + Math.cos(LATITUDE * RADIANS) * Math.cos(tilt) * Math.cos(angle);
  return { altitude: Math.asin(height) / RADIANS, hour: Number(iso.slice(11, 13)) + Number(iso.slice(14, 16)) / 60 };
}
