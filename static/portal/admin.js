// A box to choose from stands in for a select, and says its value alone: here it is told whose box it is.
const labelOf = (id) => document.querySelector(`label[for="${id}"]`);
const boxOf = (select) => select.nextElementSibling?.querySelector(".select2-selection");

function nameBoxes(root) {
  for (const select of root.querySelectorAll("select.select2-hidden-accessible")) {
    const box = boxOf(select), label = labelOf(select.id);
    if (!box || !label) continue;
    label.id ||= `${select.id}_label`;
    box.setAttribute("aria-labelledby", `${label.id} select2-${select.id}-container`);
    box.querySelector("[role=textbox]")?.setAttribute("aria-labelledby", label.id);
    const search = box.querySelector(".select2-search__field");
    if (search) nameSearch(search);
  }
}

function nameSearch(field) {
  const open = field.getAttribute("aria-controls")?.match(/^select2-(.+)-results$/);
  const label = labelOf(open ? open[1] : field.closest(".select2")?.previousElementSibling?.id);
  if (label) field.setAttribute("aria-label", label.textContent.trim());
}

// The select behind its box is still there to be focused: by a form that opens, by its label.
function passOn(element) {
  if (element.matches("select.select2-hidden-accessible")) boxOf(element)?.focus();
  if (element.matches(".select2-search__field")) nameSearch(element);
}

document.addEventListener("focusin", ({ target }) => passOn(target));
django.jQuery(() => { // after the boxes are made, which waits for jQuery too
  nameBoxes(document);
  passOn(document.activeElement);
});
// Whoever adds a part goes on typing in it.
document.addEventListener("formset:added", ({ target }) => {
  nameBoxes(target);
  target.querySelector(".select2-selection, input:not([type=hidden]), select, textarea")?.focus();
});
