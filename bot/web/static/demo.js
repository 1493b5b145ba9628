// The demo page: takes the whole state from the server's event stream, draws it, and posts what the visitor does.
// It keeps no truth of its own; whatever is on the screen has been through the real service.

import { Attention } from "./demo-attention.js";
import { drawClock } from "./demo-clock.js";
import { drawGuide, openCode, progress, setText, withRole } from "./demo-guide.js";
import { drawMeter, drawPhone } from "./demo-phone.js";

const RETRY = 2000;
const STATUS_STAYS = 6000;

const strings = JSON.parse(document.body.dataset.strings);
const $ = (selector, root = document) => root.querySelector(selector);

const clockView = { now: $("#now"), week: $("#week"), events: $("#events"), scene: $("#scene") };
const guideView = { heading: $("#guide-heading"), text: $("#guide-text"), help: $("#guide-help"), list: $("#steps") };
const strip = $("#strip");
const attention = new Attention(strip, strings, () => drawSteps());

let state = null;
let step = "";
let statusTimer;

// ---- the server ----

function listen() {
  const stream = new EventSource("/demo/events");
  stream.onopen = () => connected(true);
  stream.onmessage = (event) => draw(JSON.parse(event.data));
  stream.onerror = () => {
    connected(false);
    // The browser reconnects by itself unless the answer was a plain refusal.
    if (stream.readyState === EventSource.CLOSED) setTimeout(listen, RETRY);
  };
}

async function post(path, body, from) {
  if (from) attention.acted(from);
  try {
    const answer = await fetch(`/demo/${path}`, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-Ombudet-Demo": "1" },
      body: JSON.stringify(body),
    });
    if (answer.ok) return true;
    const { error } = await answer.json().catch(() => ({}));
    say(error || strings.failed);
  } catch {
    say(strings.failed);
  }
  return false;
}

function connected(yes) {
  const lost = document.body.classList.contains("lost");
  document.body.classList.toggle("lost", !yes);
  if (!yes) say(strings.reconnecting, true);
  else if (lost) say(strings.back);
}

function say(text, stay = false) {
  clearTimeout(statusTimer);
  setText($("#status"), text);
  if (!stay) statusTimer = setTimeout(() => setText($("#status"), ""), STATUS_STAYS);
}

// ---- drawing ----

function draw(next) {
  const rewound = state && next.clock.now < state.clock.now;
  state = next;
  drawClock(clockView, state, strings);
  const arrivals = state.phones.map((phone) => [phone.id, drawKnown(phone)]);
  if (rewound) attention.clear();
  else for (const [id, count] of arrivals) if (count) attention.arrived(id, count);
  drawSteps();
}

function drawKnown(phone) {
  const section = sectionOf(phone.id);
  return section ? drawPhone(section, phone, strings).length : 0;
}

function drawSteps() {
  if (!state) return;
  const manager = withRole(state, "manager")[0];
  const seen = progress(state, (phone) => attention.isRead(phone.id));
  const sent = progress(state, () => true);
  step = drawGuide(guideView, seen, strings, sent.digest);
  guideView.digestAt = sent.digest ? manager.id : "";
  document.documentElement.toggleAttribute("data-finished", step === "");
}

function sectionOf(id) {
  return document.getElementById(`phone-${id}`);
}

function show(id, focus) {
  const section = sectionOf(id);
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  section.scrollIntoView({ behavior: calm ? "auto" : "smooth", block: "nearest", inline: "center" });
  (focus ?? section).focus({ preventScroll: true });
}

// ---- what the visitor does ----

async function send(form) {
  const box = form.elements.text;
  const text = box.value.trim();
  const section = form.closest(".phone");
  if (!text) return;
  put(form, "");
  if (!document.body.classList.contains("lost")) say("");
  if (!(await post("send", { phone: section.dataset.phone, text }, form)) && !box.value) put(form, text);
}

function put(form, text) {
  const box = form.elements.text;
  box.value = text;
  fit(box);
  drawMeter(form, strings);
}

function fit(box) {
  box.style.height = "auto";
  box.style.height = `${Math.min(box.scrollHeight + 2, 120)}px`;
}

function tap(button) {
  const phone = button.closest(".phone").dataset.phone;
  button.classList.add("sent");
  post("tap", { phone, message_id: button.dataset.message, callback: button.dataset.callback }, button.closest(".phone"));
}

async function restart(button) {
  if (await post("reset", {}, button)) {
    strip.querySelectorAll("form").forEach((form) => put(form, ""));
    say(strings.was_reset);
  }
}

// ---- one-click help for each step ----

const HELP = {
  tip: () => fill(withRole(state, "resident")[0], (phone) => phone.hint),
  arrived: () => show(withRole(state, "ombud")[0].id),
  answered: () => assist(withRole(state, "ombud")[0], (phone) => phone.hint || `/svara ${openCode(state)}`),
  prompt: () => post("clock", { to: "prompt" }, $(".clock")),
  report: () => assist(withRole(state, "ombud")[0], (phone) => phone.hint),
  digest: () => (guideView.digestAt ? show(guideView.digestAt) : post("clock", { to: "digest" }, $(".clock"))),
};

function fill(phone, textOf) {
  const form = $("form", sectionOf(phone.id));
  put(form, textOf(phone) ?? "");
  show(phone.id, form.elements.text);
  say(strings.filled);
}

// Buttons are easier than writing: where the phone offers some, point at them instead.
function assist(phone, textOf) {
  const rows = [...sectionOf(phone.id).querySelectorAll(".keyboard")].at(-1);
  if (!rows) return fill(phone, textOf);
  show(phone.id, $(".inline", rows));
  rows.scrollIntoView({ block: "nearest" });
  rows.classList.add("look");
  say(strings.press);
}

// ---- events ----

function onClick({ target }) {
  const button = target.closest("button");
  if (!button) return;
  if (button.dataset.goto) show(button.dataset.goto);
  else if (button.dataset.to) post("clock", { to: button.dataset.to }, $(".clock"));
  else if (button.dataset.minutes) post("clock", { minutes: Number(button.dataset.minutes) }, $(".clock"));
  else if (button.dataset.callback !== undefined) tap(button);
  else if (button.matches(".hint")) fillFrom(button);
  else if (button.matches(".location")) post("location", { phone: button.closest(".phone").dataset.phone }, button);
  else if (button.matches(".toggle")) toggle(button);
  else if (button === guideView.help) HELP[step]?.();
  else if (button.id === "reset") restart(button);
}

function fillFrom(hint) {
  const form = $("form", hint.closest(".phone"));
  put(form, hint.dataset.text);
  form.elements.text.focus();
}

function toggle(button) {
  button.setAttribute("aria-expanded", button.getAttribute("aria-expanded") !== "true");
}

function onKey(event) {
  // isComposing: Enter there ends a word being composed, in a script that needs it.
  if (event.key !== "Enter" || event.shiftKey || event.isComposing || !event.target.matches("textarea")) return;
  event.preventDefault();
  send(event.target.form);
}

document.addEventListener("click", onClick);
strip.addEventListener("keydown", onKey);
strip.addEventListener("submit", (event) => {
  event.preventDefault();
  send(event.target);
});
strip.addEventListener("input", ({ target }) => {
  fit(target);
  drawMeter(target.form, strings);
});
strip.querySelectorAll("form").forEach((form) => drawMeter(form, strings));
listen();
