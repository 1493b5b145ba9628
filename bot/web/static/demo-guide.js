// The six steps a visitor takes. Nothing is remembered here: each step is read out of the conversation itself,
// so a reload, a second window or somebody who ignores the guide all see the truth.

const CODE = /\b[A-Z2-9]{3}-[A-Z2-9]{3}\b/g;
const PROMPT = /vecka|veckans|veckorapport|week/i;
const DIGEST = /lägesbild|veckobild|digest|situation picture/i;
const THANKS = /tack|thank/i;

export const STEPS = ["tip", "arrived", "answered", "prompt", "report", "digest"];

/** Which steps are done, as {tip: bool, …}; `isRead(phone)` says whether nothing there waits to be seen. */
export function progress(state, isRead) {
  const residents = withRole(state, "resident");
  const ombud = messagesOf(withRole(state, "ombud")[0]);
  const manager = withRole(state, "manager")[0];
  const codes = new Set(residents.flatMap((phone) => incoming(phone).flatMap(codesIn)));
  const arrival = ombud.findIndex((m) => !m.mine && codesIn(m).some((code) => codes.has(code)));
  const prompt = ombud.findIndex((m) => about(m, "prompt", PROMPT, "mån"));
  const afterPrompt = prompt < 0 ? [] : ombud.slice(prompt + 1);
  return {
    tip: residents.some((phone) => messagesOf(phone).some((m) => m.mine && !m.text.startsWith("/"))),
    arrived: arrival >= 0,
    answered: arrival >= 0 && ombud.slice(arrival + 1).some((m) => m.mine) && residents.some(wasAnswered),
    prompt: prompt >= 0,
    report: afterPrompt.some((m) => !m.mine && THANKS.test(m.text)),
    digest: incoming(manager).some((m) => about(m, "digest", DIGEST, "ons")) && isRead(manager),
  };
}

/** The receipt code that the ombud is expected to answer, or "". */
export function openCode(state) {
  const codes = withRole(state, "ombud").flatMap((phone) => incoming(phone).flatMap(codesIn));
  return codes.at(-1) ?? "";
}

export function withRole(state, role) {
  return state.phones.filter((phone) => phone.role === role);
}

// `seeded` marks what was there before the visitor came; it must not tick anything off.
function messagesOf(phone) {
  return (phone?.messages ?? []).filter((message) => !message.seeded);
}

function incoming(phone) {
  return messagesOf(phone).filter((message) => !message.mine);
}

function codesIn(message) {
  return message.text.match(CODE) ?? [];
}

// The outbox's purpose is the sure sign; without it the wording and the weekday of the default week are.
function about(message, purpose, words, weekday) {
  if (message.mine) return false;
  if (message.purpose) return message.purpose.startsWith(purpose);
  return words.test(message.text) && message.day.startsWith(weekday);
}

// A receipt follows the resident's own message; what comes unasked after it is from the ombud.
function wasAnswered(phone) {
  const messages = messagesOf(phone);
  const receipt = messages.findIndex((m) => !m.mine && codesIn(m).length > 0);
  return receipt >= 0 && messages.some((m, i) => i > receipt && !m.mine && !messages[i - 1].mine);
}

/** Draws the steps and says what to do now; returns the current step's id, or "" when all are done. */
export function drawGuide(view, done, strings, digestIsThere) {
  const current = STEPS.find((step) => !done[step]) ?? "";
  if (!view.list.children.length) STEPS.forEach((step) => view.list.append(stepItem(step, strings)));
  STEPS.forEach((step, i) => markStep(view.list.children[i], done[step], step === current, strings));
  const words = strings.steps[current];
  const label = current === "digest" && digestIsThere ? words.help_there : words?.help;
  setText(view.text, words ? words.title : strings.finish);
  setText(view.heading, words ? `${strings.step.replace("{n}", STEPS.indexOf(current) + 1)}` : strings.finish_title);
  setText(view.help, label ?? "");
  view.help.hidden = !label;
  return current;
}

function stepItem(step, strings) {
  const item = document.createElement("li");
  const state = document.createElement("span");
  state.className = "sr-only";
  item.append(strings.steps[step].name, state);
  return item;
}

function markStep(item, isDone, isCurrent, strings) {
  item.classList.toggle("done", isDone);
  item.toggleAttribute("data-current", isCurrent);
  if (isCurrent) item.setAttribute("aria-current", "step");
  else item.removeAttribute("aria-current");
  setText(item.lastElementChild, isDone ? ` (${strings.done})` : "");
}

// Writing the same text again would make a live region speak again.
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}
