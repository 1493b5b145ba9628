// One phone's screen. Messages are matched by id and nodes are kept, so that focus, text selection and
// what a screen reader has already said survive each new state. Message text only ever enters as text.

import { capacity, measure } from "./demo-gsm7.js";
import { setText } from "./demo-guide.js";

const NEAR_BOTTOM = 80;
const LINK = /https?:\/\/[^\s<>"']+[^\s<>"'.,;:!?)]/g;

const DAYS = { mån: "Mon", tis: "Tue", ons: "Wed", tors: "Thu", tor: "Thu", fre: "Fri", lör: "Sat", sön: "Sun", maj: "May", okt: "Oct" };

/** Draws `phone` into its section; returns the ids of the bot's messages that were not there before. */
export function drawPhone(section, phone, strings) {
  const log = section.querySelector(".log");
  const first = log.getAttribute("aria-busy") === "true";
  const follow = first || log.scrollTop === log.placed || log.scrollHeight - log.scrollTop - log.clientHeight < NEAR_BOTTOM;
  const held = log.contains(document.activeElement) ? document.activeElement : null;
  const before = new Set([...log.querySelectorAll("[data-id]")].map((node) => node.dataset.id));
  reconcile(log, entries(phone), (entry) => build(entry, phone, strings), !first);
  const fresh = phone.messages.filter((message) => !message.mine && !before.has(message.id));
  if (held && held !== log && !held.isConnected) keepFocus(log);
  drawAround(section, phone, strings);
  if (follow || phone.messages.at(-1)?.mine) place(log, first ? null : fresh[0]);
  if (first) requestAnimationFrame(() => log.setAttribute("aria-busy", "false"));
  return first ? [] : fresh.map((message) => message.id);
}

// To the newest, but never past the first line of what just came: a digest is read from its top.
function place(log, first) {
  log.scrollTop = log.scrollHeight;
  const node = first && log.querySelector(`[data-id="${CSS.escape(first.id)}"]`);
  // Layout offsets, not rectangles: the message is still sliding in.
  if (node) log.scrollTop = Math.min(log.scrollTop, node.offsetTop - log.offsetTop - 8);
  log.placed = log.scrollTop;
}

/** The live meter under the SMS composer. */
export function drawMeter(form, strings) {
  const meter = form.querySelector(".meter");
  if (!meter) return;
  const count = measure(form.elements.text.value);
  const parts = [strings.segments.replace("{n}", count.segments), `${count.units}/${count.capacity}`, count.encoding];
  if (count.culprit) parts[2] += ` ${strings.because.replace("{char}", count.culprit)}`;
  setText(meter, parts.join(" · "));
  meter.classList.toggle("over", count.segments > 1);
}

function drawAround(section, phone, strings) {
  setText(section.querySelector(".number"), phone.number ?? "");
  section.querySelector(".typing").hidden = !phone.typing;
  const hint = section.querySelector(".hint");
  hint.hidden = !phone.hint;
  hint.dataset.text = phone.hint ?? "";
  setText(hint, phone.hint ? strings.suggest.replace("{text}", phone.hint) : "");
}

// A day line belongs to the first message of its day, and goes when that goes.
function entries(phone) {
  let day = null;
  return phone.messages.flatMap((message) => {
    const both = message.day === day ? [message] : [{ id: `day-${message.id}`, line: message.day }, message];
    day = message.day;
    return both;
  });
}

function reconcile(log, wanted, make, animate) {
  const old = new Map([...log.children].map((node) => [node.dataset.key, node]));
  wanted.forEach((entry, i) => {
    const signature = JSON.stringify(entry);
    let node = old.get(entry.id);
    old.delete(entry.id);
    if (!node) {
      node = document.createElement("div");
      node.dataset.key = entry.id;
      if (animate) node.classList.add("enter");
    }
    if (node.signature !== signature) {
      node.replaceChildren(...make(entry));
      if (!entry.line) dress(node, entry);
      else node.className = "day";
      node.signature = signature;
    }
    if (log.children[i] !== node) log.insertBefore(node, log.children[i] ?? null);
  });
  for (const node of old.values()) node.remove();
}

function dress(node, message) {
  node.dataset.id = message.id;
  node.classList.add("message", message.mine ? "mine" : "theirs");
}

function build(entry, phone, strings) {
  if (entry.line) return [element("span", "", dayIn(entry.line, strings))];
  const bubble = element("div", "bubble");
  bubble.append(speaker(entry, strings), spoken(entry.text, strings));
  if (entry.note) bubble.append(element("p", "note", entry.note));
  const foot = element("p", "foot");
  if (phone.channel === "sms" && entry.segments) foot.append(...segments(entry, strings));
  foot.append(element("time", "", entry.time));
  bubble.append(foot);
  return entry.keyboard?.length ? [bubble, keyboard(entry, strings)] : [bubble];
}

function speaker(message, strings) {
  return element("span", "sr-only", `${message.mine ? strings.you : strings.bot}: `);
}

function spoken(text, strings) {
  const body = element("p", "text");
  body.dir = "auto";
  if (strings.locale !== "sv-SE") body.lang = "sv";
  let at = 0;
  for (const match of text.matchAll(LINK)) {
    body.append(text.slice(at, match.index), link(match[0]));
    at = match.index + match[0].length;
  }
  body.append(text.slice(at));
  return body;
}

function link(address) {
  const anchor = element("a", "", address);
  anchor.href = address;
  anchor.target = "_blank";
  anchor.rel = "noopener noreferrer";
  return anchor;
}

function segments(message, strings) {
  const boxes = element("span", "boxes");
  boxes.setAttribute("aria-hidden", "true");
  for (let i = 0; i < Math.min(message.segments, 8); i += 1) boxes.append(element("i", ""));
  const parts = [
    strings.segments.replace("{n}", message.segments),
    `${message.units}/${capacity(message.encoding, message.segments)}`,
    message.encoding,
  ];
  if (message.cost_ore != null) parts.push(strings.ore.replace("{n}", message.cost_ore));
  return [boxes, element("span", "count", parts.join(" · "))];
}

function keyboard(message, strings) {
  const rows = element("div", "keyboard");
  rows.setAttribute("role", "group");
  rows.setAttribute("aria-label", strings.buttons);
  for (const row of message.keyboard) {
    const line = element("div", "row");
    for (const { label, callback } of row) {
      const button = element("button", "inline", label);
      button.type = "button";
      button.dataset.callback = callback;
      button.dataset.message = message.message_id;
      line.append(button);
    }
    rows.append(line);
  }
  return rows;
}

// A tapped button vanishes with its keyboard: the next question's buttons are where the hand should be.
function keepFocus(log) {
  const next = [...log.querySelectorAll(".inline")].at(-1)?.closest(".keyboard").querySelector(".inline");
  (next ?? log).focus({ preventScroll: true });
}

function dayIn(text, strings) {
  if (strings.locale === "sv-SE") return text;
  return text.replace(/\p{L}+/gu, (word) => DAYS[word] ?? word[0].toUpperCase() + word.slice(1));
}

function element(name, className, text = "") {
  const node = document.createElement(name);
  if (className) node.className = className;
  if (text) node.textContent = text;
  return node;
}
