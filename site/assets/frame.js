/* The frame around every page: large text, and what the theme's own controls lack for those who go by keyboard or by ear. */
(() => {
  "use strict";
  const KEY = "mingchou-large";
  const page = document.documentElement;
  let large = false;
  try { large = localStorage.getItem(KEY) === "1"; } catch { /* a browser that keeps nothing */ }
  page.toggleAttribute("data-mc-large", large); // in force before the page is drawn

  function largeText(button) {
    const say = () => button.setAttribute("aria-pressed", String(large));
    say();
    button.hidden = false;
    button.addEventListener("click", () => {
      large = !large;
      page.toggleAttribute("data-mc-large", large);
      say();
      try { localStorage.setItem(KEY, large ? "1" : "0"); } catch { /* then for this page only */ }
    });
  }

  /* The theme opens its menus with labels of hidden checkboxes, which no key reaches: each label gets a button inside. */
  function button(label, name) {
    const toggle = document.getElementById(label.htmlFor);
    const made = document.createElement("button");
    const say = () => made.setAttribute("aria-expanded", String(toggle.checked));
    made.type = "button";
    made.className = "mc-inner";
    made.setAttribute("aria-label", name);
    made.append(...label.childNodes);
    made.addEventListener("click", () => toggle.click());
    toggle.addEventListener("change", say);
    say();
    label.removeAttribute("tabindex");
    label.append(made);
  }

  function menus() {
    for (const [id, name] of [["__drawer", "菜单"], ["__search", "查说明文字"]]) {
      const label = document.querySelector(`label.md-header__button[for="${id}"]`);
      if (label !== null) button(label, name);
    }
    const drawer = document.getElementById("__drawer");
    document.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !drawer.checked) return;
      drawer.click();
      document.querySelector("label.md-header__button[for=__drawer] button").focus();
    });
    for (const nav of document.querySelectorAll("nav[aria-labelledby^=__nav_]")) {
      const name = nav.querySelector(".md-nav__title").textContent.trim();
      const label = document.getElementById(nav.getAttribute("aria-labelledby"));
      nav.setAttribute("aria-label", name);
      nav.removeAttribute("aria-labelledby");
      nav.removeAttribute("aria-expanded");
      if (label?.getAttribute("tabindex") === "0") button(label, `展开${name}`);
      else label?.removeAttribute("tabindex");
    }
  }

  /* A table wider than the window is scrolled by the arrow keys, once they can get at it. */
  function tables() {
    for (const each of document.querySelectorAll(".md-typeset__scrollwrap")) {
      if (each.scrollWidth > each.clientWidth) each.tabIndex = 0;
      else each.removeAttribute("tabindex");
    }
  }

  document.addEventListener("DOMContentLoaded", () => {
    const found = document.getElementById("mc-large");
    if (found !== null) largeText(found);
    menus();
  });
  addEventListener("load", () => {
    tables();
    // One landmark a block of code, all of one name, would only be in the way.
    for (const each of document.querySelectorAll(".md-code__nav")) each.setAttribute("role", "none");
  });
  addEventListener("resize", tables);
})();
