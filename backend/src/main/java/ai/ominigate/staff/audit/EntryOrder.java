package ai.ominigate.staff.audit;

/** What entries can be sorted by: they are numbered in the order in which they came. */
enum EntryOrder {
    /** Their numbers. */
    SEQ
}
