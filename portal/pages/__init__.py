"""Pages of the kernel: home, about, method, sources, uploaded pictures, health; and the page of a record."""
