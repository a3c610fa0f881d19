package ai.ominigate.abuse.review;

/** What the queue can be sorted by. */
enum CaseSort {
    /** By priority, and in one by score: the queue's own order, the most urgent first. */
    PRIORITY("rank"),
    SCORE("score"),
    LAST_SEEN("last_seen"),
    DUE_AT("due_at"),
    EVIDENCE_UNTIL("evidence_until"),
    OPENED_AT("id");

    private final String column;

    CaseSort(String column) {
        this.column = column;
    }

    String column() {
        return column;
    }
}
