"""Shows that a bundle installs and serves where no network is."""
