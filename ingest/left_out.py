"""What a walk through a folder leaves out by its name."""

FOLDERS = frozenset(
    {
        "node_modules", "bower_components", "jspm_packages", "__pycache__", "site-packages", "__MACOSX",
        "$RECYCLE.BIN", "System Volume Information", "lost+found",
    }
)  # fmt: skip
FILES = frozenset({"thumbs.db", "desktop.ini", "package-lock.json", "yarn.lock", "pnpm-lock.yaml", "uv.lock"})
OFFICE_LOCK = "~$"
GITIGNORE = ".gitignore"
