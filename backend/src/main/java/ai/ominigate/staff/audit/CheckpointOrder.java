package ai.ominigate.staff.audit;

/** What checkpoints can be sorted by: a later one speaks for more. */
enum CheckpointOrder {
    /** For how many entries they speak. */
    SIZE
}
