// The map with tiles, where the operator has set from where they come. Without scripts, or should anything fail, the
// schematic map stays: it says the same.
(() => {
  const box = document.querySelector(".tiles");
  const plain = document.querySelector(".map");
  if (!box || !window.L) return;
  const { spots, outlines } = JSON.parse(box.dataset.drawn);
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const moves = { zoomAnimation: !still, fadeAnimation: !still, markerZoomAnimation: !still, inertia: !still };
  box.hidden = false;
  const map = L.map(box, { ...moves, scrollWheelZoom: false, zoomSnap: 0.5, attributionControl: false, zoomControl: false });
  L.control.zoom({ position: "bottomright" }).addTo(map);
  L.control.attribution({ prefix: false }).addTo(map);
  const from = document.createElement("span");
  from.textContent = box.dataset.from;
  L.tileLayer(box.dataset.url, { maxZoom: 18, attribution: from.outerHTML, alt: "" }).addTo(map);
  const shapes = outlines.map((ring) => L.polygon(ring, { className: "outline", weight: 2, fillOpacity: 0.08, interactive: false }).addTo(map));
  const middle = spots.reduce((sum, { at }) => sum + at[1], 0) / spots.length;
  const pins = spots.map(({ at, name, mark, kind }) => {
    const face = document.createElement("span");
    face.textContent = mark;
    const icon = L.divIcon({ className: `pin ${kind}`, iconSize: [34, 34], html: face });
    const pin = L.marker(at, { icon, keyboard: false, interactive: false }).addTo(map);
    const words = document.createElement("span");
    words.textContent = name;
    const west = at[1] < middle;
    return pin.bindTooltip(words, { permanent: true, direction: west ? "left" : "right", offset: [west ? -16 : 16, 0] });
  });
  const all = [...shapes, ...pins];
  if (all.length) map.fitBounds(L.featureGroup(all).getBounds().pad(0.15), { maxZoom: 14, animate: false });
  if (plain) plain.setAttribute("hidden", "");
})();
