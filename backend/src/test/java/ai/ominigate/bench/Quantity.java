package ai.ominigate.bench;

/** What the table tells of a target, in this order. */
enum Quantity {
    CALLS("Calls per second at saturation", "%,.0f", true),
    BUSY("– its core in use then, %", "%.0f", false),
    CPU_MOST("CPU per call at saturation, µs", "%.1f", true),
    DATABASE_MOST("– and in PostgreSQL, µs", "%.1f", false),
    CPU_MANY("CPU per call at 2,000/s, µs", "%.1f", true),
    DATABASE_MANY("– and in PostgreSQL, µs", "%.1f", false),
    CPU_FEW("CPU per call at 500/s, µs", "%.1f", true),
    DATABASE_FEW("– and in PostgreSQL, µs", "%.1f", false),
    CPU_EVENT("CPU per streamed event, 250 streams × 20/s, µs", "%.1f", true),
    FEW_50("Added p50 at 500/s, µs", "%,.0f", false),
    FEW_99("Added p99 at 500/s, µs", "%,.0f", false),
    FEW_999("Added p99.9 at 500/s, µs", "%,.0f", false),
    MANY_50("Added p50 at 2,000/s, µs", "%,.0f", false),
    MANY_99("Added p99 at 2,000/s, µs", "%,.0f", false),
    MANY_999("Added p99.9 at 2,000/s, µs", "%,.0f", false),
    FIRST_BYTE_50("Added to the first byte of a stream, p50, µs", "%,.0f", false),
    FIRST_BYTE_99("Added to the first byte of a stream, p99, µs", "%,.0f", false),
    ALLOCATED("Allocated per call, KB", "%.1f", false),
    ALLOCATED_LOOPS("– by event loops", "%.1f", false),
    ALLOCATED_VIRTUAL("– by virtual threads: shipping, logging", "%.1f", false),
    LIVE_FEW("Live heap per idle stream, 2,000 open, KB", "%.1f", false),
    RESIDENT_FEW("Resident per idle stream, 2,000 open, KB", "%.1f", true),
    LIVE_MANY("Live heap per idle stream, 8,000 open, KB", "%.1f", false),
    RESIDENT_MANY("Resident per idle stream, 8,000 open, KB", "%.1f", true),
    ROWS("Usage rows stored per second, at saturation", "%,.0f", false),
    ROWS_AFTER_OUTAGE("Usage rows stored per second, after an outage", "%,.0f", false),
    ROWS_MORE("Operational rows written beside calls, an hour", "%,.0f", false),
    ROWS_MORE_50("– added by them to p50 at 500/s, µs", "%,.0f", false),
    ROWS_MORE_50_BY_ITSELF("– between two stretches without them, µs", "%,.0f", false),
    ROWS_MORE_99("– added by them to p99 at 500/s, µs", "%,.0f", false),
    ROWS_MORE_99_BY_ITSELF("– between the same two, µs", "%,.0f", false),
    ROWS_MORE_CALLS("– calls per second at saturation with them, × without", "%.3f", false),
    ROWS_MORE_CALLS_BY_ITSELF("– of the later of two stretches without them, × the earlier", "%.3f", false),
    QUEUE_95("First part of the abuse queue, 1,000,000 closed, 10,000 open, p95, ms", "%.1f", false),
    VIEWS_95("– and how much is in each of its ten views, p95, ms", "%.1f", false),
    OVERVIEW_95(
            "Overview of an account with 10,000,000 calls in 30 days, in four time zones, p95 of each, ms",
            "%.1f",
            false),
    USAGE_95("– its page of usage, likewise, ms", "%.1f", false),
    DAYS_95("– its days in the API, likewise, ms", "%.1f", false),
    YEAR_95("– the same two of a year, of a key, a model and both, likewise, ms", "%.1f", false),
    CALLS_95("– its calls in the API, by twelve filters, p95 of each, ms", "%.1f", false),
    START("From start to health, s", "%.2f", false),
    START_PREPARED("– with an AOT cache, s", "%.2f", false),
    START_DEMO("– as the demo, from warm caches, s", "%.1f", false),
    RESIDENT("Resident memory when idle, MB", "%.0f", false),
    RESIDENT_DATABASE("– and PostgreSQL's, MB", "%.0f", false);

    private final String words;
    private final String format;
    private final boolean compared;

    Quantity(String words, String format, boolean compared) {
        this.words = words;
        this.format = format;
        this.compared = compared;
    }

    String words() {
        return words;
    }

    /** How a value is written. */
    String format() {
        return format;
    }

    /** Whether it is also told as a multiple of nginx's. */
    boolean compared() {
        return compared;
    }
}
