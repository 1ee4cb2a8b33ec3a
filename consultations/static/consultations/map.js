// Draws the city's own map where a page asks for one. Without it the list and the fields say the same.

const STYLES = {
  land: { color: "#8a8a8a", weight: 1, fillColor: "#f6f4ee", fillOpacity: 1 },
  area: { color: "#8a8a8a", weight: 1, dashArray: "4 4", fill: false },
  water: { color: "#4979b8", weight: 4 },
  railway: { color: "#333333", weight: 3, dashArray: "8 6" },
  road: { color: "#c0a36b", weight: 3 },
  green: { color: "#6b9b6b", weight: 1, fillColor: "#cfe5cb", fillOpacity: 1 },
};
const PIN = 22;
const NAMES_FROM = 14;

async function draw(place) {
  const L = window.L;
  const answer = await fetch(place.dataset.map);
  if (!answer.ok) return;
  const ground = await answer.json();
  place.classList.add("is-drawn");
  place.setAttribute("role", "region");
  place.setAttribute("aria-label", place.dataset.label);
  const map = L.map(place, { attributionControl: false, minZoom: 10, maxZoom: 18, zoomSnap: 0.25 });
  const base = L.geoJSON(ground, {
    interactive: false,
    style: (feature) => STYLES[feature.properties.kind] ?? STYLES.road,
    pointToLayer: (_feature, at) => L.circleMarker(at, { radius: 3, color: "#333333", interactive: false }),
    onEachFeature: (feature, layer) => {
      const { name, kind } = feature.properties;
      if (name && kind !== "land") nameOf(layer, name, kind);
    },
  }).addTo(map);
  map.on("zoomend", () => place.classList.toggle("is-near", map.getZoom() >= NAMES_FROM));
  map.fitBounds(base.getBounds(), { padding: [4, 4] });
  map.setMaxBounds(base.getBounds().pad(0.5));
  if (place.dataset.pick) pick(map, place);
  else if (place.dataset.points) show(map, place);
  else pin(map, [Number(place.dataset.latitude), Number(place.dataset.longitude)]);
}

function nameOf(layer, name, kind) {
  const className = kind === "area" ? "map-name" : "map-name map-name-near";
  const direction = kind === "point" ? "right" : "center";
  layer.bindTooltip(name, { permanent: true, direction, className });
}

function pin(map, at, options = {}) {
  const icon = window.L.divIcon({ className: "map-pin", iconSize: [PIN, PIN], iconAnchor: [PIN / 2, PIN] });
  return window.L.marker(at, { icon, keyboard: false, ...options }).addTo(map);
}

function pick(map, place) {
  const [latitude, longitude] = place.dataset.pick.split(" ").map((id) => document.getElementById(id));
  let marker = null;

  function put(at) {
    marker?.remove();
    marker = pin(map, at);
  }

  function typed() {
    const at = [latitude.value, longitude.value].map((text) => Number.parseFloat(text));
    if (at.every(Number.isFinite)) put(at);
  }

  function choose(at) {
    latitude.value = at.lat.toFixed(5);
    longitude.value = at.lng.toFixed(5);
    put(at);
  }

  map.on("click", ({ latlng }) => choose(latlng));
  place.classList.add("map-picks");
  place.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.target !== place) return;
    event.preventDefault();
    choose(map.getCenter());
  });
  latitude.addEventListener("change", typed);
  longitude.addEventListener("change", typed);
  typed();
}

function show(map, place) {
  const points = JSON.parse(document.getElementById(place.dataset.points).textContent);
  for (const { id, at, title } of points) {
    const marker = pin(map, at, { keyboard: true, title, alt: title });
    marker.on("click", () => window.location.assign(`${place.dataset.address}${id}/`));
    marker.on("keypress", ({ originalEvent }) => {
      if (originalEvent.key === "Enter") window.location.assign(`${place.dataset.address}${id}/`);
    });
  }
}

for (const place of document.querySelectorAll("[data-map]")) draw(place);
