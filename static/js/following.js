/* The application list follows what happens elsewhere (a reply, a colleague's send), but not under
   an open menu, nor while what is searched for has not come yet: then at a later poll. */
const isFollowing = (ctx) => ctx?.sourceElement?.id === "changes";

for (const name of ["htmx:config:request", "htmx:before:swap"]) {
  document.addEventListener(name, (event) => {
    if (isFollowing(event.detail.ctx) && isBusy()) event.preventDefault();
  });
}

function isBusy() {
  const search = document.getElementById("q");
  const isSearching = search && search.value !== search.defaultValue;
  return isSearching || document.querySelector("#applications :popover-open");
}
