/// <reference lib="dom" />
/** Closes menus like other programs do. */

const OPEN = "details.menu[open]";

/** Closes open menus when the reader presses somewhere else, or Escape. */
export function closeMenus(): void {
  addEventListener("pointerdown", ({ target }) => {
    for (const menu of document.querySelectorAll(OPEN)) {
      if (!menu.contains(target as Node)) menu.removeAttribute("open");
    }
  });
  addEventListener("keydown", ({ key }) => {
    if (key !== "Escape") return;
    for (const menu of document.querySelectorAll(OPEN)) {
      menu.removeAttribute("open");
      menu.querySelector("summary")?.focus();
    }
  });
}
