/* The box that finds an enterprise: a combobox with a list of links (WAI-ARIA Authoring Practices, "Combobox Pattern"). */
import { find, fold, load } from "./find.js";

const SHOWN = 50;

function option(entity, root, id) {
  const link = document.createElement("a");
  link.id = id;
  link.href = `${root}e/${encodeURIComponent(entity.code)}/`;
  link.tabIndex = -1;
  link.setAttribute("role", "option");
  link.setAttribute("aria-selected", "false");
  const name = document.createElement("b");
  name.textContent = entity.name;
  const facts = document.createElement("span");
  facts.textContent = `${entity.code} · ${entity.area} · ${entity.results ? `已公示 ${entity.results} 项结果` : "没有已公示的结果"}`;
  link.append(name, facts);
  return link;
}

function start(form) {
  const input = form.querySelector("input[type=search]");
  const list = form.querySelector("[role=listbox]");
  const note = form.querySelector("[role=status]");
  const root = form.dataset.root || "./";
  const quiet = note.textContent;
  let active = -1;

  function close() {
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    choose(-1);
  }

  function choose(number) {
    list.children[active]?.setAttribute("aria-selected", "false");
    active = number;
    const chosen = list.children[number];
    if (chosen === undefined) { input.removeAttribute("aria-activedescendant"); return; }
    chosen.setAttribute("aria-selected", "true");
    input.setAttribute("aria-activedescendant", chosen.id);
    chosen.scrollIntoView({ block: "nearest" });
  }

  async function show() {
    const query = fold(input.value);
    if (!query) { close(); list.replaceChildren(); note.textContent = quiet; return; }
    let entities;
    try {
      entities = await load(form.dataset.index);
    } catch {
      note.textContent = "没有取到企业名单，请稍后再试，或按区域查看。";
      return;
    }
    if (query !== fold(input.value)) return;
    const hits = find(entities, query);
    note.textContent = hits.length === 0 ? "没有找到。请核对名称或代码；名单以最新的名录快照为准。"
      : hits.length > SHOWN ? `找到 ${hits.length} 家，列出前 ${SHOWN} 家，请再多输几个字。` : `找到 ${hits.length} 家。`;
    choose(-1);
    list.replaceChildren(...hits.slice(0, SHOWN).map((entity, number) => option(entity, root, `mc-hit-${number}`)));
    list.scrollTop = 0;
    list.hidden = hits.length === 0;
    input.setAttribute("aria-expanded", String(!list.hidden));
  }

  function key(event) {
    if (event.isComposing) return; // an input method is still writing
    const last = list.children.length - 1;
    if (event.key === "Escape" && !list.hidden) close();
    else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (last < 0) return;
      if (list.hidden) { list.hidden = false; input.setAttribute("aria-expanded", "true"); }
      const down = event.key === "ArrowDown";
      choose(down ? (active < last ? active + 1 : -1) : active < 0 ? last : active - 1);
    } else if (event.key === "Enter" && active >= 0) list.children[active].click();
    else return;
    event.preventDefault();
  }

  input.addEventListener("input", show);
  input.addEventListener("keydown", key);
  input.addEventListener("focus", () => { load(form.dataset.index).catch(() => {}); }, { once: true });
  // The list of the results page stays; elsewhere it lies over the page, and goes when the reader goes.
  if (!form.hasAttribute("data-stays")) {
    form.addEventListener("focusout", (event) => { if (!form.contains(event.relatedTarget)) close(); });
    input.addEventListener("focus", () => { if (input.value && list.hidden) show(); });
  }
  form.addEventListener("mingchou-show", show);
  // What was typed before this program came.
  if (input.value && document.activeElement === input) show();
}

document.querySelectorAll("form[data-search]").forEach(start);
