// Small behaviour every page shares: what is final asks once, and a form goes off only once.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.confirm && !window.confirm(form.dataset.confirm)) {
    event.preventDefault();
    return;
  }
  if (form.method !== "post" || form.hasAttribute("hx-post")) return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "yes";
  showWaiting(form, true);
});
// Coming back to a page the browser kept: its forms may be sent again.
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) {
    delete form.dataset.sent;
    showWaiting(form, false);
  }
});
// What takes long says so while the answer is awaited.
function showWaiting(form, on) {
  for (const line of form.querySelectorAll("[data-waiting]")) line.hidden = !on;
}
