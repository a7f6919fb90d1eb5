// Whoever was asked before need not be typed twice: a known name brings its address.

const name = document.getElementById("id_name");
const address = document.getElementById("id_address");

name?.addEventListener("change", () => {
  const known = [...document.querySelectorAll("#known-names option")].find((one) => one.value === name.value);
  if (known && !address.value) address.value = known.dataset.address;
});
