// Shows a thumbnail beside each suggestion that brings one along. Select2 takes nodes as they are: no HTML is written.
"use strict";
django.jQuery.fn.select2.defaults.set("templateResult", (row) => {
  if (!row.thumbnail) return row.text;
  const shown = document.createElement("span");
  const picture = document.createElement("img");
  shown.className = "suggestion";
  picture.className = "thumbnail";
  picture.src = row.thumbnail;
  picture.width = picture.height = 48;
  picture.alt = "";
  shown.append(picture, row.text);
  return django.jQuery(shown);
});
