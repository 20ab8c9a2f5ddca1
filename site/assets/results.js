/* The results page: what was asked for lives in the address, so that it can be kept, sent on, and gone back from. */
import { find, fold, load } from "./find.js";

const PAGE = 50;
const FILTERS = ["area", "class", "outcome", "quarter"];
const LATE = 1;
const CORRECTED = 2;
const FOLLOWED = 4;

const form = document.querySelector("form[data-search]");
const filters = document.querySelector("form[data-filters]");
const input = form.querySelector("input[type=search]");
const count = document.getElementById("mc-count");
const body = document.querySelector("#mc-results tbody");
const more = document.getElementById("mc-more");
const root = form.dataset.root;
const first = [...body.rows];
const said = [...count.childNodes];
const marks = new Map([...document.querySelectorAll("[data-outcome]")].map((each) => [each.dataset.outcome, each]));
let results = null;
let asked = 0;

async function fetchResults() {
  const [entities, response] = await Promise.all([load(form.dataset.index), fetch(filters.dataset.index)]);
  if (!response.ok) throw new Error(String(response.status));
  const { draws, outcomes, results: rows } = await response.json();
  return rows.map(([entity, draw, rank, kind, outcome, inspected, disclosed, quarter, flags]) => ({
    entity: entities[entity], draw: draws[draw], rank, class: kind, outcome: outcomes[outcome], inspected, disclosed, quarter, flags,
    area: entities[entity].areaCode,
  }));
}

function element(tag, properties, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

function line(row) {
  const { entity } = row;
  const cell = (label, className, ...children) => {
    const made = element("td", { className }, ...children);
    made.dataset.label = label;
    return made;
  };
  const chip = (text, kind) => element("span", { className: `mc-chip mc-chip--${kind}`, textContent: text });
  const state = [marks.get(row.outcome).cloneNode(true)];
  if (row.flags & LATE) state.push(" ", chip("逾期公示", "late"));
  if (row.flags & CORRECTED) state.push(" ", chip("已更正", "plain"));
  if (row.flags & FOLLOWED) state.push(" ", chip("已补充", "plain"));
  const own = `draw=${row.draw}&rank=${row.rank}`;
  return element("tr", {},
    cell("检查对象", "", element("a", { href: `${root}e/${encodeURIComponent(entity.code)}/`, textContent: entity.name })),
    cell("检查结果", "", ...state),
    cell("检查日期", "mc-nowrap", row.inspected),
    cell("公示日期", "mc-nowrap", row.disclosed),
    cell("抽取批次", "", element("a", { className: "mc-id", href: `${root}d/${row.draw}/`, textContent: row.draw })),
    cell("核验", "", element("a", { href: `${root}verify/?${own}` }, "自己核验", element("span", { className: "mc-sr", textContent: `：${entity.name}` }))));
}

/* What the address asks for. A value that the page does not offer is as if it were not there. */
function wanted() {
  const query = new URLSearchParams(location.search);
  const of = (name) => (filters.elements[name].querySelector(`option[value="${CSS.escape(query.get(name) ?? "")}"]`) ? query.get(name) ?? "" : "");
  return { find: query.get("find") ?? "", ...Object.fromEntries(FILTERS.map((name) => [name, of(name)])) };
}

function restore() {
  const want = wanted();
  for (const name of FILTERS) filters.elements[name].value = want[name];
  if (input.value !== want.find) input.value = want.find;
  form.dispatchEvent(new Event("mingchou-show"));
  show();
}

/* The controls into the address; a new step to go back to, unless nothing has changed. */
function remember() {
  const address = new URL(location.href);
  for (const [name, value] of [["find", input.value.trim()], ...FILTERS.map((each) => [each, filters.elements[each].value])]) {
    if (value) address.searchParams.set(name, value);
    else address.searchParams.delete(name);
  }
  if (address.href !== location.href) history.pushState(null, "", address);
}

function list(rows) {
  let shown = 0;
  const grow = () => {
    body.append(...rows.slice(shown, shown + PAGE).map(line));
    const from = shown;
    shown = Math.min(rows.length, shown + PAGE);
    more.hidden = shown === rows.length;
    more.textContent = `再列 ${Math.min(PAGE, rows.length - shown)} 项（还有 ${rows.length - shown} 项）`;
    if (from > 0) body.rows[from].querySelector("a").focus();
  };
  body.replaceChildren();
  more.onclick = grow;
  grow();
}

async function show() {
  const want = wanted();
  const mine = ++asked;
  if (Object.values(want).every((value) => value === "")) {
    body.replaceChildren(...first);
    count.replaceChildren(...said);
    more.hidden = true;
    return;
  }
  try {
    results ??= fetchResults();
    const rows = await results;
    if (mine !== asked) return;
    const query = fold(want.find);
    const who = query ? new Set(find([...new Set(rows.map((row) => row.entity))], query)) : null;
    const kept = rows.filter((row) => (who === null || who.has(row.entity)) && FILTERS.every((name) => want[name] === "" || row[name] === want[name]));
    count.textContent = kept.length === 0 ? "没有这样的结果。" : `共 ${kept.length} 项结果，按公示日期从新到旧。`;
    list(kept);
  } catch {
    results = null;
    count.textContent = "没有取到结果的清单，请稍后再试，或按区域、按季度查看。";
  }
}

filters.hidden = false;
filters.addEventListener("change", () => { remember(); show(); });
filters.addEventListener("submit", (event) => event.preventDefault());
filters.addEventListener("reset", (event) => {
  event.preventDefault();
  for (const name of FILTERS) filters.elements[name].value = "";
  input.value = "";
  remember();
  restore();
});
form.addEventListener("submit", (event) => {
  event.preventDefault();
  remember();
  restore();
});
addEventListener("popstate", restore);
restore();
