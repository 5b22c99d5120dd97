/* One small module per behaviour. Each listens on the document, so it also serves what htmx
   brings later, and needs no call when a page or a dialog appears. */
import "./csrf.js";
import "./polls.js";
import "./trouble.js";
import "./keys.js";
import "./selection.js";
import "./finding.js";
import "./following.js";
import "./strip.js";
import "./focus.js";
import "./menus.js";
import "./inbox.js";
import "./contact-dialog.js";
import "./highlight.js";
import "./insert.js";
import "./copying.js";
import "./restore.js";
import "./send.js";
import "./needs.js";
import "./unsent.js";
import "./conversation.js";

document.documentElement.classList.add("js");
