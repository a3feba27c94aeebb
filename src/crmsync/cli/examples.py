"""Examples that a command's help ends with. A test runs each of them as far as it parses."""

from collections.abc import Mapping

EXAMPLES: Mapping[str, tuple[str, ...]] = {
    "init": (
        "crmsync init",
        "crmsync init --account ann@example.com --client client_secret.json --key file:hubspot.key --yes",
    ),
    "login": (
        "crmsync login ann@example.com",
        "crmsync login ann@example.com --no-browser --port 8765",
    ),
    "setup": ("crmsync setup", "crmsync setup --yes"),
    "check": ("crmsync check", "crmsync check --cron"),
    "backfill": ("crmsync backfill", "crmsync backfill --since 2020-01-01", "crmsync backfill --dry-run"),
    "sync": ("crmsync sync", "crmsync sync --max-minutes 30", "crmsync --json sync"),
    "plan": ("crmsync plan", "crmsync --json plan"),
    "next": ("crmsync next", "crmsync next --limit 10 --links", "crmsync next --news"),
    "show": ("crmsync show bea@example.org", "crmsync show bea@example.org --as-of 2026-06-30"),
    "status": ("crmsync status", "crmsync --json status"),
    "runs": ("crmsync runs",),
    "report": ("crmsync report --open", "crmsync report --out people.html"),
    "snooze": (
        "crmsync snooze bea@example.org 2w",
        "crmsync snooze bea@example.org 2026-12-24",
        "crmsync snooze bea@example.org off",
    ),
    "done": ("crmsync done bea@example.org", "crmsync done bea@example.org --off"),
    "mute": ("crmsync mute bea@example.org", "crmsync mute bea@example.org --off"),
    "link": ("crmsync link bea@example.org b.miller@example.net",),
    "unlink": ("crmsync unlink bea@example.org info@example.net",),
    "undo": ("crmsync undo 7", "crmsync undo 7 --yes"),
    "introductions": ("crmsync introductions", "crmsync introductions --limit 3", "crmsync --json introductions"),
    "forget": ("crmsync forget bea@example.org",),
    "backtest": (
        "crmsync backtest",
        "crmsync backtest --fit",
        "crmsync backtest --data messages.csv --cutoffs 160,250,335,430",
    ),
    "schedule": ("crmsync schedule", "crmsync schedule --cron"),
    "completion": (
        "crmsync completion bash > ~/.local/share/bash-completion/completions/crmsync",
        "crmsync completion zsh > ~/.zfunc/_crmsync",
        "crmsync completion fish > ~/.config/fish/completions/crmsync.fish",
    ),
    "connectors": ("crmsync connectors",),
    "new-connector": ("crmsync new-connector fax", "crmsync new-connector ledger --kind destination"),
}
