// Offers the page in the browser's own language. Without it the switch at the top does the same.
for (const wished of navigator.languages) {
  const language = wished.slice(0, 2).toLowerCase();
  if (language === document.documentElement.lang) break;
  const offer = document.querySelector(`.language-offer[lang="${language}"]`);
  if (offer) {
    offer.hidden = false;
    break;
  }
}
