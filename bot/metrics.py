"""What Prometheus reads of the bot. Nothing here tells who asked, or what."""

from prometheus_client import Counter, Gauge, Histogram, Info

from retrieval.answer import IndexSummary

_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)

UPDATES = Counter(
    "tinso_updates",
    "Updates: handled, malformed, repeated (brought twice), left_over (of an earlier run), given_up, paused.",
    ["outcome"],
)
UPDATES_IN_PROGRESS = Gauge("tinso_updates_in_progress", "Updates taken and not yet finished.")
QUESTIONS = Counter(
    "tinso_questions",
    "Questions answered, by the answer's status and how they were written.",
    ["status", "spelling"],
)
STAGE_SECONDS = Histogram(
    "tinso_stage_seconds",
    "Time spent a stage: queue (waiting for a thread), encode, search (encode included), send (one request to"
    " Telegram), update (all).",
    ["stage"],
    buckets=_SECONDS,
)
SEARCHES_WAITING = Gauge("tinso_searches_waiting", "Questions that wait for a search thread.")
OVERLOADED = Counter("tinso_overloaded", "Questions turned away politely because too many were waiting.")
REQUESTS = Counter("tinso_telegram_requests", "Requests to Telegram.", ["endpoint", "outcome"])
ERRORS = Counter("tinso_errors", "Errors by the kind of exception.", ["kind"])
LAST_POLL = Gauge("tinso_last_poll_timestamp_seconds", "When Telegram last answered getUpdates or called.")
POLLING_RESTARTS = Counter("tinso_polling_restarts", "How often silent polling had to be started again.")
LOOP_LAG = Histogram(
    "tinso_event_loop_lag_seconds",
    "How late the event loop was.",
    buckets=(0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5),
)
LOOP_BLOCKED = Counter("tinso_event_loop_blocked", "How often the event loop was more than 50 ms late.")
TASKS = Gauge("tinso_asyncio_tasks", "Tasks in the event loop.")
INDEX = Info("tinso_index", "The index version in service.")
INDEX_BUILT = Gauge("tinso_index_built_timestamp_seconds", "When the index version in service was built.")
INDEX_ARTICLES = Gauge("tinso_index_articles", "Articles in the index version in service.")
INDEX_SWAPS = Counter("tinso_index_swaps", "New index versions taken over without a restart.")
INDEX_REFUSED = Counter("tinso_index_refused", "New index versions refused because they cannot be used.")
INDEX_STALE = Gauge("tinso_index_stale", "1 while a newer version is published that cannot be used.")
INBOX_FAILED = Gauge("tinso_inbox_failed", "1 while updates in progress cannot be kept on disk.")
JOURNAL_FAILED = Gauge("tinso_journal_failed", "1 while questions cannot be written into the journal.")
PAUSED = Gauge("tinso_paused", "1 while the operator has switched answering off.")


def show_index(summary: IndexSummary) -> None:
    """Puts the index version in service on display."""
    INDEX.info({"version": summary.version})
    INDEX_BUILT.set(summary.built.timestamp())
    INDEX_ARTICLES.set(summary.articles)
