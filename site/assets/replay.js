/* The replay of a draw, from the tickets on the page alone. Nothing is drawn here: it shows in order what is already fixed. */

const STEPS = 48; // At most so many steps for all tickets of a draw; where there are more tickets, several fall at once.
const PAUSES = { slow: 1600, normal: 700, fast: 200 }; // Milliseconds a step.
const HOLD = 4; // The scenes around the tickets stay so many times as long.
const SVG = "http://www.w3.org/2000/svg";

/** A lane's tickets as numbers between 0 and 1, in the order in which they are drawn. */
export function read(element) {
  const { tickets, drawn, name, later } = element.dataset;
  const values = tickets.match(/.{8}/g) ?? [];
  return {
    name, words: values, values: values.map((each) => Number.parseInt(each, 16) / 2 ** 32),
    drawn: Number(drawn), later: Number(later),
  };
}

/** Every step: what is fixed, the beacon, the tickets lane by lane, the cut, the sealed places. `landed` counts tickets by lane. */
export function scenes(lanes) {
  const total = lanes.reduce((sum, lane) => sum + lane.values.length, 0);
  const chunk = Math.max(1, Math.ceil(total / STEPS));
  const none = lanes.map(() => 0);
  const all = lanes.map((lane) => lane.values.length);
  const found = [{ kind: "announced", landed: none }, { kind: "beacon", landed: none }];
  lanes.forEach((lane, place) => {
    for (let count = Math.min(chunk, all[place]); count > 0; count = count < all[place] ? Math.min(count + chunk, all[place]) : 0) {
      found.push({ kind: "tickets", lane: place, landed: all.map((size, at) => (at < place ? size : at === place ? count : 0)) });
    }
  });
  return [...found, { kind: "cut", landed: all }, { kind: "sealed", landed: all }];
}

/** Bars from `from` to `to` as one path in a box of 1000 × 100: the higher, the greater the ticket. */
function bars(values, from, to) {
  const slot = 1000 / values.length;
  const wide = Math.max(slot * 0.7, 0.6);
  const bar = (value, place) => `M${((from + place) * slot + (slot - wide) / 2).toFixed(1)} 100V${(94 - 86 * value).toFixed(1)}h${wide.toFixed(1)}V100Z`;
  return values.slice(from, to).map(bar).join("");
}

function path(className, d) {
  const made = document.createElementNS(SVG, "path");
  made.setAttribute("class", className);
  made.setAttribute("d", d);
  return made;
}

function drawLane(picture, lane, landed, before, decided) {
  const cut = decided ? Math.min(lane.drawn, landed) : 0;
  const parts = [path("mc-replay__in", bars(lane.values, 0, cut)), path("mc-replay__out", bars(lane.values, cut, Math.min(before, landed)))];
  if (landed > before) parts.push(path("mc-replay__out mc-replay__new", bars(lane.values, before, landed)));
  if (decided && lane.drawn < lane.values.length) {
    parts.push(path("mc-replay__cut", `M${((1000 / lane.values.length) * lane.drawn).toFixed(1)} 0V100`));
  }
  picture.replaceChildren(...parts);
}

function caption(scene, lanes, told) {
  const { kind, landed } = scene;
  if (kind === "announced") return told.announced;
  if (kind === "beacon") return told.beacon;
  const of = (lane) => `${lane.name} ${lane.drawn} 个`;
  if (kind === "cut") return `分界线落下：每一类里排在最前的抽中，${lanes.map(of).join("，")}。线外的依次是候补。`;
  if (kind === "sealed") return told.sealed;
  const lane = lanes[scene.lane];
  const count = landed[scene.lane];
  const behind = count > lane.values.length - lane.later ? "（不重复抽取，排在后面）" : "";
  return `${lane.name}：从小到大第 ${count} 个签号 ${lane.words[count - 1]}…${behind}，共 ${lane.values.length} 个。`;
}

function start(stage) {
  const elements = [...stage.querySelectorAll("[data-tickets]")];
  const lanes = elements.map(read);
  const steps = scenes(lanes);
  const part = (name) => stage.querySelector(`[data-replay=${name}]`);
  const [play, back, next, again, speed, full, bar, status] =
    ["play", "back", "next", "again", "speed", "full", "bar", "status"].map(part);
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  let at = 0;
  let timer = 0;

  function show(place) {
    const from = place === at + 1 ? steps[at].landed : steps[place].landed;
    at = place;
    const scene = steps[at];
    const decided = scene.kind === "cut" || scene.kind === "sealed";
    elements.forEach((element, lane) => {
      drawLane(element.querySelector("svg"), lanes[lane], scene.landed[lane], from[lane], decided);
    });
    stage.dataset.scene = scene.kind;
    stage.dataset.step = at;
    status.textContent = caption(scene, lanes, stage.dataset);
    bar.value = at;
    bar.setAttribute("aria-valuetext", `第 ${at + 1} 步，共 ${steps.length} 步`);
    back.disabled = again.disabled = at === 0;
    next.disabled = at === steps.length - 1;
  }

  function pause() {
    clearTimeout(timer);
    timer = 0;
    play.textContent = "播放";
    status.setAttribute("aria-live", "polite");
  }

  function wait() {
    const long = steps[at].kind === "tickets" ? 1 : HOLD;
    timer = setTimeout(() => {
      show(at + 1);
      if (at < steps.length - 1) wait(); else pause();
    }, PAUSES[speed.value] * long);
  }

  function run() {
    if (at === steps.length - 1) show(0);
    play.textContent = "暂停";
    status.setAttribute("aria-live", "off"); // A voice could not keep up; it speaks again as soon as it pauses.
    wait();
  }

  function go(place) {
    pause();
    // A button that is now disabled would lose the focus to nowhere.
    const held = document.activeElement;
    show(Math.min(Math.max(place, 0), steps.length - 1));
    if (held instanceof HTMLButtonElement && held.disabled && stage.contains(held)) bar.focus();
  }

  function motion() {
    if (still.matches) pause();
    play.disabled = speed.disabled = still.matches;
  }

  play.addEventListener("click", () => (timer ? pause() : run()));
  back.addEventListener("click", () => go(at - 1));
  next.addEventListener("click", () => go(at + 1));
  again.addEventListener("click", () => go(0));
  bar.addEventListener("input", () => go(Number(bar.value)));
  speed.addEventListener("change", () => { if (timer) { clearTimeout(timer); wait(); } });
  stage.addEventListener("keydown", (event) => {
    if (event.target === bar || event.target === speed || event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === "ArrowRight") go(at + 1);
    else if (event.key === "ArrowLeft") go(at - 1);
    else return;
    event.preventDefault();
  });
  full.disabled = !document.fullscreenEnabled;
  full.addEventListener("click", () => (document.fullscreenElement ? document.exitFullscreen() : stage.requestFullscreen()));
  document.addEventListener("fullscreenchange", () => { full.textContent = document.fullscreenElement ? "退出全屏" : "全屏"; });
  still.addEventListener("change", motion);
  bar.max = steps.length - 1;
  bar.disabled = false;
  motion();
  show(0);
}

document.querySelectorAll("[data-replay-stage]").forEach(start);
