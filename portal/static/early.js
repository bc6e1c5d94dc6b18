// Says that scripts run, before the page is drawn, so that the menu does not jump.
document.documentElement.classList.add("js");
