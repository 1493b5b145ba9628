// Leads the eye: a letter flies to the phone where something arrived, the phone glows, and a badge stays
// until the visitor has had the phone in view for a moment.

import { setText } from "./demo-guide.js";

const READ_AFTER = 3500;

export class Attention {
  constructor(strip, strings, onRead) {
    this.strings = strings;
    this.onRead = onRead;
    this.unread = new Map();
    this.timers = new Map();
    this.inView = new Set();
    this.origin = null;
    this.phones = new Map([...strip.children].map((section) => [section.dataset.phone, section]));
    this.watch(strip);
  }

  /** What the visitor just used; the next arrival flies from here. */
  acted(element) {
    this.origin = element;
  }

  arrived(id, count) {
    this.unread.set(id, (this.unread.get(id) ?? 0) + count);
    const section = this.phones.get(id);
    const own = this.origin && section.contains(this.origin);
    this.draw(id);
    if (own) return this.read(id);
    this.glow(section);
    reveal(chipOf(id));
    this.fly(this.inView.has(id) ? section.querySelector(".avatar") : chipOf(id));
    this.wait(id);
  }

  isRead(id) {
    return !this.unread.has(id);
  }

  clear() {
    for (const id of [...this.unread.keys()]) this.read(id);
  }

  read(id) {
    clearTimeout(this.timers.get(id));
    if (!this.unread.delete(id)) return;
    this.draw(id);
    this.onRead();
  }

  watch(strip) {
    const observer = new IntersectionObserver((changes) => changes.forEach((change) => this.moved(change)), { threshold: 0.6 });
    for (const [id, section] of this.phones) {
      observer.observe(section);
      for (const kind of ["focusin", "pointerdown"]) section.addEventListener(kind, () => this.read(id));
    }
    document.addEventListener("visibilitychange", () => this.inView.forEach((id) => this.wait(id)));
  }

  moved({ target, isIntersecting }) {
    const id = target.dataset.phone;
    this.inView[isIntersecting ? "add" : "delete"](id);
    chipOf(id).toggleAttribute("data-inview", isIntersecting);
    this.wait(id);
  }

  wait(id) {
    clearTimeout(this.timers.get(id));
    if (!this.unread.has(id) || !this.inView.has(id) || document.hidden) return;
    this.timers.set(id, setTimeout(() => this.read(id), READ_AFTER));
  }

  draw(id) {
    const count = this.unread.get(id) ?? 0;
    const words = count === 1 ? this.strings.new_one : this.strings.new_many.replace("{n}", count);
    for (const badge of [chipOf(id).querySelector(".badge"), this.phones.get(id).querySelector(".badge")]) {
      badge.hidden = count === 0;
      setText(badge, count ? words : "");
    }
    this.phones.get(id).classList.toggle("unread", count > 0);
  }

  glow(section) {
    section.classList.remove("buzz");
    void section.offsetWidth; // restarts the animation when two messages come close together
    section.classList.add("buzz");
  }

  fly(target) {
    if (!this.origin?.isConnected || matchMedia("(prefers-reduced-motion: reduce)").matches) return;
    const from = centre(this.origin);
    const to = centre(target);
    const letter = document.createElement("div");
    letter.className = "letter";
    letter.setAttribute("aria-hidden", "true");
    document.body.append(letter);
    const lift = Math.min(from.y, to.y) - 60 - (from.y + to.y) / 2;
    const at = (x, y, scale, turn) => ({ transform: `translate(${x}px, ${y}px) scale(${scale}) rotate(${turn}deg)` });
    letter
      .animate([at(from.x, from.y, 0.5, -8), at((from.x + to.x) / 2, (from.y + to.y) / 2 + lift * 0.6, 1.25, 6), at(to.x, to.y, 0.6, 0)], {
        duration: 900,
        easing: "cubic-bezier(.45,.05,.35,1)",
      })
      .finished.finally(() => letter.remove());
  }
}

function chipOf(id) {
  return document.querySelector(`.chip[data-goto="${CSS.escape(id)}"]`);
}

// Only the row of chips may move by itself, never the page.
function reveal(chip) {
  const row = chip.closest("ul");
  const away = chip.getBoundingClientRect().right - row.getBoundingClientRect().right;
  const before = chip.getBoundingClientRect().left - row.getBoundingClientRect().left;
  if (away > 0) row.scrollLeft += away + 12;
  else if (before < 0) row.scrollLeft += before - 12;
}

function centre(element) {
  const box = element.getBoundingClientRect();
  const inside = (value, size) => Math.min(Math.max(value, 0), size - 40);
  return { x: inside(box.x + box.width / 2 - 17, innerWidth), y: inside(box.y + box.height / 2 - 12, innerHeight) };
}
